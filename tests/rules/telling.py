"""Policies and lists of cookies of the made-up shop."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, FOOTER, Seen, banner

BUTTONS = ("Tout accepter", "Tout refuser", "Paramétrer")
LINK = '<footer><a href="/politique">Politique de cookies</a> <a href="/cookies" id="again">Gérer mes cookies</a></footer>'
SAYS = (
    "<h1>Politique de cookies</h1><p>Le responsable du traitement est la société Vélo. Les cookies et traceurs servent aux"
    " finalités que voici, sur la base de votre consentement. Vous disposez d’un droit d’accès, de rectification et"
    " d’effacement de vos données personnelles. La durée de conservation est indiquée pour chacun. Voir aussi la CNIL.</p>"
)


def rows(*names: str, header: str = "<tr><th>Nom</th><th>Finalité</th><th>Durée</th></tr>") -> str:
    """A table of cookies."""
    made = "".join(f"<tr><td>{name}</td><td>Usage</td><td>6 mois</td></tr>" for name in names)
    return f"<table>{header}{made}</table>"


def listing(*names: str, more: str = "") -> str:
    """A policy with such a table."""
    return f"<main>{SAYS}<section>{rows(*names)}{more}</section></main>"


def shop(text: str = "", *, after: str = CONTENT + LINK, extra: str = "", buttons: tuple[str, ...] = BUTTONS) -> Seen:
    """The shop with a link to its policy in its footer."""
    said = text or "Nous utilisons des cookies pour mesurer notre audience et pour la publicité."
    return Seen(after + banner(*buttons, text=said, extra=extra), after=after)


def bare(text: str = "") -> Seen:
    """The shop without such a link."""
    return shop(text, after=CONTENT + FOOTER)
