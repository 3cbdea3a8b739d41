"""Lists that a developer has fetched must not change what tests see: the data folder of every test is one that is not there."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["AUDITOR_DATA"] = str(Path(__file__).parent / "no-data")
