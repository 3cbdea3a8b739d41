"""The browser and the server of the tests of capture, for pages that mean harm."""

from __future__ import annotations

from tests.capture.conftest import farm, running_farm

__all__ = ["farm", "running_farm"]
