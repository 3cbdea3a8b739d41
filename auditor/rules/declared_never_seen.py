"""The site's own list names cookies of which none was ever seen.

Why it matters: a list that does not fit the site tells a reader little about what the choice is about.

Observed: the names of the list against all cookies of all phases, the acceptance included.

Limits: a cookie may be set on pages, at actions (logging in, buying, sharing) or at hours that this audit did not see; so this is
never more than a hint.

Sources: GDPR, art. 5(1)(a) and 12(1).
"""

from __future__ import annotations

from auditor.needs import AllCookies
from auditor.needs.told import AcceptSeen, CookieList
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="declared-never-seen",
    title={"en": "Cookies of the list that were never seen", "fr": "Des cookies de la liste jamais observés"},
    severity="minor",
    needs=(CookieList, AcceptSeen, AllCookies),
    basis=(Basis("cnil", "RGPD, art. 5(1)(a)"), Basis("edpb", "GDPR, art. 5(1)(a)")),
    texts={
        "never": {
            "en": "{n} of the {names} name(s) of the list were seen in no phase: {things}; other pages or actions may set them",
            "fr": "{n} des {names} nom(s) de la liste observés dans aucune phase : {things} ; d’autres pages ou actions"
            " peuvent les déposer",
        },
        "all": {
            "en": "Each of the {names} name(s) of the list was seen",
            "fr": "Chacun des {names} nom(s) de la liste a été observé",
        },
    },
)


def judge(given: Given) -> Answer:
    """Warn where a name of the list fits no cookie that was seen."""
    declared = given[CookieList].declared
    never = [name for name in declared.names if name not in declared.seen]
    said = {"n": len(never), "names": len(declared.names), "things": listed(never)}
    return Answer("warn", "never", said, ()) if never else Answer("pass", "all", said, ())
