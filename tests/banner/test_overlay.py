"""What is taken for an overlay, and which control of it is pressed: pages that no browser looks at."""

from __future__ import annotations

import pytest

from auditor.banner import Selectors, find_banner, find_overlay
from auditor.catalogue.load import Folder
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder(None))
BEHIND = "<main><p>" + "Ein Garten im Frühling, un jardin au printemps, a garden in spring. " * 8 + "</p></main>"
OVER = "position:fixed;z-index:99"


def over(inside: str, *, more: str = "") -> str:
    """A page with something over its whole viewport."""
    return f'<body>{BEHIND}<div {more} style="{OVER}" data-box="0 0 1280 800">{inside}</div></body>'


def pressed(html: str) -> str | None:
    """Text of the control that puts the overlay away; None where no overlay is found."""
    found = find_overlay(tree(html), SELECTORS, None)
    return (found.control.text if found.control is not None else "-") if found is not None else None


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p>Are you over 18?</p><button>No, I am under 18</button><button>Yes, I am over 18</button>", "Yes, I am over 18"),
        ("<p>Sind Sie über 18 Jahre alt?</p><button>Nein</button><button>Ja, ich bin 18</button>", "Ja, ich bin 18"),
        ("<p>¿Eres mayor de edad?</p><button>Soy menor</button><button>Soy mayor de 18 años</button>", "Soy mayor de 18 años"),
        ("<p>Iscriviti alla newsletter</p><input><button>Iscriviti</button><button>No, grazie</button>", "No, grazie"),
        ("<p>Krijg onze nieuwsbrief</p><input><button>Aanmelden</button><button>Sluiten</button>", "Sluiten"),
        ("<p>Faster in our app</p><a href=/app>Open the app</a><button>Continue in browser</button>", "Continue in browser"),
        ("<p>You seem to be in Spain</p><a href=/es>Go to Spain</a><button>Stay on this site</button>", "Stay on this site"),
        ("<p>10 % off your first order</p><input type=email><button>Send</button><button>×</button>", "×"),
    ],
)
def test_the_control_that_a_person_gets_past_it_with_is_found(inside: str, text: str) -> None:
    assert pressed(over(inside)) == text


@pytest.mark.parametrize(
    "html",
    [
        over("<p>We use cookies on this site.</p><button>×</button>"),
        over("<p>Subscribe to our newsletter. This site uses cookies.</p><input><button>×</button>"),
        over("<p>You choose.</p><button>OK</button>", more="id=cookie-layer"),
        over("<p>We and our partners process personal data for these purposes, with your consent.</p><button>Continue</button>"),
        over("<p>Choose what you allow.</p><button>Save settings</button><button>Accept all</button>"),
        over("<p>Just a moment</p>"),
        f'<body><div style="{OVER}" data-box="0 0 1280 800"><p>Our small garden.</p><button>Continue</button></div></body>',
    ],
    ids=["cookies", "newsletter with cookies", "named for consent", "partners", "nothing to press", "a curtain", "the page"],
)
def test_what_may_ask_for_consent_or_is_the_page_is_no_overlay(html: str) -> None:
    assert pressed(html) is None


def test_a_gate_without_a_known_way_past_is_told_and_not_pressed() -> None:
    assert pressed(over("<p>Enter your age to go on</p><select></select><button>Absenden</button>")) == "-"


def test_over_a_banner_only_what_is_painted_above_it_counts() -> None:
    banner = (
        '<div role=dialog style="position:fixed;z-index:9" data-box="0 600 1280 200"><p>We use cookies for statistics.</p>'
        "<button>Accept all</button><button>Reject all</button></div>"
    )
    letter = f'<div style="{OVER}" data-box="300 500 500 250"><p>Our newsletter</p><input><button>No thanks</button></div>'
    for html, there in ((f"<body>{BEHIND}{banner}{letter}</body>", True), (f"<body>{BEHIND}{letter}{banner}</body>", False)):
        page = tree(html)
        found = find_banner(page, SELECTORS)
        assert found is not None
        assert (find_overlay(page, SELECTORS, found) is not None) is there
