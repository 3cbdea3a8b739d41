"""Make `reports/sample/` anew: some of the demo's sites, audited and written in every format but PDF.

The sample is what a newcomer opens first, and the golden run of the tests: judging its evidence again must give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from auditor.cli._scanning import scan_and_print
from auditor.demo import serve
from auditor.demo.sites import DEMOS
from auditor.fleet.job import Job
from auditor.plan import Asked, plan
from auditor.report import formats, printed_from

SAMPLE = Path(__file__).resolve().parents[1] / "reports" / "sample"


def main() -> int:
    """Audit the bundled sites; those of fetched platforms stay out, so that the sample needs nothing from elsewhere."""
    with serve() as server:
        job = Job(
            sites=plan(Asked(demo.url) for demo in DEMOS),
            path=SAMPLE,
            given={"browser_arguments": server.browser_arguments},
            profile=None,
            language=None,
            selectors=None,
            concurrency=4,
            formats=tuple(name for name in formats() if printed_from(name) is None),  # print differs with every browser
            overwrite=True,
            arguments=("demo",),
        )
        return scan_and_print(job, fail_on="never", quiet=True, verbose=False)


if __name__ == "__main__":
    sys.exit(main())
