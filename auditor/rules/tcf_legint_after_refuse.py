"""After a refusal the TC string still holds legitimate interest for personalised advertising or content.

Why it matters: « Tout refuser » then leaves a second legal ground in place, which the visitor would have to object to apart. For
purposes 3 to 6 (profiles for advertising and content, and their use) the TCF itself has allowed consent only since version 2.2.

Observed: after a refusal that is shown to have taken, the purposes for which the last TC string tells legitimate interest without
objection, among 3, 4, 5 and 6, and for how many vendors.

Limits: legitimate interest for other purposes (2, 7 to 11) is not judged. Purposes without any vendor are a warning. Strings on
the page of the press only give no verdict.

Sources: EDPB, report of the Cookie Banner Taskforce, types G and H; IAB Europe, TCF policies (since 2.2).
"""

from __future__ import annotations

from auditor.classify.tcf import TcString
from auditor.needs import later_views_after, proven
from auditor.needs.signals import numbers, tc_strings_in, tc_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tcf-legint-after-refuse",
    title={"en": "Legitimate interest kept after refusing", "fr": "Intérêt légitime maintenu après refus"},
    severity="serious",
    needs=(proven("refuse"), tc_strings_in("refuse"), later_views_after("refuse")),
    basis=(
        Basis("cnil", "EDPB, report of the Cookie Banner Taskforce, types G and H"),
        Basis("cnil", "IAB Europe, TCF policies (since 2.2)"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, types G and H"),
        Basis("edpb", "IAB Europe, TCF policies (since 2.2)"),
    ),
    texts={
        "seen": {
            "en": "After the refusal, the TC string holds legitimate interest for purpose(s) {purposes} and {vendors} vendor(s)",
            "fr": "Après le refus, la chaîne TC maintient l’intérêt légitime : finalités {purposes}, {vendors} partenaire(s)",
        },
        "no-vendor": {
            "en": "After the refusal, the TC string holds legitimate interest for purpose(s) {purposes}, for no vendor",
            "fr": "Après le refus, la chaîne TC maintient l’intérêt légitime : finalités {purposes}, aucun partenaire",
        },
        "open": {
            "en": "After the refusal, such a string stood where it may not be the site's last word; no clean view showed it",
            "fr": "Après le refus, une telle chaîne se trouvait là où elle n’est pas forcément le dernier mot du site ;"
            " aucune page revue ne l’a montrée",
        },
        "unread": {
            "en": "After the refusal there was a TC string that could not be decoded: {why}",
            "fr": "Après le refus, une chaîne TC n’a pu être décodée : {why}",
        },
        "none": {
            "en": "After the refusal, no TC string held legitimate interest for purposes 3 to 6",
            "fr": "Après le refus, aucune chaîne TC ne maintenait l’intérêt légitime pour les finalités 3 à 6",
        },
    },
)

_CONSENT_ONLY = frozenset({3, 4, 5, 6})


def judge(given: Given) -> Answer:
    """Fail where vendors keep it, warn where purposes stand without any."""
    strings = given[tc_strings_in("refuse")]
    kept = [(s, r) for s in strings.settled if isinstance(r := s.read, TcString) and _CONSENT_ONLY & set(r.legitimate_interest)]
    if kept:
        most = max(len(r.vendor_legitimate_interest) for _, r in kept)
        fields = {"purposes": numbers(_CONSENT_ONLY & set(r.legitimate_interest) for _, r in kept), "vendors": most}
        return Answer("fail" if most else "warn", "seen" if most else "no-vendor", fields, tc_where(s for s, _ in kept))
    late = [s.read for s in strings.unsettled if isinstance(s.read, TcString)]
    if any(_CONSENT_ONLY & set(read.legitimate_interest) for read in late):
        return Answer("inconclusive", "open")
    if unread := sorted({s.read for s in strings.settled if isinstance(s.read, str)}):
        return Answer("inconclusive", "unread", {"why": unread[0]})
    return Answer("pass", "none")
