"""promise-broken."""

from __future__ import annotations

import pytest

from auditor.catalogue.profile import profile
from auditor.judge import promises
from tests.rules.evidence import CONTENT, FOOTER, Seen, banner, findings, site, verdict
from tests.rules.telling import SAYS, listing

RULE = "promise-broken"
BUTTONS = ("Tout accepter", "Tout refuser", "Paramétrer")
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"
ONLY = "Nous utilisons des cookies. Si vous refusez, seuls les traceurs nécessaires au fonctionnement du site seront déposés."
ONLY_COOKIES = "Nous utilisons des cookies. En cas de refus, nous n’utiliserons que des cookies techniques."
MEASURED = (
    "Nous utilisons des cookies. Si vous cliquez sur « Tout refuser », seuls les cookies/traceurs techniques (fonctionnement"
    " du site ou mesure d’audience) seront déposés et lus."
)
NOTHING = "Nous utilisons des cookies. Sans votre consentement, aucun cookie ne sera déposé."
ANY_TIME = "Nous utilisons des cookies. Vous pouvez modifier vos choix à tout moment en cliquant sur « Gérer mes cookies »."


def promising(text: str, **facts: str) -> Seen:
    return Seen(banner(*BUTTONS, text=text), **facts)


@pytest.mark.parametrize("text", [ONLY, ONLY_COOKIES, NOTHING, MEASURED])
def test_it_fails_when_an_advertising_cookie_is_written_after_the_refusal(text: str) -> None:
    found = findings(promising(text).cookie("_fbp", "refuse", written=(("refuse", "reload"),)))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:_fbp@refuse",)
    assert text.partition("cookies. ")[2][:30] in found.summary


def test_it_fails_when_a_tracker_is_contacted_and_the_sentence_speaks_of_trackers() -> None:
    assert verdict(promising(ONLY).request(PIXEL, "refuse"), RULE) == "fail"


def test_it_warns_when_a_tracker_is_contacted_and_the_sentence_speaks_of_cookies() -> None:
    assert verdict(promising(ONLY_COOKIES).request(PIXEL, "refuse"), RULE) == "warn"


def test_it_warns_when_what_was_there_before_merely_remains() -> None:
    assert verdict(promising(ONLY).cookie("_fbp", "before", "refuse"), RULE) == "warn"


def test_it_passes_when_nothing_that_it_rules_out_was_seen() -> None:
    assert verdict(promising(ONLY).cookie("PHPSESSID", "refuse", days=None), RULE) == "pass"


def test_it_passes_when_the_sentence_itself_allows_audience_measurement() -> None:
    # The law is another axis: tracker-after-refuse fails on the same cookie.
    seen = promising(MEASURED).cookie("_ga", "refuse", days=390, written=(("refuse", "reload"),))
    found = findings(seen)
    assert found[RULE].verdict == "pass"
    assert found["tracker-after-refuse"].verdict == "fail"
    seen = promising(ONLY).cookie("_ga", "refuse", days=390, written=(("refuse", "reload"),))
    assert verdict(seen, RULE) == "fail"


COMMENTS = "Nous utilisons des cookies. Si vous refusez, l’espace de commentaires sera désactivé."
PLACE = "<section><h2>Commentaires</h2>{}</section>"
OFF = CONTENT + PLACE.format("<p>Désactivés, car vous avez refusé les cookies.</p>") + FOOTER
ON = CONTENT + PLACE.format("<form><textarea></textarea></form>") + FOOTER
DISQUS = CONTENT + PLACE.format('<iframe src="https://disqus.com/embed/comments/?f=shop"></iframe>') + FOOTER


def commented(refuse: str, accept: str, text: str = COMMENTS) -> Seen:
    return promising(text).show("refuse-reload", refuse).show("accept-press-1", accept)


