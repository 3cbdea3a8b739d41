"""Taking the consent back: where the control is looked for, and what is said where there is none."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.evidence import ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies
from tests.capture.banners import banner, page, preferences

if TYPE_CHECKING:
    from conftest import Farm

BUTTONS = "<button onclick=choose('all')>Tout accepter</button><button onclick=choose('none')>Tout refuser</button>"
AGAIN = "<footer><button onclick=again()>Gérer mes cookies</button></footer>"


def reopening(content: str) -> str:
    return f"const again = () => document.body.insertAdjacentHTML('beforeend', {content!r});"


def withdraw(farm: Farm, index: str, second: str | None = None) -> tuple[Visit, ScenarioRun, dict[str, bytes]]:
    farm.serve("shop.example", index=index, produits=second or index)
    evidence, pictures = farm.audit(scenarios=("withdraw",))
    (visit,) = evidence.visits
    assert visit.failure is None, visit.failure
    assert [s.name for s in visit.scenarios] == ["before", "accept", "withdraw"]
    run = visit.scenario("withdraw")
    assert run is not None
    return visit, run, pictures


def last_jar(visit: Visit, phase: str) -> dict[str, str]:
    record = visit.record(Cookies)
    assert isinstance(record, Cookies)
    return {c.name: c.value for c in [j for j in record.jars if j.phase == phase][-1].cookies}


def test_the_choices_are_opened_again_and_refused(farm: Farm) -> None:
    visit, run, pictures = withdraw(farm, page(banner(BUTTONS), AGAIN, script=reopening(banner(BUTTONS))))
    assert run.outcome == "clicked", run
    assert [(p.action, p.text, p.layer, p.phase) for p in run.presses] == [
        ("reopen", "Gérer mes cookies", 0, "accept"),
        ("refuse", "Tout refuser", 1, "withdraw"),
    ]
    assert [(m.phase, m.step) for m in visit.marks] == [
        ("before", "load"),
        ("before", "gesture"),
        ("accept", "press"),
        ("accept", "next-page"),
        ("accept", "gesture"),
        ("accept", "reopen"),
        ("withdraw", "press"),
        ("withdraw", "reload"),
        ("withdraw", "gesture"),
        ("withdraw", "next-page"),
        ("withdraw", "gesture"),
        ("withdraw", "leave"),
    ]
    assert (last_jar(visit, "accept"), last_jar(visit, "withdraw")) == ({"consent": "all"}, {"consent": "none"})
    assert {"banner.png", "after-accept.png", "withdraw-reopened.png", "after-withdraw.png"} <= set(pictures)


def test_switches_are_turned_off_and_saved_where_that_is_the_only_way(farm: Farm) -> None:
    save = '<button onclick="choose([...document.querySelectorAll(`input`)].map(i => +i.checked).join(``))">Enregistrer</button>'
    visit, run, _ = withdraw(farm, page(banner(BUTTONS), AGAIN, script=reopening(preferences(save))))
    assert run.outcome == "clicked", run
    assert [p.action for p in run.presses] == ["reopen", "toggle", "toggle", "toggle", "save"]
    assert last_jar(visit, "withdraw") == {"consent": "000"}


def test_without_a_way_back_the_outcome_is_no_control(farm: Farm) -> None:
    _, run, _ = withdraw(farm, page(banner(BUTTONS)))
    assert (run.outcome, run.presses) == ("no-control", ())


def test_a_control_that_only_the_first_page_has_is_found_there(farm: Farm) -> None:
    first = page(banner(BUTTONS), AGAIN, script=reopening(banner(BUTTONS)))
    _, run, _ = withdraw(farm, first, page())
    assert run.outcome == "clicked", run
    assert run.presses[0].text == "Gérer mes cookies"
    assert run.presses[0].page_before != ""


def test_a_footer_that_is_built_when_it_is_reached_is_searched(farm: Farm) -> None:
    lazy = f"addEventListener('scroll', () => {{ if (!one('f')) document.body.insertAdjacentHTML('beforeend', `<div id=f>{AGAIN}</div>`) }});"
    tall = "<div style='height:4000px'></div>"
    _, run, _ = withdraw(farm, page(banner(BUTTONS), tall, script=reopening(banner(BUTTONS)) + lazy))
    assert run.outcome == "clicked", run


def test_a_control_that_opens_nothing_leaves_a_press_and_no_choice(farm: Farm) -> None:
    _, run, _ = withdraw(farm, page(banner(BUTTONS), "<footer><button>Gérer mes cookies</button></footer>"))
    assert (run.outcome, [p.action for p in run.presses]) == ("no-control", ["reopen"])
    assert "no choice appeared" in run.reason


def test_where_nothing_was_accepted_there_is_nothing_to_take_back(farm: Farm) -> None:
    _, run, _ = withdraw(farm, page())
    assert run.outcome == "no-banner"
    assert "nothing was accepted" in run.reason
