"""preticked."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "preticked"


def row(name: str, state: str = "", beside: str = "") -> str:
    """One purpose with its switch."""
    return f'<div><span>{name}</span><span>{beside}</span><input type="checkbox" aria-label="{name}" {state}></div>'


def panel(*rows: str) -> Seen:
    """A site whose settings hold these rows, opened on the way to refuse."""
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    inside = banner("Enregistrer mes choix", extra="".join(rows))
    seen.ended("refuse", "clicked", path=[("settings", "Paramétrer", 1), ("save", "Enregistrer mes choix", 2)])
    return seen.show("refuse-press-1", inside)


NEEDED = row("Cookies nécessaires", "checked disabled")


def test_it_fails_when_a_purpose_stands_on_in_the_settings() -> None:
    found = findings(panel(NEEDED, row("Publicité personnalisée", "checked"), row("Mesure d’audience")))[RULE]
    assert found.verdict == "fail"
    assert "(2), 1 stood on" in found.summary and "Publicité personnalisée" in found.summary
    assert found.evidence == ("page:refuse-press-1@refuse",)


def test_it_fails_when_a_purpose_stands_on_in_the_first_layer() -> None:
    seen = Seen(
        banner("Tout accepter", "Tout refuser", "Enregistrer", extra=row("Statistiques", "checked") + row("Réseaux sociaux"))
    )
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_all_stand_off() -> None:
    assert verdict(panel(NEEDED, row("Publicité"), row("Mesure d’audience")), RULE) == "pass"


@pytest.mark.parametrize(
    "needed",
    [NEEDED, row("Strictement nécessaires", "checked"), row("Session et panier", "checked", "Toujours actif")],
    ids=["locked", "by its name", "always active"],
)
def test_it_passes_when_only_what_needs_no_consent_stands_on(needed: str) -> None:
    assert verdict(panel(needed, row("Publicité"), row("Mesure d’audience")), RULE) == "pass"


def test_it_warns_when_only_legitimate_interest_stands_on() -> None:
    assert verdict(panel(row("Mesurer la performance", "checked", "Intérêt légitime"), row("Publicité")), RULE) == "warn"


def test_it_warns_when_only_functional_purposes_stand_on() -> None:
    assert verdict(panel(row("Cookies fonctionnels", "checked"), row("Publicité")), RULE) == "warn"


def test_what_refuses_when_it_stands_on_is_no_consent() -> None:
    assert verdict(panel(row("Ne pas vendre mes données", "checked"), row("Publicité")), RULE) != "fail"


def test_it_is_inconclusive_when_a_state_cannot_be_read() -> None:
    drawn = '<div><span>Publicité</span><span role="switch" tabindex="0" aria-label="Publicité">o</span></div>'
    found = findings(panel(NEEDED, drawn, drawn.replace("Publicité", "Audience")))[RULE]
    assert found.verdict == "inconclusive"


def test_it_is_inconclusive_when_the_settings_were_not_opened() -> None:
    found = findings(Seen())[RULE]
    assert found.verdict == "inconclusive"
    assert "Paramétrer" in found.summary


def test_it_does_not_apply_when_there_is_nothing_to_switch() -> None:
    assert verdict(Seen(banner("Tout accepter", "Tout refuser")), RULE) == "not-applicable"
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