@pytest.mark.parametrize("shown", [ON, DISQUS])
def test_it_passes_when_the_part_is_off_after_refusing_and_on_after_accepting(shown: str) -> None:
    assert verdict(commented(OFF, shown), RULE) == "pass"


@pytest.mark.parametrize("shown", [ON, DISQUS])
def test_it_fails_when_the_part_is_on_after_refusing(shown: str) -> None:
    found = findings(commented(shown, shown))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("page:accept-press-1@accept", "page:refuse-reload@refuse")


@pytest.mark.parametrize(("refuse", "accept"), [(OFF, OFF), (CONTENT + FOOTER, CONTENT + FOOTER), (OFF, CONTENT + FOOTER)])
def test_it_is_inconclusive_when_the_part_was_never_seen_on(refuse: str, accept: str) -> None:
    assert verdict(commented(refuse, accept), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_part_is_none_that_is_known() -> None:
    text = "Nous utilisons des cookies. Si vous refusez, le formulaire sera désactivé."
    found = findings(promising(text), language="fr")[RULE]
    assert found.verdict == "inconclusive"
    assert "une personne doit regarder" in found.summary


def test_it_is_inconclusive_when_only_a_list_of_comments_stands_there_after_refusing() -> None:
    listed = CONTENT + PLACE.format('<ol id="comments"><li class="comment">Bravo !</li></ol>') + FOOTER
    assert verdict(commented(listed, ON), RULE) == "inconclusive"


COLOURS = "Nous utilisons des cookies. Une barre verte ou rouge rappelle votre choix au bas de la page."
SIX_MONTHS = "Nous utilisons des cookies. Nous conservons votre choix pendant 6 mois."


@pytest.mark.parametrize(("days", "expected"), [(182.0, "pass"), (365.0, "fail"), (30.0, "warn"), (None, "warn")])
def test_a_length_of_time_is_compared_with_the_cookie_that_keeps_the_choice(days: float | None, expected: str) -> None:
    seen = promising(SIX_MONTHS).cookie("cookie_consent", "refuse", value="refused", days=days, visit="refuse")
    seen.cookie("cookie_consent", "accept", value="accepted", days=days, visit="accept")
    told = {p.claim: p.verdict for p in promises(site(seen), profile("cnil"), "fr")}
    assert told == {"choice-kept-for": expected}


def test_it_is_inconclusive_when_the_cookie_that_keeps_the_choice_is_not_known() -> None:
    assert verdict(promising(SIX_MONTHS), RULE) == "inconclusive"


def test_it_is_inconclusive_when_no_mark_is_seen() -> None:
    assert verdict(promising(COLOURS), RULE) == "inconclusive"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nos 842 partenaires utilisent des cookies. Voyez la liste de nos 120 partenaires.", "fail"),
        ("Nos 842 partenaires utilisent des cookies. Voyez la liste de nos 842 partenaires.", "pass"),
        ("Nos 842 partenaires utilisent des cookies, dont 120 partenaires TCF. Nos 120 partenaires IAB.", "inconclusive"),
        ("Nos 842 partenaires utilisent des cookies. Voyez la liste de nos 840 partenaires.", "inconclusive"),
    ],
)
def test_numbers_of_partners_that_are_said_twice_are_compared(text: str, expected: str) -> None:
    told = {p.claim: p.verdict for p in promises(site(promising(text)), profile("cnil"), "fr")}
    assert told == {"partners-count": expected}


SEE = "Nous utilisons des cookies. Pour en savoir plus, consultez notre politique de cookies."
POLICY_LINK = '<a href="/politique">politique de cookies</a>'


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [(200, f"<main>{SAYS}</main>", "pass"), (404, "<h1>Absent</h1>", "fail"), (200, "<p>Bienvenue</p>", "inconclusive")],
)
def test_a_policy_that_the_text_sends_to_is_gone_to(status: int, body: str, expected: str) -> None:
    seen = Seen(CONTENT + banner(*BUTTONS, text=SEE, extra=POLICY_LINK)).policy(body, status=status, in_banner=True)
    told = {p.claim: p.verdict for p in promises(site(seen), profile("cnil"), "fr")}
    assert told == {"see-policy": expected}


