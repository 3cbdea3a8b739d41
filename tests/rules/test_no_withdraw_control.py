"""no-withdraw-control."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, FOOTER, Seen, findings, verdict

RULE = "no-withdraw-control"


def test_it_fails_when_no_page_after_a_choice_has_one() -> None:
    found = findings(Seen(after=CONTENT).ended("withdraw", "no-control"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("page:accept-next-page@accept", "page:refuse-next-page@refuse", "page:refuse-reload@refuse")


def test_it_fails_when_the_control_does_nothing() -> None:
    seen = Seen().ended("withdraw", "no-control", path=[("settings", "Gérer mes cookies", 0)])
    assert verdict(seen, RULE) == "fail"


def test_it_warns_when_the_control_leads_to_another_page() -> None:
    seen = Seen().ended("withdraw", "no-control", path=[("settings", "Gérer mes cookies", 0)])
    seen.show("withdraw-reopened", CONTENT, "https://shop.example/cookies")
    assert verdict(seen, RULE) == "warn"


def test_it_passes_when_every_page_has_one() -> None:
    assert verdict(Seen(), RULE) == "pass"


def test_it_passes_when_the_control_stands_there_and_taking_back_failed_later() -> None:
    seen = Seen().ended("withdraw", "not-dismissed", path=[("settings", "Gérer mes cookies", 0), ("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_the_page_builds_its_end_only_when_it_is_reached() -> None:
    # The refusing visit does not scroll, so what it did not see is no sign.
    seen = Seen(after=CONTENT).show("accept-end-3-bottom", CONTENT + FOOTER, "https://shop.example/page-2")
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_only_some_pages_have_one() -> None:
    assert verdict(Seen().show("refuse-next-page", CONTENT), RULE) == "warn"


def test_it_is_inconclusive_when_nothing_was_chosen() -> None:
    seen = Seen().ended("refuse", "failed", "crash").ended("accept", "failed", "crash")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_pages_were_not_kept() -> None:
    assert verdict(Seen().lose("pages"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_pages_lack_a_part_and_no_control_was_found() -> None:
    seen = Seen(after=CONTENT).ended("withdraw", "no-control")
    for label in ("refuse-reload", "refuse-next-page", "accept-next-page"):
        seen.cut(label)
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_page_is_in_a_language_without_words() -> None:
    seen = Seen(after=CONTENT).ended("withdraw", "no-control")
    seen.language = "tlh"
    assert verdict(seen, RULE) == "inconclusive"


WEAK = CONTENT + '<footer><a href="#">Confidentialité et cookies</a></footer>'


def test_it_is_inconclusive_when_a_control_that_may_be_it_was_not_tried() -> None:
    found = findings(Seen(after=WEAK).ended("withdraw", "no-control"))[RULE]
    assert found.verdict == "inconclusive"
    assert "« Confidentialité et cookies »" in found.summary


def test_it_fails_when_all_that_may_be_it_was_tried_and_opens_nothing() -> None:
    seen = Seen(after=WEAK).ended("withdraw", "no-control", path=[("reopen", "Confidentialité et cookies", 0)])
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_what_may_be_it_was_tried_and_opens_the_choices() -> None:
    seen = Seen(after=WEAK)
    seen.paths["withdraw"] = [("reopen", "Confidentialité et cookies", 0), ("refuse", "Tout refuser", 1)]
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_the_control_could_not_be_pressed() -> None:
    found = findings(Seen().ended("withdraw", "failed", "« Gérer mes cookies » is covered"))[RULE]
    assert found.verdict == "inconclusive"
    assert "« Gérer mes cookies » is covered" in found.summary


def test_it_does_not_apply_when_no_banner_asks() -> None:
    seen = Seen("", after=CONTENT + FOOTER).ended("refuse", "no-banner").ended("accept", "no-banner")
    assert verdict(seen, RULE) == "not-applicable"
