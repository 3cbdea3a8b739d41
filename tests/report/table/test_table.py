"""Rows, counts and words of the compliance table."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditor.report
from auditor.report.table import (
    STANDINGS,
    Count,
    Words,
    cookies_in,
    languages,
    needs_consent,
    phase,
    site_rows,
    storage_in,
    totals,
    trackers_in,
    words,
)
from auditor.report.table.items import lifetime, presence, requests
from auditor.report.table.lay import cells_table, shorten, width, wrap
from auditor.report.table.links import pictures, target
from auditor.report.table.said import picture, reference
from auditor.results import SEVERITIES, VERDICTS, Banner, Missing, Outcome, Purpose
from tests.report import sample

PAGES = st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=80)


def refused(outcome: Outcome | None, **fields: object) -> object:
    scenarios = {"before": Outcome(outcome="recorded")} | ({"refuse": outcome} if outcome else {})
    return sample.result("a.example", scenarios=scenarios, **fields)


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (sample.chosen("Refuser"), "0"),
        (sample.chosen("Refuser", proven=False), "?"),
        (sample.chosen("Refuser", proven=None), "?"),
        (Outcome(outcome="no-banner"), "—"),
        (Outcome(outcome="no-control"), "—"),
        (Outcome(outcome="not-dismissed"), "?"),
        (Outcome(outcome="failed"), "?"),
        (Outcome(outcome="something-new"), "?"),
        (None, "?"),
    ],
)
def test_a_number_is_given_only_for_a_phase_that_was_observed(outcome: Outcome | None, shown: str) -> None:
    result = refused(outcome)
    at = phase(result, "refuse")  # type: ignore[arg-type]
    assert [str(count(result, at)) for count in (trackers_in, cookies_in, storage_in)] == [shown] * 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["cookies", "cookies:rest", "cookies:before:load", "refuse: cookies", "refuse: cookies:rest", "refuse: step:before:reload"],
)
def test_a_record_with_gaps_gives_a_least_number_and_none_where_nothing_was_seen(name: str) -> None:
    gaps = (Missing(name=name, reason="left out"),)
    nothing = sample.result("a.example", missing=gaps)
    something = sample.result("a.example", missing=gaps, cookies=(sample.cookie("_ga", "before"),))
    assert str(cookies_in(nothing, phase(nothing, "before"))) == "?"
    assert str(cookies_in(something, phase(something, "before"))) == "≥1"


@pytest.mark.parametrize(
    "name",
    [
        "cookies:refuse:press",
        "cookiesque",
        "requests",
        "accept: cookies",
        "refuse: visit",
        "refuse: step:refuse:reload",
        "step:leave",
    ],
)
def test_gaps_elsewhere_leave_the_number_alone(name: str) -> None:
    result = sample.result("a.example", missing=(Missing(name=name, reason="left out"),))
    assert str(cookies_in(result, phase(result, "before"))) == "0"


def test_the_untouched_page_was_seen_twice_so_one_whole_record_is_enough() -> None:
    def before(*missing: str, accept: str = "clicked") -> str:
        result = sample.result(
            "a.example",
            scenarios={"before": Outcome(outcome="recorded"), "accept": Outcome(outcome=accept, proven=True)},
            missing=tuple(Missing(name=name, reason="left out") for name in missing),
        )
        return str(cookies_in(result, phase(result, "before")))

    assert before("refuse: cookies:rest") == "0"
    assert before("refuse: cookies:rest", "accept: cookies:rest") == "?"
    assert before("refuse: cookies:rest", accept="no-banner") == "?", "nobody can say that the other visit was made"


def test_a_visit_that_broke_off_leaves_its_last_phases_with_gaps() -> None:
    result = refused(sample.chosen("Refuser"), missing=(Missing(name="refuse: visit", reason="the tab crashed"),))
    assert [str(cookies_in(result, phase(result, name))) for name in ("before", "refuse")] == ["0", "?"]


def test_a_thing_not_seen_in_a_record_with_gaps_is_not_said_to_be_absent() -> None:
    key = sample.failing().storage[0]
    gaps = (Missing(name=f"refuse: storage:local:{key.origin}", reason="x"), Missing(name="requests:rest", reason="x"))
    result = refused(sample.chosen("Refuser"), storage=(key,), missing=gaps)
    unseen = msgspec.structs.replace(key, phases=("accept",))
    foreign = msgspec.structs.replace(unseen, origin="https://other.example")
    at = phase(result, "refuse")
    assert [presence(result, k, at) for k in (key, unseen, foreign)] == ["●", "?", "·"]
    assert [requests(result, sample.tracker("t.example", None, refuse=n), at) for n in (2, 0)] == ["2", "?"]


def test_audience_measurement_that_may_be_exempt_is_not_counted_as_needing_consent() -> None:
    matomo = msgspec.structs.replace(sample.cookie("_pk_id", "before"), exemption="possible")
    google = msgspec.structs.replace(sample.cookie("_ga", "before"), exemption="no")
    contacted = msgspec.structs.replace(sample.tracker("stats.example", "Matomo", "audience", before=1), exemption="possible")
    result = sample.result("a.example", cookies=(matomo, google), trackers=(contacted, contacted))
    at = phase(result, "before")
    assert (str(cookies_in(result, at)), str(trackers_in(result, at))) == ("1+1?", "0+1?")
    assert [needs_consent(c) for c in (matomo, google, sample.cookie("s", "before", "necessary"))] == [None, True, False]


def test_cookies_of_unknown_purpose_are_neither_hidden_nor_counted_as_needing_consent() -> None:
    result = sample.result(
        "a.example",
        cookies=(
            sample.cookie("_ga", "before"),
            sample.cookie("x", "before", "unknown"),
            sample.cookie("s", "before", "necessary"),
        ),
    )
    assert cookies_in(result, phase(result, "before")) == Count(1, 1)
    assert str(Count(1, 1)) == "1+1?" and str(Count(0, 2)) == "0+2?" and str(Count(0, 1, is_whole=False)) == "≥0+1?"


def test_a_site_that_failed_has_no_numbers() -> None:
    (row,) = site_rows(sample.run(sample.not_audited()))
    assert {str(c) for c in (*row.trackers, *row.cookies)} == {"?"} and row.standing == "not-audited" and row.banner == "?"
    assert row.refusal.mark == "?"


def test_no_banner_is_said_only_where_the_search_for_it_was_whole() -> None:
    seen = sample.result("a.example")
    blind = msgspec.structs.replace(seen, missing=(Missing(name="refuse: page:arrival", reason="could not be read"),))
    assert [site_rows(sample.run(r))[0].banner for r in (seen, blind)] == ["no", "?"]
    assert [site_rows(sample.run(r))[0].refusal.mark for r in (seen, blind)] == ["—", "?"]


def test_a_banner_without_a_word_on_refusing_is_unknown_and_with_none_is_none() -> None:
    def mark(controls: dict[str, object]) -> str:
        banner = sample.Banner(present=True, controls=controls)
        return str(site_rows(sample.run(sample.result("a.example", banner=banner)))[0].refusal.mark)

    assert (mark({}), mark({"refuse": None}), mark({"refuse": sample.control("Non")})) == ("?", "—", "")


def test_sites_are_ordered_by_standing_then_gravity_then_as_asked() -> None:
    def site(name: str, *findings: object) -> object:
        return sample.result(name, findings=findings)

    run = sample.run(
        site("pass", sample.finding("a", "pass", "critical", "")),
        site("minor", sample.finding("a", "fail", "minor", "")),
        site("silent"),
        site("critical", sample.finding("a", "fail", "critical", "")),
        site("critical-twice", sample.finding("a", "fail", "critical", ""), sample.finding("b", "fail", "minor", "")),
        site("warn", sample.finding("a", "warn", "critical", "")),
        sample.not_audited(),
    )
    names = [row.name for row in site_rows(run)]
    assert names == ["critical-twice", "critical", "minor", "warn", "silent", "absent.example", "pass"]
    counted = totals(run, site_rows(run))
    assert dict(counted.standings) == {"fail": 3, "warn": 1, "inconclusive": 1, "not-audited": 1, "pass": 1}
    assert counted.not_reached == 0


def test_a_site_asked_for_twice_and_reached_once_is_missed_once() -> None:
    clean = sample.clean()
    run = sample.run(clean, sites=(clean.url, clean.url))
    assert totals(run, site_rows(run)).not_reached == 1


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://shop.example/", "shop.example"),
        ("https://shop.example:8443/fr/", "shop.example:8443/fr"),
        ("http://user:secret@shop.example/?a=1", "shop.example?a=1"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("http://[", "http://["),
        ("", ""),
    ],
)
def test_a_site_is_named_by_host_and_path(url: str, name: str) -> None:
    assert site_rows(sample.run(sample.result("a.example", url=url)))[0].name == name


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


ALL = {language: words(language) for language in languages()}


def test_both_languages_are_there() -> None:
    assert set(ALL) >= {"en", "fr"}


@pytest.mark.parametrize("language", sorted(set(ALL) - {"en"}))
def test_every_language_has_the_same_keys_and_fields(language: str) -> None:
    assert sorted(ALL[language].texts) == sorted(ALL["en"].texts)
    assert {k: fields(t) for k, t in ALL[language].texts.items()} == {k: fields(t) for k, t in ALL["en"].texts.items()}


@pytest.mark.parametrize("language", sorted(ALL))
def test_texts_of_ours_hold_no_markup(language: str) -> None:
    assert not [key for key, text in ALL[language].texts.items() if re.search(r"[<>&|`\\]", text)]


@pytest.mark.parametrize("language", sorted(ALL))
def test_every_name_of_the_results_has_a_word(language: str) -> None:
    said = ALL[language]
    for group, names in (
        ("verdict", VERDICTS), ("meaning", VERDICTS), ("severity", SEVERITIES), ("meaning", SEVERITIES), ("standing", STANDINGS),
        ("purpose", get_args(Purpose)), ("phase", ("before", "refuse", "accept", "withdraw")),
    ):  # fmt: skip
        assert all(f"{group}.{name}" in said.texts for name in names)


def test_a_counting_text_has_both_forms_and_takes_the_one_of_its_language() -> None:
    for said in ALL.values():
        ones = {key.removesuffix(".one") for key in said.texts if key.endswith(".one")}
        assert ones == {key.removesuffix(".many") for key in said.texts if key.endswith(".many")}
    assert [ALL["en"].count("sites", n) for n in (0, 1, 2)] == ["0 sites", "1 site", "2 sites"]
    assert [ALL["fr"].count("sites", n) for n in (0, 1, 2)] == ["0 site", "1 site", "2 sites"]


def test_every_text_is_used() -> None:
    folder = Path(auditor.report.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".py", ".html"))
    used = set(re.findall(r"[\w-]+(?:\.[\w-]+)*", source))
    named_by_results = (
        "certainty",
        "claim",
        "condition",
        "control",
        "error",
        "meaning",
        "outcome",
        "phase",
        "picture",
        "purpose",
        "severity",
        "scenario",
        "signal",
        "step",
        "via",
    )
    keys = {re.sub(r"\.(one|many)$", "", key) for key in ALL["en"].texts}
    assert not [
        key
        for key in sorted(keys)
        if key not in used and key.partition(".")[0] not in named_by_results and key.partition(".")[2] not in used
    ]


def test_a_name_without_a_word_is_shown_as_it_is() -> None:
    assert Words("en", {}).label("claim", "something-new") == "something-new"


@given(PAGES, st.integers(2, 40))
def test_wrapping_keeps_the_width_and_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert width(shorten(text, columns)) <= columns


def test_no_line_begins_with_a_french_mark() -> None:
    assert wrap("voici un refus ; puis", 14) == ["voici un", "refus\u00a0; puis"]


def test_a_long_host_is_broken_where_it_reads_best() -> None:
    assert wrap("www.boutique-exemple.fr", 16) == ["www.boutique-", "exemple.fr"]


def test_a_text_cut_after_some_lines_ends_in_a_mark_and_gains_no_space() -> None:
    assert wrap("one two three four", 5, 2) == ["one", "two…"]
    assert wrap("one two", 5, 2) == ["one", "two"]
    assert all(width(line) <= 8 and " " not in line for line in wrap("www.town-hall.example", 8, 2))


def test_columns_line_up_by_what_a_terminal_shows() -> None:
    drawn = cells_table([["漢字", "x"], ["e\u0301", "\x1b[31mx\x1b[0m"], ["ab\ncd", "x"]], ["Name", "Value"]).split("\n")
    assert drawn[0] == "Name  Value" and drawn[1] == "----  -----"
    assert drawn[2] == "漢字  x" and drawn[3] == "e\u0301     \x1b[31mx\x1b[0m" and drawn[4:] == ["ab    x", "cd"]


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (None, "session"),
        (400.2, "400 days"),
        (1.0, "1 day"),
        (0.01, "under a day"),
        (float("inf"), "without end"),
        (1e308, "without end"),
        (float("nan"), "?"),
        (-3.0, "under a day"),
    ],
)
def test_a_lifetime_is_shown_however_absurd(days: float | None, shown: str) -> None:
    assert lifetime(sample.cookie("a", "before", lifetime_days=days), ALL["en"]) == shown


def test_a_reference_leads_only_to_what_is_shown() -> None:
    result = sample.failing()
    rows = {"cookie:_ga": "r1", "host:www.google-analytics.com": "r2", "storage:local:https://a.example:k@b": "r3"}
    assert target("cookie:_ga@refuse", rows, result) == "#r1"
    assert target("request:https://www.google-analytics.com/g/collect?x=a@b@before", rows, result) == "#r2"
    assert target("storage:local:https://a.example:k@b@before", rows, result) == "#r3"
    assert target("screenshot:banner.png@before", rows, result) == "sites/www.boutique-exemple.fr/banner.png"
    assert target("screenshot:../../x.png@before", rows, result) is None
    assert target("request:http://[@before", rows, result) is None
    assert target("cookie:other@before", rows, result) is None


def test_a_long_reference_keeps_its_phase() -> None:
    assert reference("cookie:_ga@refuse", 40) == "cookie:_ga@refuse"
    assert reference("request:https://www.tracker.example/collect?x=1@refuse", 30) == "request:https://www.tr…@refuse"
    assert reference("x" * 50 + "@" + "y" * 50, 20) == "x" * 19 + "…"


def test_a_picture_is_named_by_what_it_shows() -> None:
    assert picture("after-refuse.png", ALL["en"]) == "After refusing" and picture("other.png", ALL["en"]) == "other.png"


def test_pictures_are_plain_files_of_the_site() -> None:
    assert pictures(sample.result("a.example", screenshots=("a.png", "page.html"))) == (("a.png", "sites/a.example/a.png"),)
    assert [name for name, _ in pictures(msgspec.structs.replace(sample.lying(), slug="ok.example"))] == ["ok.png"]
    assert pictures(sample.lying()) == ()


def test_a_refusal_by_switches_and_save_shows_where_the_way_ended_and_what_it_cost() -> None:
    walked = Outcome(outcome="clicked", path=("Personnaliser", "Audience", "Publicité", "Enregistrer"), clicks=4, proven=True)
    banner = Banner(present=True, controls={"accept": None, "refuse": None, "settings": None})
    row = next(iter(site_rows(sample.run(refused(walked, banner=banner)))))  # type: ignore[arg-type]
    assert (row.refusal.layer, row.refusal.clicks, row.refusal.mark) == (2, 4, "")
