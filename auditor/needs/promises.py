"""Whether the sentences of the consent text were kept. Law is another axis: a promise can be kept where the law is not, and
the other way round (a sentence that allows audience measurement is kept by an audience cookie that may still need consent)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from auditor.catalogue.phrases import has_any, normal
from auditor.classify.site import Claim, ReopenSearch, Site
from auditor.classify.told import Count
from auditor.evidence import reference
from auditor.needs import AllCookies, Claims, Reopening, contacts_in, later_views_after, proven, stored_at_end_of, written_in
from auditor.needs.told import CookieList, CookieListRead, PoliciesSought
from auditor.needs.weigh import THIRTEEN_MONTHS_DAYS, Weighed
from auditor.results import Verdict
from auditor.rule import Need, NoObject, Part, Text, Unmet, listed, say

__all__ = ["Kept", "Promises", "PromisesMade", "keep"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One claim with its answer."""

    claim: Claim
    verdict: Verdict
    reason: Text
    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    def say(self, language: str) -> str:
        """The reason in one language."""
        return say(self.reason, self.fields, language)


@dataclass(frozen=True, slots=True)
class Promises:
    """The claims of a site, to be tested under a profile's thresholds."""

    site: Site

    def kept(self, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
        """Test each."""
        return keep(self.site, thresholds)


def _promises(site: Site) -> Promises | Unmet | NoObject:
    claims = Claims.read(site)
    if isinstance(claims, NoObject) and site.banner.present and _made_otherwise(site):
        return Promises(site)
    return claims if isinstance(claims, Unmet | NoObject) else Promises(site)


PromisesMade: Need[Promises] = Need("promises made", _promises)
"""The promises of the consent text; not applicable where it makes none."""


def keep(site: Site, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
    """Test each claim of a site against what was seen: sentences in the order of the text, then what is said otherwise."""
    tests: dict[str, Callable[[Site, Claim, Mapping[str, float]], Kept]] = {
        "only-technical-after-refuse": _only_technical,
        "feature-disabled-after-refuse": _feature_disabled,
        "change-any-time": _change_any_time,
        "choice-kept-for": _choice_kept_for,
        "indicator-follows-choice": _indicator_follows,
        "see-policy": _see_policy,
        "partners-count": _partners_count,
        "cookies-listed": _cookies_listed,
        "no-advertising": _no_advertising,
    }
    made = (*site.claims, *_made_otherwise(site))
    return tuple(tests[claim.claim](site, claim, thresholds) for claim in made if claim.claim in tests)


def _made_otherwise(site: Site) -> tuple[Claim, ...]:
    """What a site commits to by more than one sentence: numbers of partners said twice, and its list of cookies."""
    found: list[Claim] = []
    pair = _two_counts(site)
    if pair is not None:
        found.append(Claim(quote=" / ".join(c.quote for c in pair)[:400], claim="partners-count", because="numbers of partners"))
    declared = site.told.declared
    if declared is not None and len(declared.names) >= _LEAST_NAMES:
        quote = f"{', '.join(declared.names[:8])}{' …' if len(declared.names) > 8 else ''} ({', '.join(declared.where)[:200]})"
        found.append(Claim(quote=quote[:400], claim="cookies-listed", because="the site’s own list of cookies"))
    return tuple(found)


def _only_technical(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    if claim.unasked:
        called, written = _seen_in("before", site, claim.allows, thresholds)
        broken = called if claim.speaks_of == "trackers" and called.certain else written
        if broken.certain:
            return Kept(claim, "fail", _BROKEN_BEFORE, broken.certain_fields, broken.certain_evidence)
    return _only_technical_after(site, claim, thresholds)


def _seen_in(phase: str, site: Site, allowed: Sequence[str], thresholds: Mapping[str, float]) -> tuple[Weighed, Weighed]:
    """Trackers called and things written in a phase, but for purposes that are allowed."""
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    contacts, writes = _value(contacts_in(phase).read(site), ()), _value(written_in(phase).read(site), ())
    called = Weighed(months).contacts(c for c in contacts if c.purpose not in allowed)
    return called, Weighed(months).writes((w, i) for w, i in writes if i.purpose not in allowed)


def _no_advertising(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """A sentence without a condition, which holds after an acceptance too."""
    others = ("audience", "social", "necessary", "unknown")
    weighed = [_seen_in(phase, site, others, thresholds) for phase in ("before", "refuse", "accept")]
    written = next((w for _, w in weighed if w.certain), None)
    called = next((c for c, _ in weighed if c.certain), None)
    if written is not None:
        return Kept(claim, "fail", _ADVERTISED, written.certain_fields, written.certain_evidence)
    if called is not None:
        verdict: Verdict = "fail" if claim.speaks_of == "trackers" else "warn"
        return Kept(claim, verdict, _ADVERTISED, called.certain_fields, called.certain_evidence)
    outcome = proven("accept").read(site)
    if isinstance(outcome, NoObject):
        return Kept(claim, "not-applicable", outcome.reason)
    if isinstance(outcome, Unmet):
        return Kept(claim, "inconclusive", outcome.reason)
    for found in (contacts_in("accept").read(site), written_in("accept").read(site)):
        if isinstance(found, Part | Unmet | NoObject):
            return Kept(claim, "inconclusive", found.reason)
    return Kept(claim, "pass", _NO_ADVERTISING_SEEN)


def _only_technical_after(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    outcome = proven("refuse").read(site)
    contacts, writes, stored = (
        contacts_in("refuse").read(site),
        written_in("refuse").read(site),
        stored_at_end_of("refuse").read(site),
    )
    for value in (outcome, contacts, writes, stored):
        if isinstance(value, NoObject):
            return Kept(claim, "not-applicable", value.reason)
    for value in (outcome, contacts, writes, stored):
        if isinstance(value, Unmet):
            return Kept(claim, "inconclusive", value.reason)
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    called = Weighed(months).contacts(c for c in _value(contacts, ()) if c.purpose not in claim.allows)
    written = Weighed(months).writes((w, i) for w, i in _value(writes, ()) if i.purpose not in claim.allows)
    kept = Weighed(months).items((i for i in _value(stored, ()) if i.purpose not in claim.allows), "refuse")
    broken = Weighed(months)
    broken.certain = {**(called.certain if claim.speaks_of == "trackers" else {})}
    for name, where in written.certain.items():
        broken.certain.setdefault(name, set()).update(where)
    if broken.certain:
        return Kept(claim, "fail", _BROKEN, broken.certain_fields, broken.certain_evidence)
    if called.certain:
        return Kept(claim, "warn", _CALLED_ONLY, called.certain_fields, called.certain_evidence)
    if kept.certain:
        return Kept(claim, "warn", _KEPT_ONLY, kept.certain_fields, kept.certain_evidence)
    doubtful = Weighed(months, doubtful={**kept.doubtful})
    # A list that names a host does not say what for: what the sentence allows it may be, and may not.
    guessed = Weighed(months).contacts(c for c in _value(contacts, ()) if c.listed and c.purpose in claim.allows)
    unsure = [guessed.certain, *guessed.doubtful.values()]
    listed_only = {"listed-purpose": {name: where for names in unsure for name, where in names.items()}} if any(unsure) else {}
    for found in (called.doubtful, written.doubtful, listed_only):
        for doubt, names in found.items():
            for name, where in names.items():
                doubtful.doubtful.setdefault(doubt, {}).setdefault(name, set()).update(where)
    if doubtful.doubtful:
        return Kept(claim, "warn", _DOUBT, doubtful.doubtful_fields, doubtful.doubtful_evidence)
    for part in (contacts, writes, stored, later_views_after("refuse").read(site)):
        if isinstance(part, Part):
            return Kept(claim, "inconclusive", part.reason)
    return Kept(claim, "pass", _KEPT)


V = TypeVar("V")


def _value(found: V | Part[V] | Unmet | NoObject, nothing: V) -> V:
    """What there is; `nothing` where there is none (which was asked before)."""
    if isinstance(found, Part):
        return found.value
    return nothing if isinstance(found, Unmet | NoObject) else found


def _feature_disabled(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    if not claim.features:
        return Kept(claim, "inconclusive", _NOT_TESTED)
    for phase in ("refuse", "accept"):
        outcome = proven(phase).read(site)
        if isinstance(outcome, NoObject):
            return Kept(claim, "not-applicable", outcome.reason)
        if isinstance(outcome, Unmet):
            return Kept(claim, "inconclusive", outcome.reason)
    seen = [(name, one) for name in claim.features for one in site.told.features.get(name, ())]
    on = [(name, one) for name, one in seen if one.refuse == "works"]
    if on:
        name, one = on[0]
        fields = {"feature": name, "by": one.shown_by}
        return Kept(claim, "fail", _STILL_ON, fields, tuple(sorted({p for _, o in on for p in o.pages})))
    switched = {name: one for name, one in seen if one.accept == "works" and one.refuse in ("off", "absent")}
    if switched and all(name in switched for name in claim.features):
        fields = {"feature": ", ".join(sorted(switched)), "by": next(iter(switched.values())).shown_by}
        pages = tuple(sorted({p for one in switched.values() for p in one.pages}))
        doubtful = any(one.refuse == "stands" for _, one in seen)
        return Kept(claim, "inconclusive" if doubtful else "pass", _STANDS if doubtful else _SWITCHED, fields, pages)
    if any(one.refuse == "stands" for _, one in seen):
        return Kept(claim, "inconclusive", _STANDS, {"feature": ", ".join(claim.features)})
    return Kept(claim, "inconclusive", _NOT_THERE_EITHER, {"feature": ", ".join(claim.features)})


def _indicator_follows(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    for phase in ("refuse", "accept"):
        outcome = proven(phase).read(site)
        if isinstance(outcome, NoObject):
            return Kept(claim, "not-applicable", outcome.reason)
        if isinstance(outcome, Unmet):
            return Kept(claim, "inconclusive", outcome.reason)
    marks = site.told.indicators
    follows = next((m for m in marks if m.accept == "green" and m.refuse == "red"), None)
    if follows is not None:
        return Kept(claim, "pass", _FOLLOWS, {}, follows.pages)
    wrong = next((m for m in marks if m.refuse == "green"), None) or next((m for m in marks if m.accept == "red"), None)
    if wrong is not None:
        return Kept(
            claim, "fail", _WRONG_COLOUR, {"refuse": _COLOURS[wrong.refuse], "accept": _COLOURS[wrong.accept]}, wrong.pages
        )
    return Kept(claim, "inconclusive", _NO_MARK)


def _see_policy(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    found = PoliciesSought.read(site)
    if isinstance(found, NoObject):
        return Kept(claim, "not-applicable", found.reason)
    if isinstance(found, Unmet):
        return Kept(claim, "inconclusive", found.reason)
    found = found.value if isinstance(found, Part) else found
    dead = next((p for p in found.policies if p.state == "dead" and p.in_banner), None)
    if dead is not None:
        where = (reference("policy", dead.url, "refuse"),)
        return Kept(claim, "fail", _DEAD_POLICY, {"link": dead.text, "status": dead.status}, where)
    good = next((p for p in found.policies if p.state == "read" and p.recognised), None)
    if good is not None:
        return Kept(claim, "pass", _POLICY, {"link": good.text}, (reference("policy", good.url, "refuse"),))
    if not found.links and found.whole and found.language_known:
        return Kept(claim, "fail", _NO_POLICY)
    return Kept(claim, "inconclusive", _POLICY_OPEN)


def _choice_kept_for(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    assert claim.days is not None
    said = {"said": f"{claim.days:g}"}
    names = set(site.told.choice_cookies)
    if not names:
        if site.told.choice_elsewhere:
            return Kept(claim, "inconclusive", _KEPT_ELSEWHERE, {"where": site.told.choice_elsewhere})
        return Kept(claim, "inconclusive", _NO_STORE)
    written = [w for w in site.writes if w.kind == "cookie" and w.name in names and w.phase in ("refuse", "accept") and w.stored]
    lives = {w.name: w.lifetime_days for w in written if w.lifetime_days is not None and w.lifetime_days > 0}
    session = sorted({w.name for w in written} - set(lives))
    if not lives:
        if session and not claim.at_most:
            where = tuple(sorted({reference("cookie", w.name, w.phase) for w in written}))
            return Kept(claim, "warn", _SESSION_ONLY, {**said, "things": listed(session)}, where)
        return Kept(claim, "inconclusive", _NO_STORE)
    if len(lives) > 1 and max(lives.values()) > 1.2 * min(lives.values()):
        told = ", ".join(f"{name}: {days:.0f}" for name, days in sorted(lives.items()))
        return Kept(claim, "inconclusive", _SEVERAL, {**said, "things": told})
    name, days = max(lives.items(), key=lambda pair: (pair[1], pair[0]))
    fields = {**said, "name": name, "days": f"{days:.0f}"}
    where = tuple(sorted({reference("cookie", w.name, w.phase) for w in written if w.name in lives}))
    # Months and years have no fixed length: a tenth, and three days, are no difference.
    if days > claim.days * 1.1 + 3:
        # A platform may forget the choice by the date that it stores in it.
        return Kept(claim, "fail" if site.banner.cmp is None else "warn", _LONGER, fields, where)
    if days < claim.days * 0.9 - 3 and not claim.at_most:
        return Kept(claim, "warn", _SHORTER, fields, where)
    return Kept(claim, "pass", _AS_LONG, fields, where)


def _two_counts(site: Site) -> tuple[Count, Count] | None:
    """Two different sentences that count the same word: those of one layer that differ most, else any two."""
    counts = sorted(site.told.counts, key=lambda c: (c.layer, c.number, c.quote))
    pairs = [(a, b) for i, a in enumerate(counts) for b in counts[i + 1 :] if a.of == b.of and a.quote != b.quote]
    return max(pairs, key=lambda p: (p[0].layer == p[1].layer, p[1].number - p[0].number), default=None)


def _partners_count(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    pair = _two_counts(site)
    assert pair is not None
    low, high = sorted((pair[0].number, pair[1].number))
    fields = {"low": low, "high": high}
    if low == high:
        return Kept(claim, "pass", _SAME_COUNT, fields)
    qualified = any(has_any(_QUALIFIERS, normal(c.quote)) for c in pair)
    if pair[0].layer == pair[1].layer and not qualified and high >= 1.5 * low and high - low >= 10:
        return Kept(claim, "fail", _OTHER_COUNT, fields)
    return Kept(claim, "inconclusive", _COUNTS_DIFFER, fields)


def _cookies_listed(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    read = CookieList.read(site)
    cookies = AllCookies.read(site)
    for value in (read, cookies):
        if isinstance(value, Unmet | NoObject):
            return Kept(claim, "inconclusive", value.reason)
    assert isinstance(read, CookieListRead)
    seen = [c for c in _value(cookies, ()) if c.phases]
    lacking = [c for c in seen if c.name not in read.declared.covered and c.name not in read.declared.owners]
    fields = {"things": listed([c.name for c in lacking]), "n": len(seen)}
    where = tuple(sorted({reference("cookie", c.name, c.phases[0]) for c in lacking})[:_MOST])
    if lacking and not read.partial:
        return Kept(claim, "warn", _NOT_LISTED, fields, where)  # undisclosed-cookie says how grave it is
    if read.partial or read.declared.owners or isinstance(cookies, Part):
        return Kept(
            claim, "inconclusive", _LIST_OPEN, {"why": read.partial or ", ".join(sorted(read.declared.owners)[:5]) or "–"}
        )
    return Kept(claim, "pass", _LISTED, fields)


def _change_any_time(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    searches = Reopening.read(site)
    if isinstance(searches, NoObject):
        return Kept(claim, "not-applicable", searches.reason)
    if isinstance(searches, Unmet):
        return Kept(claim, "inconclusive", searches.reason)
    found: dict[str, ReopenSearch] = searches.value if isinstance(searches, Part) else searches
    pages = tuple(sorted({reference("page", label, phase) for phase, s in found.items() for label in s.searched}))
    lacking = [phase for phase, s in found.items() if s.searched and not s.found]
    if lacking and any(s.weak for s in found.values()):
        return Kept(
            claim, "inconclusive", _WEAK, {"weak": ", ".join(sorted({t for s in found.values() for t in s.weak})[:5])}, pages
        )
    if lacking:
        return Kept(claim, "fail", _NOT_THERE, {}, pages)
    if any(s.works is False and not s.went_elsewhere for s in found.values()):
        return Kept(claim, "fail", _DEAD, {"control": next(s.text for s in found.values() if s.works is False)}, pages)
    if any(s.unread or not s.found for s in found.values()):
        return Kept(claim, "inconclusive", _UNREAD, {}, pages)
    text = next((s.text for s in found.values() if s.text), "")
    if not any(s.works for s in found.values()):
        return Kept(claim, "inconclusive", _NOT_PRESSED, {"control": text}, pages)
    if claim.control and not _same(claim.control, [s.text for s in found.values()]):
        return Kept(claim, "warn", _OTHER_NAME, {"control": text, "named": claim.control}, pages)
    return Kept(claim, "pass", _CAN_CHANGE, {"control": text}, pages)


def _same(named: str, texts: Sequence[str]) -> bool:
    plain = "".join(filter(str.isalnum, named.casefold()))
    found = ["".join(filter(str.isalnum, text.casefold())) for text in texts if text]
    return any(plain in text or text in plain for text in found if text)


_BROKEN: Text = {
    "en": "After the refusal, what the sentence rules out was seen: {things}",
    "fr": "Après le refus, ce que la phrase exclut a été observé : {things}",
}
_BROKEN_BEFORE: Text = {
    "en": "Before any choice, what the sentence rules out was seen: {things}",
    "fr": "Avant tout choix, ce que la phrase exclut a été observé : {things}",
}
_ADVERTISED: Text = {
    "en": "The sentence says that there is no advertising tracker; seen: {things}",
    "fr": "La phrase dit qu’il n’y a pas de traceur publicitaire ; observés : {things}",
}
_NO_ADVERTISING_SEEN: Text = {
    "en": "No advertising tracker was seen, after the acceptance either",
    "fr": "Aucun traceur publicitaire n’a été observé, y compris après l’acceptation",
}
_CALLED_ONLY: Text = {
    "en": "The sentence speaks of cookies; after the refusal no such cookie was written, but trackers were contacted: {things}",
    "fr": "La phrase parle de cookies ; après le refus aucun n’a été écrit, mais des traceurs ont été sollicités : {things}",
}
_KEPT_ONLY: Text = {
    "en": "Nothing that the sentence rules out was written after the refusal, but what was there before remains: {things}",
    "fr": "Rien de ce que la phrase exclut n’a été écrit après le refus, mais ce qui s’y trouvait avant demeure : {things}",
}
_DOUBT: Text = {"en": "To be weighed by a person: {why}", "fr": "À apprécier par une personne : {why}"}
_KEPT: Text = {
    "en": "Nothing that the sentence rules out was seen after the refusal",
    "fr": "Rien de ce que la phrase exclut n’a été observé après le refus",
}
_MOST = 200
_LEAST_NAMES = 3
_QUALIFIERS = (
    "tcf",
    "iab",
    "google",
    "publicitaire*",
    "certains",
    "dont",
    "including",
    "some",
    "advertising",
    "auswahl",
    "davon",
)
"""A number that counts a part of them, or those of one framework."""
_COLOURS: Mapping[str, Text] = {"green": {"en": "green", "fr": "vert"}, "red": {"en": "red", "fr": "rouge"}}
_STILL_ON: Text = {
    "en": "After the refusal it is still there ({feature}): {by}",
    "fr": "Après le refus, cette partie est toujours là ({feature}) : {by}",
}
_SWITCHED: Text = {
    "en": "It is there after accepting ({by}) and not after refusing, in the same page ({feature})",
    "fr": "Cette partie est là après l’acceptation ({by}) et non après le refus, dans la même page ({feature})",
}
_STANDS: Text = {
    "en": "Something of it stands there after the refusal ({feature}); whether it works cannot be told from sight",
    "fr": "Quelque chose en est présent après le refus ({feature}) ; la vue seule n’établit pas si cela fonctionne",
}
_NOT_THERE_EITHER: Text = {
    "en": "In no page seen after both choices was it seen to work after accepting ({feature})",
    "fr": "Dans aucune page vue après les deux choix elle n’a été vue fonctionner après l’acceptation ({feature})",
}
_FOLLOWS: Text = {
    "en": "A mark by the control that opens the choices again is red after refusing and green after accepting",
    "fr": "Une marque près du contrôle qui rouvre les choix est rouge après le refus et verte après l’acceptation",
}
_WRONG_COLOUR: Text = {
    "en": "The mark by the control that opens the choices again is {refuse} after refusing and {accept} after accepting",
    "fr": "La marque près du contrôle qui rouvre les choix est {refuse} après le refus et {accept} après l’acceptation",
}
_NO_MARK: Text = {
    "en": "No red or green mark was found by the control that opens the choices again",
    "fr": "Aucune marque rouge ou verte n’a été trouvée près du contrôle qui rouvre les choix",
}
_POLICY: Text = {"en": "« {link} » leads to a policy", "fr": "« {link} » mène à une politique"}
_DEAD_POLICY: Text = {"en": "« {link} » answers {status}", "fr": "« {link} » répond {status}"}
_NO_POLICY: Text = {
    "en": "Neither the banner nor the pages seen have a link that leads to one",
    "fr": "Ni le bandeau ni les pages vues n’ont de lien qui y mène",
}
_POLICY_OPEN: Text = {
    "en": "What the link leads to could not be read, or was not recognised as a policy",
    "fr": "Ce vers quoi mène le lien n’a pu être lu, ou n’a pas été reconnu comme une politique",
}
_KEPT_ELSEWHERE: Text = {
    "en": "The choice is kept in {where}, which has no lifetime to compare",
    "fr": "Le choix est conservé dans {where}, sans durée de vie à comparer",
}
_NO_STORE: Text = {
    "en": "The cookie in which the choice is kept was not seen written",
    "fr": "Le cookie qui conserve le choix n’a pas été vu déposé",
}
_SEVERAL: Text = {
    "en": "Several cookies keep the choice, for different times (days): {things}; {said} are said",
    "fr": "Plusieurs cookies conservent le choix, pour des durées différentes (jours) : {things} ; {said} annoncés",
}
_SESSION_ONLY: Text = {
    "en": "{said} days are said; {things} is forgotten when the browser is closed",
    "fr": "{said} jours annoncés ; {things} est oublié à la fermeture du navigateur",
}
_LONGER: Text = {
    "en": "{said} days are said; cookie {name} is set for {days} days",
    "fr": "{said} jours annoncés ; le cookie {name} est déposé pour {days} jours",
}
_SHORTER: Text = {
    "en": "{said} days are said; cookie {name} is set for {days} days only",
    "fr": "{said} jours annoncés ; le cookie {name} n’est déposé que pour {days} jours",
}
_AS_LONG: Text = {
    "en": "Cookie {name} is set for {days} days, as is said",
    "fr": "Le cookie {name} est déposé pour {days} jours, comme annoncé",
}
_SAME_COUNT: Text = {"en": "{high} are said in both places", "fr": "{high} annoncés aux deux endroits"}
_OTHER_COUNT: Text = {
    "en": "The same layer says {low} and {high}",
    "fr": "Le même niveau annonce {low} et {high}",
}
_COUNTS_DIFFER: Text = {
    "en": "{low} and {high} are said; they may count different things",
    "fr": "{low} et {high} sont annoncés ; ils peuvent compter des choses différentes",
}
_NOT_LISTED: Text = {"en": "Seen and not in the list: {things}", "fr": "Observés et absents de la liste : {things}"}
_LIST_OPEN: Text = {
    "en": "The list may not be whole, or names only the firm: {why}",
    "fr": "La liste peut être incomplète, ou ne nommer que la société : {why}",
}
_LISTED: Text = {
    "en": "Each of the {n} cookie(s) seen is in the list",
    "fr": "Chacun des {n} cookie(s) observés figure dans la liste",
}
_NOT_TESTED: Text = {
    "en": "Whether that part of the site is switched off after a refusal is not tested: a person has to look",
    "fr": "La désactivation de cette partie du site après un refus n’est pas éprouvée : une personne doit regarder",
}
_NOT_THERE: Text = {
    "en": "No control that opens the choices again was found in the pages after a choice",
    "fr": "Aucun contrôle rouvrant les choix n’a été trouvé dans les pages suivant un choix",
}
_WEAK: Text = {
    "en": "No control whose words say that it opens the choices was found; these may, and were not tried: {weak}",
    "fr": "Aucun contrôle dont les mots disent qu’il rouvre les choix n’a été trouvé ; ceux-ci le pourraient et n’ont pas été"
    " essayés : {weak}",
}
_DEAD: Text = {
    "en": "« {control} » was pressed and no choice appeared",
    "fr": "« {control} » a été actionné et aucun choix n’est apparu",
}
_UNREAD: Text = {
    "en": "A part of the pages after the choice could not be read",
    "fr": "Une partie des pages suivant le choix n’a pu être lue",
}
_NOT_PRESSED: Text = {
    "en": "« {control} » is there; that it opens the choices was not tried or led to another page",
    "fr": "« {control} » est présent ; son effet n’a pas été essayé, ou il mène à une autre page",
}
_OTHER_NAME: Text = {
    "en": "The choices can be opened again, with « {control} » and not with « {named} » as announced",
    "fr": "Les choix peuvent être rouverts, par « {control} » et non par « {named} » comme annoncé",
}
_CAN_CHANGE: Text = {
    "en": "The choices can be opened again with « {control} »",
    "fr": "Les choix peuvent être rouverts par « {control} »",
}
