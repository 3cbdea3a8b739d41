"""banner-not-accessible."""

from __future__ import annotations

import msgspec
import pytest

from auditor.evidence import Evidence, Missing
from auditor.evidence.records.accessibility import Accessibility, AxeElement, AxeRun, AxeSaid
from auditor.evidence.records.pages import Pages
from tests.rules.evidence import Seen, findings, site, verdict

RULE = "banner-not-accessible"
TEXT = "Nous utilisons des cookies pour la publicité et la mesure d’audience."


def with_refusal(refusal: str) -> Seen:
    """A banner whose refusal is this."""
    return Seen(f'<div role="dialog" style="position:fixed"><p>{TEXT}</p><button>Tout accepter</button>{refusal}</div>')


@pytest.mark.parametrize(
    "refusal",
    [
        '<a style="cursor:pointer" onclick="no()">Tout refuser</a>',
        '<button tabindex="-1">Tout refuser</button>',
        '<div inert=""><button>Tout refuser</button></div>',
    ],
)
def test_it_fails_when_the_tab_key_does_not_lead_to_the_refusal(refusal: str) -> None:
    found = findings(with_refusal(refusal))[RULE]
    assert found.verdict == "fail"
    assert "Tout refuser" in found.summary
    assert found.evidence == ("page:arrival@before",)


def test_it_fails_when_a_control_is_kept_from_screen_readers() -> None:
    assert verdict(with_refusal('<button aria-hidden="true">Tout refuser</button>'), RULE) == "fail"


def test_it_warns_when_only_the_cross_has_no_name() -> None:
    assert verdict(with_refusal('<button>Tout refuser</button><button aria-hidden="true">×</button>'), RULE) == "warn"


def test_it_passes_when_all_can_be_reached_and_have_a_name() -> None:
    assert verdict(with_refusal("<button>Tout refuser</button>"), RULE) == "pass"
    assert verdict(with_refusal('<div><a href="#" role="button">Tout refuser</a></div>'), RULE) == "pass"


def test_it_is_inconclusive_when_arrow_keys_may_lead_there() -> None:
    assert verdict(with_refusal('<div role="toolbar"><button tabindex="-1">Tout refuser</button></div>'), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_page_was_not_kept() -> None:
    assert verdict(Seen().lose("pages"), RULE) == "inconclusive"


def test_it_does_not_apply_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


class Asked(Seen):
    """A site of whose controls axe-core said something: (rule, outcome, impact, criterion, text of the control)."""

    def __init__(self, arrival: str, *said: tuple[str, str, str, str, str]) -> None:
        super().__init__(arrival)
        self.said = said

    def evidence(self) -> Evidence:
        evidence = super().evidence()
        first, *others = evidence.visits
        pages = first.record(Pages)
        assert isinstance(pages, Pages)
        nodes = [n for n in pages.pages[0].tree().nodes[0] if n.tag in ("button", "a", "input")]
        known = {n.shown_text() or n.attribute("aria-label"): n.backend for n in nodes}
        said = tuple(
            AxeSaid(rule=r, outcome=o, impact=i, criteria=(c,), elements=(AxeElement(control=known.get(text), why="because"),))
            for r, o, i, c, text in self.said
        )
        run = AxeRun(
            page="arrival", phase="before", step="load", at_ms=9e3, frame_url="", controls=tuple(known.values()), said=said
        )
        record = msgspec.Raw(msgspec.json.encode(Accessibility(engine="axe-core 4.12.1", runs=(run,))))
        first = msgspec.structs.replace(first, records={**first.records, "accessibility": record})
        return msgspec.structs.replace(evidence, visits=(first, *others))


def asked(refusal: str, *said: tuple[str, str, str, str, str]) -> Asked:
    return Asked(with_refusal(refusal).arrival, *said)


REFUSAL = "<button>Tout refuser</button>"


def test_it_fails_by_axe_core_on_the_same_criteria() -> None:
    found = findings(asked(REFUSAL, ("aria-required-attr", "violation", "critical", "4.1.2", "Tout refuser")))[RULE]
    assert found.verdict == "fail"
    assert "« Tout refuser » aria-required-attr (WCAG 4.1.2)" in found.summary
    assert found.evidence == ("accessibility:aria-required-attr@before",)


def test_it_fails_with_what_both_saw() -> None:
    seen = asked(
        '<button tabindex="-1">Tout refuser</button>',
        ("nested-interactive", "violation", "serious", "4.1.2", "Tout accepter"),
    )
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert "Tab key: « Tout refuser »" in found.summary
    assert "nested-interactive" in found.summary
    assert found.evidence == ("page:arrival@before", "accessibility:nested-interactive@before")


def test_it_warns_where_axe_core_speaks_of_another_criterion() -> None:
    found = findings(asked(REFUSAL, ("color-contrast", "violation", "serious", "1.4.3", "Tout refuser")))[RULE]
    assert found.verdict == "warn"
    assert found.evidence == ("accessibility:color-contrast@before",)


@pytest.mark.parametrize(
    "said",
    [
        ("color-contrast", "incomplete", "serious", "1.4.3", "Tout refuser"),
        ("button-name", "incomplete", "critical", "4.1.2", "Tout refuser"),
        ("aria-roles", "violation", "moderate", "4.1.2", "Tout refuser"),
        ("button-name", "pass", "", "4.1.2", "Tout refuser"),
        ("link-name", "violation", "serious", "4.1.2", "a link that is no control of the choice"),
    ],
)
def test_it_passes_where_axe_core_finds_no_serious_fault_in_a_control(said: tuple[str, str, str, str, str]) -> None:
    found = findings(asked(REFUSAL, said))[RULE]
    assert found.verdict == "pass"
    assert "axe-core 4.12.1 finds no serious fault" in found.summary


def test_it_is_inconclusive_where_the_two_disagree_on_a_name() -> None:
    found = findings(asked(REFUSAL, ("button-name", "violation", "critical", "4.1.2", "Tout refuser")))[RULE]
    assert found.verdict == "inconclusive"
    assert "« Tout refuser »" in found.summary
    hidden = '<button aria-hidden="true">Tout refuser</button>'
    assert verdict(asked(hidden, ("button-name", "pass", "", "4.1.2", "Tout refuser")), RULE) == "inconclusive"
    assert verdict(asked(hidden, ("button-name", "violation", "critical", "4.1.2", "Tout refuser")), RULE) == "fail"


def test_it_warns_when_axe_core_speaks_of_the_cross_only() -> None:
    seen = asked(f'{REFUSAL}<button aria-hidden="true">×</button>', ("button-name", "violation", "critical", "4.1.2", "×"))
    assert verdict(seen, RULE) == "warn"


def test_axe_core_that_failed_changes_nothing() -> None:
    seen = with_refusal(REFUSAL)
    seen.missing["refuse"].append(Missing(name="accessibility", reason="axe-core gave no answer"))
    assert verdict(seen, RULE) == "pass"
    assert not [gap for gap in site(seen).gaps if gap.record == "accessibility"]
