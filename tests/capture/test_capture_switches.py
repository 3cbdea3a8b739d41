"""Layers of purposes against what the page stored when it was saved: every switch is seen, and off where it can be turned off."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.banner import find_banner
from auditor.classify.switches import all_off
from auditor.evidence import ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.pages import Pages
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

ACCEPT = "<button onclick=choose('all')>Tout accepter</button>"
SETTINGS = "<button onclick=more()>Paramétrer</button>"
MORE = "const more = () => { drop('banner'); one('later').outerHTML = one('later').innerHTML };"
INTRO = "Gérez vos préférences de cookies : choisissez, finalité par finalité, les cookies que vous acceptez."
NATIVE = "[...document.querySelectorAll('#prefs input')].map(i => +i.checked).join('')"
SAVE = f'<button onclick="choose({NATIVE})">Enregistrer mes choix</button>'


def refuse(farm: Farm, index: str) -> tuple[Visit, ScenarioRun, str]:
    """The visit, its refusal, and what the page stored as the choice."""
    farm.serve("shop.example", index=index, produits=index)
    evidence, _ = farm.audit(scenarios=("before", "refuse"))
    (visit,) = evidence.visits
    assert visit.failure is None, visit.failure
    run = visit.scenario("refuse")
    record = visit.record(Cookies)
    assert run is not None
    assert isinstance(record, Cookies)
    return visit, run, next((c.value for c in record.jars[-1].cookies if c.name == "consent"), "")


def behind_settings(second: str, script: str = "") -> str:
    layer = banner(second, ident="prefs", style="height:500px;overflow:auto;", text=INTRO)
    return page(banner(SETTINGS + ACCEPT), f"<template id=later>{layer}</template>", script=MORE + script)


FOLD = "<div><button aria-expanded=false onclick=\"this.setAttribute('aria-expanded','true');this.nextElementSibling.hidden=!this.nextElementSibling.hidden\">{name} ▾</button><div hidden><label><input type=checkbox {on}> Je suis d'accord</label></div></div>"
DETAILS = "<details><summary>{name}</summary><label><input type=checkbox {on}> Je suis d'accord</label></details>"
NAMED = "<div><div role=button tabindex=0 aria-expanded=false aria-controls=s{name} onclick=\"one('s{name}').style.display='block'\">{name}</div></div><p>Une finalité parmi d'autres</p><div id=s{name} style=display:none><label><input type=checkbox {on}> Je suis d'accord</label></div>"


@pytest.mark.parametrize("section", [FOLD, DETAILS, NAMED], ids=["button", "details", "named by aria-controls"])
def test_switches_in_folded_sections_are_brought_out_and_turned_off_before_saving(farm: Farm, section: str) -> None:
    second = section.format(name="Audience", on="checked") + section.format(name="Annonces", on="checked") + SAVE
    visit, run, stored = refuse(farm, behind_settings(second))
    assert (run.outcome, stored) == ("clicked", "00")
    assert [p.action for p in run.presses] == ["settings", "expand", "toggle", "expand", "toggle", "save"]
    assert {p.layer for p in run.presses[1:]} == {2}
    assert [p.phase for p in run.presses] == ["before"] * 5 + ["refuse"]
    assert visit.missing == ()


def test_a_section_whose_content_is_made_when_it_is_opened_is_opened(farm: Farm) -> None:
    second = (
        "<div><button aria-expanded=false onclick=\"this.setAttribute('aria-expanded','true');this.insertAdjacentHTML('afterend','<label><input type=checkbox checked> Audience</label>')\">Finalités</button></div>"
        + SAVE
    )
    _, run, stored = refuse(farm, behind_settings(second))
    assert (run.outcome, stored) == ("clicked", "0")
    assert [p.action for p in run.presses] == ["settings", "expand", "toggle", "save"]


def test_sections_that_hide_nothing_that_is_on_are_left_folded(farm: Farm) -> None:
    words = (
        "<div><button aria-expanded=false>En savoir plus</button><p hidden>Une finalité est un but. <a href=/b>Lire</a></p></div>"
    )
    second = words + FOLD.format(name="Audience", on="") + SAVE
    _, run, stored = refuse(farm, behind_settings(second))
    assert (run.outcome, stored) == ("clicked", "0")
    assert [p.action for p in run.presses] == ["settings", "save"]


def test_the_switches_behind_every_tab_are_turned_off(farm: Farm) -> None:
    tabs = "".join(
        f"<button role=tab id=t{i} aria-selected={'true' if i == 0 else 'false'} onclick=tab({i})>{name}</button>"
        for i, name in enumerate(("Finalités", "Intérêt légitime"))
    )
    panels = "".join(
        f"<div role=tabpanel class=panel {'hidden' if i else ''}><label><input type=checkbox checked> {name}</label></div>"
        for i, name in enumerate(("Publicité", "Mesure du contenu"))
    )
    script = "const tab = n => document.querySelectorAll('.panel').forEach((p, i) => { p.hidden = i != n; one('t' + i).setAttribute('aria-selected', i == n) });"
    _, run, stored = refuse(farm, behind_settings(f"<div role=tablist>{tabs}</div>{panels}{SAVE}", script))
    assert (run.outcome, stored) == ("clicked", "00")
    assert [p.action for p in run.presses] == ["settings", "toggle", "expand", "toggle", "save"]


def test_of_radio_buttons_the_one_that_refuses_is_pressed_and_a_group_that_refuses_is_left(farm: Farm) -> None:
    def group(name: str, yes: str, no: str, on: int) -> str:
        return "<p>Finalité " + "".join(
            f"<label><input type=radio name={name} value={i} {'checked' if i == on else ''}> {words}</label> "
            for i, words in enumerate((yes, no))
        )

    second = group("a", "Oui", "Non", 0) + group("b", "Accepter", "Refuser", 1) + group("c", "J'autorise", "Je refuse", 0) + SAVE
    visit, run, stored = refuse(farm, behind_settings(second))
    assert (run.outcome, stored) == ("clicked", "010101")
    assert [(p.action, p.text) for p in run.presses[1:-1]] == [("toggle", "Non"), ("toggle", "Je refuse")]
    assert visit.missing == ()


def test_drawn_radio_buttons_are_pressed_by_their_words(farm: Farm) -> None:
    drawn = "<div role=radiogroup aria-label=Audience><span role=radio tabindex=0 aria-checked=true onclick=pick(this)>Autoriser</span> <span role=radio tabindex=0 aria-checked=false onclick=pick(this)>Interdire</span></div>"
    save = "<button onclick=\"choose([...document.querySelectorAll('[role=radio]')].map(r => r.ariaChecked == 'true' ? 1 : 0).join(''))\">Enregistrer mes choix</button>"
    script = "const pick = r => { for (const o of r.parentNode.querySelectorAll('[role=radio]')) o.ariaChecked = o == r };"
    _, run, stored = refuse(farm, behind_settings(drawn + save, script))
    assert (run.outcome, stored) == ("clicked", "01")


def test_a_switch_that_stays_on_is_pressed_once_named_and_seen_on_before_saving(farm: Farm) -> None:
    second = "<label><input type=checkbox checked onclick='event.preventDefault()'> Publicité personnalisée</label><br><label><input type=checkbox checked> Audience</label>"
    visit, run, stored = refuse(farm, behind_settings(second + SAVE))
    assert (run.outcome, stored) == ("clicked", "10")
    assert [p.action for p in run.presses] == ["settings", "toggle", "toggle", "save"]
    assert [m.name for m in visit.missing] == ["switch:refuse:1"]
    assert "« Publicité personnalisée » stood on" in visit.missing[0].reason
    pages = visit.record(Pages)
    assert isinstance(pages, Pages)
    before = next(p for p in pages.pages if p.label == run.presses[-1].page_before)
    found = find_banner(before.tree(), farm.selectors)
    assert found is not None
    assert [(c.text, c.checked) for c in found.all("toggle")] == [("Publicité personnalisée", True), ("Audience", False)]


def test_radio_buttons_of_which_none_is_known_to_refuse_are_left_and_named(farm: Farm) -> None:
    second = "".join(
        f"<label><input type=radio name=a {'checked' if i == 0 else ''}> {words}</label>"
        for i, words in enumerate(("Vert", "Bleu", "Rouge"))
    )
    visit, run, stored = refuse(farm, behind_settings(second + SAVE))
    assert (run.outcome, stored) == ("clicked", "100")
    assert [m.name for m in visit.missing] == ["switch:refuse:1"]


def test_a_banner_with_its_switches_on_the_first_layer_is_refused_there(farm: Farm) -> None:
    switches = (
        "<p><label><input type=checkbox checked> Audience</label> <label><input type=checkbox checked> Publicité</label></p>"
    )
    save = "<button onclick=\"choose([...document.querySelectorAll('input')].map(i => +i.checked).join(''))\">Enregistrer mes choix</button>"
    _, run, stored = refuse(farm, page(banner(switches + save + ACCEPT)))
    assert (run.outcome, stored) == ("clicked", "00")
    assert [(p.action, p.layer) for p in run.presses] == [("toggle", 1), ("toggle", 1), ("save", 1)]


DRAWN_STYLE = "<style>.sw { display: inline-block; width: 44px; height: 22px; border-radius: 11px; background: #bbb; position: relative; cursor: pointer } .sw.lit { background: #2a2 } .knob .sw::after { content: ''; position: absolute; left: 2px; top: 2px; width: 18px; height: 18px; border-radius: 9px; background: #fff } .knob .sw.lit::after, .knob .sw.on::after { left: 24px } .fixed { cursor: default; pointer-events: none }</style>"
DRAWN_SAVE = "<button onclick=\"choose([...document.querySelectorAll('.sw:not(.fixed)')].map(s => +s.matches('.lit, .on')).join(''))\">Enregistrer mes choix</button>"


def drawn(*classes: str, knob: bool) -> str:
    """Rows of purposes, each with a switch that is only drawn; `fixed`: nobody can press it."""
    rows = ""
    for number, name in enumerate(classes):
        word = "lit" if "lit" in name else "on"
        press = "" if "fixed" in name else f" onclick=\"this.classList.toggle('{word}')\""
        rows += f"<div><span>Finalité numéro {number}, et ce qu'elle fait</span> <span class='{name}'{press}></span></div>"
    return f"{DRAWN_STYLE}<div class={'knob' if knob else 'flat'}>{rows}</div>{DRAWN_SAVE}"


@pytest.mark.parametrize(
    ("panel", "pressed"),
    [
        (drawn("sw lit", "sw lit", "sw lit", knob=True), 3),
        (drawn("sw lit fixed", "sw lit", "sw", knob=True), 1),
        (drawn("sw on", "sw on", knob=True), 2),
        (drawn("sw on fixed", "sw on", "sw on", knob=False), 2),
    ],
    ids=["by the knob", "by the one that is always on", "by a word and the knob", "by a word against the one that is always on"],
)
def test_drawn_switches_that_show_how_they_stand_are_turned_off_before_saving(farm: Farm, panel: str, pressed: int) -> None:
    visit, run, stored = refuse(farm, behind_settings(panel))
    assert [p.action for p in run.presses] == ["settings", *["toggle"] * pressed, "save"]
    assert (run.outcome, set(stored)) == ("clicked", {"0"})
    assert visit.missing == ()
    pages = visit.record(Pages)
    assert isinstance(pages, Pages)
    before = next(p for p in pages.pages if p.label == run.presses[-1].page_before)
    found = find_banner(before.tree(), farm.selectors)
    assert found is not None
    off, why = all_off(found, farm.selectors)
    assert off, why


@pytest.mark.parametrize(
    "panel", [drawn("sw lit", "sw lit", knob=False), drawn("sw", "sw", knob=False)], ids=["all on", "all off"]
)
def test_drawn_switches_that_do_not_show_how_they_stand_are_left_and_settle_nothing(farm: Farm, panel: str) -> None:
    _, run, _ = refuse(farm, behind_settings(panel))
    assert [p.action for p in run.presses] == ["settings", "save"]
