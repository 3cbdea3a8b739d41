"""An identifier for tracking is kept elsewhere than in cookies, before a choice or after a refusal.

Why it matters: clearing cookies, or a banner that clears them, leaves it in place.

Observed: localStorage, IndexedDB and caches of every frame's origin at the end of the arrival and, after a refusal that is
shown to have taken, at the end of the refusal; and marks of answers (ETag) of trackers that differ between two fresh
visits and came back from the browser's cache.

Limits: sessionStorage ends with the tab and is left out. Of IndexedDB and caches only names are recorded, so only those that
the catalogue knows count; a database of another name is left open where trackers were called without consent. Doubts are
those of tracker-before-choice: purpose inferred or unknown, exempt audience measurement, values that single out no one. A
mark of a host that the catalogue does not know is a warning: servers of one farm may mark the same file differently.

Sources: EDPB guidelines 2/2023; loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import BeforeSeen, TwoVisits
from auditor.needs.tracks import Elsewhere
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="non-cookie-identifier",
    title={"en": "Identifier kept elsewhere than in cookies", "fr": "Identifiant conservé ailleurs que dans des cookies"},
    severity="serious",
    needs=(BeforeSeen, TwoVisits, Elsewhere),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "EDPB, Guidelines 2/2023 on the technical scope of art. 5(3)"),
    ),
    texts={
        "kept": {
            "en": "Without consent, {n} identifier(s) that need it are kept elsewhere than in cookies: {things}",
            "fr": "Sans consentement, {n} identifiant(s) qui y sont soumis sont conservés ailleurs que dans des"
            " cookies : {things}",
        },
        "doubtful": {
            "en": "Kept elsewhere than in cookies without consent, to be weighed by a person: {things}",
            "fr": "Conservés ailleurs que dans des cookies sans consentement, à apprécier par une personne : {things}",
        },
        "unread": {
            "en": "Trackers were called without consent, and what these databases hold is not recorded: {things}",
            "fr": "Des traceurs ont été sollicités sans consentement, et le contenu de ces bases n’est pas relevé : {things}",
        },
        "none": {
            "en": "Without consent, no identifier that needs it was found kept elsewhere than in cookies",
            "fr": "Sans consentement, aucun identifiant qui y est soumis n’a été trouvé conservé ailleurs que dans des cookies",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what needs consent, warn on what is doubtful."""
    kept = given[Elsewhere]
    seen = Weighed(given.thresholds["cookie_lifetime_days"])
    seen.items(kept.before, "before").items(kept.refused, "refuse")
    certain = {(f"ETag {etag.host}", reference("request", etag.url, phase)) for phase, etag in kept.etags if etag.tracker}
    if seen.certain or certain:
        things = [*seen.certain, *(name for name, _ in certain)]
        where = sorted({*seen.certain_evidence, *(place for _, place in certain)})
        return Answer("fail", "kept", {"n": len(set(things)), "things": listed(things)}, tuple(where))
    doubtful = {(f"ETag {etag.host}", reference("request", etag.url, phase)) for phase, etag in kept.etags}
    if seen.doubtful or doubtful:
        things = [*(name for found in seen.doubtful.values() for name in found), *(name for name, _ in doubtful)]
        where = sorted({*seen.doubtful_evidence, *(place for _, place in doubtful)})
        return Answer("warn", "doubtful", {"things": listed(things)}, tuple(where))
    if kept.unread:
        return Answer("inconclusive", "unread", {"things": listed(kept.unread)})
    return Answer("pass", "none")
