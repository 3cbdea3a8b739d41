"""One site judged from evidence: composition, failed sites, visits put together again."""

from __future__ import annotations

from functools import cache

import msgspec

from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify.knowledge import Knowledge
from auditor.evidence import Evidence, Failure
from auditor.evidence.records.screenshots import Screenshot, Screenshots
from auditor.one_site import failed_evidence, judge_evidence, merged
from auditor.results import Missing, Result
from auditor.shape import Missing as Absent
from tests.evidence.store_samples import conditions, failed, recorded, visit


@cache
def knowledge() -> Knowledge:
    return Knowledge.load(Folder())


def result(evidence: Evidence, language: str = "en") -> Result:
    return judge_evidence(evidence, knowledge(), profile("cnil"), language, "shop.example")


def test_an_audited_site_has_labels_findings_and_the_names_it_was_judged_under() -> None:
    site = result(recorded(), "fr")
    assert (site.status, site.error, site.slug, site.profile, site.report_language) == (
        "audited",
        None,
        "shop.example",
        "cnil",
        "fr",
    )
    assert [cookie.name for cookie in site.cookies] == ["_ga"]
    assert site.findings
    assert all(finding.summary and finding.basis for finding in site.findings)


def test_nothing_passes_on_evidence_that_holds_nothing() -> None:
    bare = msgspec.structs.replace(visit(), records={})
    site = result(Evidence(url="https://shop.example/", conditions=conditions(), visits=(bare,)))
    assert site.status == "audited"
    assert {finding.verdict for finding in site.findings} <= {"inconclusive", "not-applicable"}


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert msgspec.json.encode(result(recorded())) == msgspec.json.encode(result(recorded()))


def test_a_failed_site_has_its_reason_and_no_finding() -> None:
    site = result(failed())
    assert site.status == "failed"
    assert site.error is not None
    assert site.error.kind == "dns"
    assert site.findings == ()
    assert site.banner.present is False
    unvisited = result(failed_evidence("https://shop.example/", "timeout", "no answer"))
    assert (unvisited.status, unvisited.final_url) == ("failed", None)


def test_what_visits_lack_stands_in_the_result_with_the_visit_that_lacks_it() -> None:
    first = msgspec.structs.replace(visit("refuse"), missing=(Absent(name="storage:https://a.example", reason="gone"),))
    broken = msgspec.structs.replace(visit("accept"), failure=Failure(kind="crash", message="the tab crashed"))
    site = result(Evidence(url="https://shop.example/", conditions=conditions(), visits=(first, broken)))
    assert site.missing == (
        Missing(name="accept: visit", reason="the tab crashed"),
        Missing(name="refuse: storage:https://a.example", reason="gone"),
    )


def test_pictures_are_named_once_in_the_order_of_the_phases() -> None:
    def with_pictures(name: str, **pictures: str) -> object:
        taken = Screenshots(
            screenshots=tuple(
                Screenshot(label=label, file=f"{label.replace('_', '-')}.png", phase=phase, step="load", at_ms=float(i))
                for i, (label, phase) in enumerate(pictures.items())
            )
        )
        return msgspec.structs.replace(visit(name), records={"screenshots": msgspec.Raw(msgspec.json.encode(taken))})

    visits = (
        with_pictures("accept", banner="before", after_accept="accept", withdraw_reopened="accept", after_withdraw="withdraw"),
        with_pictures("refuse", banner="before", after_refuse="refuse"),
    )
    evidence = Evidence(url="https://shop.example/", conditions=conditions(), visits=visits)  # type: ignore[arg-type]  # visits
    assert result(evidence).screenshots == tuple(
        f"{name}.png" for name in ("banner", "after-refuse", "after-accept", "withdraw-reopened", "after-withdraw")
    )


def test_a_visit_made_again_takes_the_place_of_the_one_that_broke_off() -> None:
    crash = Failure(kind="crash", message="the browser crashed")
    first = msgspec.structs.replace(recorded(), visits=(visit("refuse"), visit("accept", failure=crash)))
    again = Evidence(url=first.url, conditions=conditions(), visits=(visit("accept", cookie="new"),))
    whole = merged(first, again)
    assert [(v.name, v.failure) for v in whole.visits] == [("refuse", None), ("accept", None)]
    assert whole.visits[1] == again.visits[0]
    assert whole.failure is None


def test_a_site_whose_first_try_left_no_visit_has_those_of_the_second() -> None:
    first = failed_evidence("https://shop.example/", "crash", "the browser crashed")
    again = Evidence(url=first.url, conditions=conditions(), visits=(visit("refuse"),))
    assert merged(first, again) == again


def test_a_site_has_failed_only_where_no_visit_saw_the_page() -> None:
    crash = Failure(kind="crash", message="the browser crashed")
    lost = Evidence(
        url="https://shop.example/",
        conditions=conditions(),
        visits=(visit("refuse", failure=crash), visit("accept", failure=crash)),
        failure=crash,
    )
    assert merged(lost, lost).failure == crash
    saved = merged(lost, msgspec.structs.replace(lost, visits=(visit("refuse"), visit("accept", failure=crash)), failure=None))
    assert saved.failure is None
    assert merged(lost, failed_evidence(lost.url, "timeout", "no answer")).failure is not None
