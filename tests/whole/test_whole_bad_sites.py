"""Sites that cannot be audited: each gives a row that says why, and takes no other with it."""

from __future__ import annotations

import pytest

from tests.sites.all import BAD
from tests.whole.scanning import Scanned

pytestmark = pytest.mark.xdist_group("whole-bad")


def test_the_status_says_that_some_sites_failed(failed: Scanned):
    assert failed.done.status == 3, failed.done.err[-2000:]


@pytest.mark.parametrize(("url", "kind"), BAD.items(), ids=BAD.values())
def test_a_bad_site_has_a_row_of_its_own_with_the_kind_of_failure(failed: Scanned, url: str, kind: str):
    result = failed.result(url)
    assert result["status"] == "failed"
    assert result["error"]["kind"] in kind.split("|")
    assert result["error"]["message"]
    assert result["findings"] == []


def test_the_good_sites_around_them_are_audited(failed: Scanned):
    assert failed.lines[0]["status"] == failed.lines[-1]["status"] == "audited"
    assert len(failed.lines) == len(BAD) + 2


def test_every_failed_site_stands_in_the_table_with_its_reason(failed: Scanned):
    table = (failed.folder / "table.csv").read_text("utf-8")
    for url in BAD:
        assert url in table
    assert "Traceback" not in failed.done.err