def test_a_list_of_cookies_is_a_promise_of_its_own() -> None:
    seen = Seen().policy(listing("_ga", "_gid", "consent")).cookie("_fbp", "accept")
    told = {p.claim: p.verdict for p in promises(site(seen), profile("cnil"), "fr")}
    assert told == {"cookies-listed": "warn"}
    seen = Seen().policy(listing("_ga", "_gid", "consent")).cookie("_ga", "accept")
    assert [p.verdict for p in promises(site(seen), profile("cnil"), "fr")] == ["pass"]


def test_it_is_inconclusive_when_the_refusal_is_not_proven() -> None:
    seen = promising(ONLY).ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_requests_were_not_recorded() -> None:
    assert verdict(promising(ONLY).lose("requests", "refuse"), RULE) == "inconclusive"


def test_it_does_not_apply_when_nothing_is_promised() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"


def test_it_fails_when_no_control_changes_the_choice_as_announced() -> None:
    seen = promising(ANY_TIME, after=CONTENT).ended("withdraw", "no-control")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_the_announced_control_is_dead() -> None:
    seen = promising(ANY_TIME).ended("withdraw", "no-control", path=[("settings", "Gérer mes cookies", 0)])
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_the_announced_control_works() -> None:
    assert verdict(promising(ANY_TIME), RULE) == "pass"


def test_it_warns_when_the_control_has_another_name_than_announced() -> None:
    assert verdict(promising(ANY_TIME.replace("Gérer mes cookies", "Centre de préférences")), RULE) == "warn"


def test_it_is_inconclusive_when_a_control_that_may_change_the_choice_was_not_tried() -> None:
    after = CONTENT + '<footer><a href="#">Confidentialité et cookies</a></footer>'
    assert verdict(promising(ANY_TIME, after=after).ended("withdraw", "no-control"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_control_was_never_pressed() -> None:
    assert verdict(promising(ANY_TIME).ended("withdraw", "failed", "crash"), RULE) == "inconclusive"


def test_each_promise_has_its_own_line_in_the_result() -> None:
    seen = promising(f"{ONLY} {ANY_TIME}", after=CONTENT).ended("withdraw", "no-control")
    told = promises(site(seen), profile("cnil"), "fr")
    assert [(p.claim, p.verdict) for p in told] == [("only-technical-after-refuse", "pass"), ("change-any-time", "fail")]
    assert told[0].quote.startswith("Si vous refusez, seuls les traceurs")
    assert told[1].evidence


NEVER = "Nous utilisons des cookies de mesure d’audience. Aucun cookie publicitaire n’est déposé sur nos pages."


def test_a_sentence_that_speaks_of_no_consent_holds_before_any_choice_too() -> None:
    early = (("before", "load"),)
    assert verdict(promising(NOTHING).cookie("_fbp", "before", written=early), RULE) == "fail"
    told = findings(
        promising("Nous utilisons des cookies. Si vous refusez, aucun cookie ne sera déposé.").cookie(
            "_fbp", "before", written=early
        )
    )
    assert told[RULE].verdict != "fail"


def test_no_advertising_means_none_after_the_acceptance_either() -> None:
    late = (("accept", "press"),)
    found = findings(promising(NEVER).cookie("_fbp", "accept", written=late, visit="accept"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:_fbp@accept",)
    assert verdict(promising(NEVER).cookie("_ga", "accept", days=390, written=late, visit="accept"), RULE) == "pass"
    assert verdict(promising(NEVER).ended("accept", "not-dismissed"), RULE) == "inconclusive"
    assert verdict(promising(NEVER).request(PIXEL, "accept", visit="accept"), RULE) == "warn"
