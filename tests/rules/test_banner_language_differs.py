"""banner-language-differs."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, Seen, banner, findings, verdict

RULE = "banner-language-differs"
FRENCH = (
    "<p>Nous avons ouvert notre atelier dans la rue qui mène au port. Vous y trouverez des vélos pour la ville et la campagne, "
    "et une équipe qui vous aide à choisir. Les réparations sont faites sur place, et le café est offert.</p>"
)
ENGLISH = (
    "We and our partners use cookies to measure how this site is used and to show you ads that are based on your interests. "
    "You can accept or reject all of them, and you can change your mind at any time in the settings of this page."
)
GERMAN = (
    "Wir verwenden Cookies, um die Nutzung dieser Seite zu messen und Ihnen Werbung zu zeigen, die zu Ihren Interessen passt. "
    "Sie können alle annehmen oder ablehnen und Ihre Wahl auf dieser Seite jederzeit ändern, und wir fragen Sie dann nicht mehr."
)
OWN = (
    "Nous utilisons des cookies pour mesurer la fréquentation de ce site et vous montrer des publicités qui vous ressemblent. "
    "Vous pouvez les accepter ou les refuser, et changer d’avis quand vous le voulez dans les paramètres."
)


def asked(text: str, *buttons: str, page: str = FRENCH) -> Seen:
    """A page in one language with a banner in another."""
    seen = Seen(banner(*buttons, text=text))
    seen.arrival = page + str(seen.arrival)
    return seen


def test_it_fails_when_the_banner_is_in_another_language() -> None:
    found = findings(asked(ENGLISH, "Accept all", "Reject all"))[RULE]
    assert (found.verdict, found.severity) == ("fail", "minor")
    assert "`fr`" in found.summary and "`en`" in found.summary
    assert verdict(asked(GERMAN, "Alle akzeptieren", "Alle ablehnen"), RULE) == "fail"


def test_it_passes_when_both_are_in_one_language() -> None:
    assert verdict(asked(OWN, "Tout accepter", "Tout refuser"), RULE) == "pass"


def test_what_the_page_says_of_itself_is_not_believed() -> None:
    seen = asked(OWN, "Tout accepter", "Tout refuser")
    seen.language = "en"
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_a_text_is_short() -> None:
    short = "We use cookies to measure our audience and to show you ads."
    assert verdict(asked(short, "Accept all", "Reject all"), RULE) == "inconclusive"
    assert verdict(asked(ENGLISH, "Accept all", "Reject all", page=CONTENT), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_banner_follows_the_browser() -> None:
    page = f"<p>{ENGLISH.replace('cookies', 'bicycles')}</p>"
    seen = asked(OWN, "Tout accepter", "Tout refuser", page=page)
    seen.arrival = str(seen.arrival).replace(CONTENT, "")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_does_not_apply_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
