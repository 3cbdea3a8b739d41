"""Banners in a row: what comes once the first is answered is answered the same way; the same one again is no second one."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.evidence import ScenarioRun, Visit
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

WALL = "Avec votre accord, nos 814 partenaires et nous utilisons des traceurs pour la publicité personnalisée et la mesure des contenus."
FIRST = banner("<button onclick=one_done('none')>Tout refuser</button><button onclick=one_done('all')>Tout accepter</button>")


def wall(buttons: str) -> str:
    return f"<template id=wall>{banner(buttons, ident='mur', text=WALL)}</template>"


WALL_BUTTONS = (
    "<button onclick=two_done('none')>Continuer sans accepter</button><button onclick=two_done('all')>Accepter et fermer</button>"
)
TWO_LAYERS = "<button onclick=deeper()>Paramétrer</button><button onclick=two_done('all')>Accepter et fermer</button>"
SCRIPT = (
    "const noted = n => document.cookie.includes(n + '=');"
    "const show = () => { if (!noted('wall')) one('wall').outerHTML = one('wall').innerHTML };"
    "const one_done = what => { document.cookie = 'bar_consent=' + what + '; path=/; max-age=999'; drop('banner'); setTimeout(show, WAIT) };"
    "const two_done = what => { document.cookie = 'wall=' + what + '; path=/; max-age=999'; drop('mur') };"
    "const deeper = () => { document.querySelector('#mur').innerHTML = '<p>Gérez vos préférences de cookies, finalité par finalité.</p><button onclick=two_done(\\'none\\')>Tout refuser</button>' };"
    "if (noted('bar_consent')) drop('banner'); if (noted('bar_consent')) show();"
)


def made(farm: Farm, index: str, scenario: str = "refuse") -> tuple[Visit, ScenarioRun, list[str]]:
    """The visit, its last scenario, and the cookies that the second page was asked with."""
    farm.serve("shop.example", index=index, produits=index)
    evidence, _ = farm.audit(scenarios=("before", scenario), dwell_seconds=1.5)
    (visit,) = evidence.visits
    assert visit.failure is None, visit.failure
    return visit, visit.scenarios[-1], [seen.cookie for seen in farm.log if seen.path == "/produits"]


@pytest.mark.parametrize("wait_ms", [0, 900])
@pytest.mark.parametrize(
    ("scenario", "texts", "stored"),
    [("refuse", ["Tout refuser", "Continuer sans accepter"], "none"), ("accept", ["Tout accepter", "Accepter et fermer"], "all")],
)
def test_a_second_banner_is_answered_the_same_way(farm: Farm, wait_ms: int, scenario: str, texts: list[str], stored: str) -> None:
    index = page(FIRST, wall(WALL_BUTTONS), script=SCRIPT.replace("WAIT", str(wait_ms)))
    _, run, cookies = made(farm, index, scenario)
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", texts), run.reason
    assert [p.layer for p in run.presses] == [1, 2]
    assert {p.phase for p in run.presses} == {scenario}
    assert run.asked_again == ()
    assert cookies == [f"bar_consent={stored}; wall={stored}"]


def test_a_second_banner_that_refuses_behind_its_settings_is_walked_through(farm: Farm) -> None:
    index = page(FIRST, wall(TWO_LAYERS), script=SCRIPT.replace("WAIT", "900"))
    _, run, cookies = made(farm, index)
    assert [p.text for p in run.presses] == ["Tout refuser", "Paramétrer", "Tout refuser"]
    assert [p.layer for p in run.presses] == [1, 2, 3]
    assert cookies == ["bar_consent=none; wall=none"]


def test_a_second_banner_that_cannot_be_refused_is_not_dismissed(farm: Farm) -> None:
    index = page(
        FIRST,
        wall(
            "<button onclick=two_done('all')>Accepter et fermer</button><button aria-label=Fermer onclick=two_done('x')>×</button>"
        ),
        script=SCRIPT.replace("WAIT", "900"),
    )
    _, run, _ = made(farm, index)
    assert (run.outcome, [p.text for p in run.presses]) == ("not-dismissed", ["Tout refuser"])
    assert "no control to refuse was found in it" in run.reason


def test_the_same_banner_that_asks_again_at_once_is_not_dismissed(farm: Farm) -> None:
    script = "const kept = one('banner').outerHTML; const shut = () => { drop('banner'); setTimeout(() => document.body.insertAdjacentHTML('beforeend', kept), 900) };"
    index = page(
        banner("<button onclick=shut()>Tout refuser</button><button onclick=choose('all')>Tout accepter</button>"), script=script
    )
    _, run, _ = made(farm, index)
    assert (run.outcome, [p.text for p in run.presses]) == ("not-dismissed", ["Tout refuser"])
    assert "the same banner" in run.reason


def test_banners_without_end_are_answered_three_times(farm: Farm) -> None:
    texts = "const texts = ['Nos cookies mesurent une audience jour après jour ici','Des traceurs publicitaires connaissent toute votre lecture ailleurs','Les réseaux sociaux déposent leurs propres témoins chez nous','Une vidéo externe voudrait écrire plusieurs cookies encore','Un dernier partenaire souhaite accéder à vos données personnelles, cookies compris'];"
    script = (
        texts
        + "let n = 0; const shut = () => { const b = one('banner'), kept = b.outerHTML; b.remove(); setTimeout(() => { document.body.insertAdjacentHTML('beforeend', kept); one('banner').querySelector('p').textContent = texts[n++ % 5] }, 700) };"
    )
    index = page(
        banner("<button onclick=shut()>Tout refuser</button><button onclick=choose('all')>Tout accepter</button>"), script=script
    )
    _, run, _ = made(farm, index)
    assert (run.outcome, len(run.presses)) == ("not-dismissed", 3), run
    assert "after 3 had been answered" in run.reason


def test_the_place_of_a_video_that_waits_for_consent_is_no_second_banner(farm: Farm) -> None:
    video = "<template id=video><div><p>Cette vidéo utilise des cookies de son hébergeur.</p><button onclick=\"document.cookie='video=1'\">Accepter les cookies</button><button>Refuser</button></div></template>"
    script = "const choose2 = () => { choose('none'); setTimeout(() => { document.querySelector('main').insertAdjacentHTML('beforeend', one('video').innerHTML) }, 500) };"
    index = page(
        banner("<button onclick=choose2()>Tout refuser</button><button onclick=choose('all')>Tout accepter</button>"),
        video,
        script=script,
    )
    _, run, _ = made(farm, index)
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])
