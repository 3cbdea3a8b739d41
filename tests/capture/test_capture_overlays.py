"""What lies before the banner and asks for no consent is put away first, as a person does; what asks for consent never is."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.evidence import Press, ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

ACCEPT = "<button onclick=choose('all')>Tout accepter</button>"
REFUSE = "<button onclick=choose('none')>Tout refuser</button>"
COVER = "position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:99"
BOX = "background:#fff;width:420px;margin:180px auto;padding:30px"


def over(inside: str, *, after_ms: int = 0, once: str = "seen") -> str:
    """Something over the whole page, put away for good by `away()`."""
    return (
        f"<div id=over style='{COVER}' {'hidden' if after_ms else ''}><div style='{BOX}'>{inside}</div></div><script>"
        f"const away = () => {{ document.cookie = '{once}=1; path=/'; document.getElementById('over').remove() }};"
        f"if (/{once}=1/.test(document.cookie)) document.getElementById('over').remove();"
        f"else if ({after_ms}) setTimeout(() => {{ document.getElementById('over').hidden = false }}, {after_ms});</script>"
    )


AGE = over(
    "<h2>Avez-vous 18 ans ?</h2><p>Ce site vend de l'alcool : vous devez être majeur pour entrer.</p><button onclick=\"location='https://elsewhere.example/'\">Non, j'ai moins de 18 ans</button> <button onclick=away()>Oui, j'ai plus de 18 ans</button>"
)
LETTER = "<h2>Notre lettre</h2><p>Une recette par semaine. Vos données personnelles ne sont jamais vendues, votre consentement peut être retiré : voir notre charte de confidentialité.</p><input type=email placeholder=Adresse> <button>Je m'inscris</button> <button aria-label=Fermer onclick=away()>×</button>"
COUNTRY = over(
    "<h2>Where are you?</h2><p>You seem to be in Germany. Would you rather visit our German shop?</p><a href=https://elsewhere.example/>Go to the German shop</a> <button onclick=away()>Stay on this site</button>"
)
APP = over(
    "<p>Notre application est plus rapide : installez-la.</p><a href=https://elsewhere.example/app>Ouvrir l'application</a> <button onclick=away()>Continuer dans le navigateur</button>"
)
PUSH = over(
    "<p>Recevez nos notifications : soyez informé le premier des promotions.</p><button>Autoriser</button> <button onclick=away()>Plus tard</button>"
)
ICON = over(
    "<p>10 % de remise sur la première commande, avec votre adresse.</p><input type=email> <button>Envoyer</button> <span class=popup-close onclick=away() style='display:inline-block;width:20px;height:20px;cursor:pointer;background:#ccc'></span>"
)


def audit(farm: Farm, index: str, *scenarios: str, **changed: object) -> tuple[Visit, ScenarioRun, tuple[Press, ...]]:
    """The visit, its last scenario, and what was put away before it."""
    farm.serve("shop.example", index=index, produits=index)
    farm.serve("elsewhere.example", index="<h1>Ailleurs</h1>")
    evidence, _ = farm.audit(scenarios=("before", *(scenarios or ("refuse",))), **changed)
    visit = evidence.visits[0]
    assert visit.failure is None, visit.failure
    before = visit.scenario("before")
    assert before is not None
    return visit, visit.scenarios[-1], before.presses


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        (AGE, "Oui, j'ai plus de 18 ans"),
        (over(LETTER), "×"),
        (COUNTRY, "Stay on this site"),
        (APP, "Continuer dans le navigateur"),
        (PUSH, "Plus tard"),
        (ICON, ""),
    ],
    ids=["age gate", "newsletter", "country", "app", "push", "a cross without words"],
)
def test_what_covers_the_banner_is_put_away_before_any_choice(farm: Farm, overlay: str, said: str) -> None:
    visit, run, before = audit(farm, page(banner(REFUSE + ACCEPT), overlay))
    assert [(p.action, p.text, p.phase, p.reached) for p in before] == [("dismiss", said, "before", True)], visit.missing
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])
    assert [(m.phase, m.step) for m in visit.marks][:4] == [
        ("before", "load"),
        ("before", "gesture"),
        ("before", "dismiss"),
        ("refuse", "press"),
    ]
    jars = visit.record(Cookies)
    assert isinstance(jars, Cookies)
    seen = [(j.phase, j.step, sorted(c.name for c in j.cookies)) for j in jars.jars][:4]
    assert seen == [
        ("before", "load", []),
        ("before", "gesture", []),
        ("before", "dismiss", ["seen"]),
        ("refuse", "press", ["consent", "seen"]),
    ]


def test_a_banner_that_comes_only_once_the_gate_is_passed_is_found(farm: Farm) -> None:
    show = "const show = () => { if (!/consent=/.test(document.cookie)) one('later').outerHTML = one('later').innerHTML }; if (/seen=1/.test(document.cookie)) show();"
    gate = AGE.replace("onclick=away()", 'onclick="away();setTimeout(show,700)"')
    _, run, before = audit(farm, page(gate, f"<template id=later>{banner(REFUSE + ACCEPT)}</template>", script=show))
    assert [p.text for p in before] == ["Oui, j'ai plus de 18 ans"]
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])


def test_two_overlays_in_a_row_are_put_away_one_by_one(farm: Farm) -> None:
    second = over(LETTER, once="lettre").replace("id=over", "id=mehr").replace("'over'", "'mehr'").replace("away", "later")
    _, run, before = audit(farm, page(banner(REFUSE + ACCEPT), second, AGE))
    assert [p.text for p in before] == ["Oui, j'ai plus de 18 ans", "×"]
    assert run.outcome == "clicked"


def test_an_overlay_that_comes_while_the_choice_is_under_way_is_put_away_and_is_no_part_of_its_way(farm: Farm) -> None:
    second = banner(
        REFUSE + "<button onclick=choose('all')>Tout accepter</button>",
        ident="prefs",
        text="Gérez vos préférences de cookies, finalité par finalité.",
    )
    script = "const more = () => { drop('banner'); one('later').outerHTML = one('later').innerHTML; one('over').hidden = false };"
    _, run, before = audit(
        farm,
        page(
            banner("<button onclick=more()>Paramétrer</button>" + ACCEPT),
            f"<template id=later>{second}</template>",
            over(LETTER, after_ms=600_000),
            script=script,
        ),
    )
    assert before == ()
    assert [(p.action, p.text) for p in run.presses] == [
        ("settings", "Paramétrer"),
        ("dismiss", "×"),
        ("refuse", "Tout refuser"),
    ]
    assert run.outcome == "clicked"


@pytest.mark.parametrize("with_banner", [True, False])
def test_what_cannot_be_put_away_makes_the_choice_fail_with_that_reason(farm: Farm, with_banner: bool) -> None:
    gate = over("<h2>Votre âge</h2><p>Pour entrer, donnez votre année de naissance.</p><select><option>1980</select>")
    visit, run, before = audit(farm, page(*([banner(REFUSE + ACCEPT)] if with_banner else []), gate))
    assert before == ()
    assert run.outcome == "failed", run
    assert "cannot be pressed" in run.reason if with_banner else "lies over the page" in run.reason
    assert any(m.name.startswith("overlay:") for m in visit.missing)


def test_what_a_banner_is_pressed_beside_is_left_where_it_is(farm: Farm) -> None:
    corner = (
        "<div id=over style='position:fixed;top:0;right:0;width:380px;height:260px;background:#eee;z-index:99'>"
        + LETTER
        + "</div><script>const away = () => document.cookie = 'seen=1'</script>"
    )
    _, run, before = audit(farm, page(banner(REFUSE + ACCEPT), corner))
    assert before == ()
    assert run.outcome == "clicked"


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Nous utilisons des cookies.</p><button onclick=away()>×</button>",
        "<p>Nos partenaires et nous traitons vos données personnelles selon ces finalités, avec votre consentement.</p><button onclick=away()>Continuer</button>",
    ],
)
def test_what_speaks_of_consent_is_never_put_away(farm: Farm, inside: str) -> None:
    _, _, before = audit(farm, page(over(inside)), "refuse")
    assert before == ()


@pytest.mark.parametrize("paragraphs", [4, 60])
def test_a_page_in_one_fixed_element_is_no_overlay(farm: Farm, paragraphs: int) -> None:
    shell = (
        "<div style='position:fixed;inset:0;overflow:auto;z-index:20'>"
        + "<p>Un article sur le jardin, et ce qui y pousse au printemps.</p>" * paragraphs
        + "<button onclick=\"document.cookie='pressed=1'\">Continuer</button></div>"
    )
    visit, run, before = audit(farm, page(shell))
    assert before == ()
    assert run.outcome == "no-banner"
    assert not any(m.name.startswith("overlay:") for m in visit.missing)
