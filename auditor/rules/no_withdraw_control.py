"""After a choice, no control in the page opens the choices again.

Why it matters: consent can be taken back at any time, as easily as it was given; that needs something to press.

Observed: in the pages seen after accepting, and after refusing, a control of the platform or one whose words say so;
after accepting it is also pressed.

Limits: a control that is only a picture without a name may be missed, and one on the policy page only is not looked for.
A control that leads to another page is a warning: what can be chosen there is for a person to see. Pages that could not
be read whole, a control that could not be pressed, and one that is named after cookies or privacy and was not tried leave
it open.

Sources: GDPR, art. 7(3); CNIL 2020-091 and its developers' guide, sheet 16 (a link on every page); EDPB Cookie Banner
Taskforce, type K.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import Reopening
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="no-withdraw-control",
    title={"en": "No control to change the choice", "fr": "Pas de moyen de revenir sur son choix"},
    severity="serious",
    needs=(Reopening,),
    basis=(
        Basis("cnil", "RGPD, art. 7(3)"),
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices)"),
        Basis("edpb", "GDPR, art. 7(3)"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, type K"),
    ),
    texts={
        "none": {
            "en": "In {pages} page(s) seen after a choice, no control that opens the choices again was found",
            "fr": "Dans {pages} page(s) vues après un choix, aucun contrôle rouvrant les choix n’a été trouvé",
        },
        "dead": {
            "en": "« {control} » was pressed and no choice appeared",
            "fr": "« {control} » a été actionné et aucun choix n’est apparu",
        },
        "elsewhere": {
            "en": "« {control} » leads to another page; whether the choice can be changed there is for a person to see",
            "fr": "« {control} » mène à une autre page ; une personne doit voir si le choix peut y être modifié",
        },
        "some": {
            "en": "A control that opens the choices again is in some of the pages seen after a choice and not in all ({control})",
            "fr": "Un contrôle rouvrant les choix est présent dans une partie seulement des pages vues après un choix"
            " ({control})",
        },
        "there": {
            "en": "« {control} » is in each page seen after a choice",
            "fr": "« {control} » est présent dans chaque page vue après un choix",
        },
        "weak": {
            "en": "No control whose words say that it opens the choices again was found; these may, and were not tried: {weak}",
            "fr": "Aucun contrôle dont les mots disent qu’il rouvre les choix n’a été trouvé ; ceux-ci le pourraient et n’ont pas"
            " été essayés : {weak}",
        },
        "not-pressed": {
            "en": "« {control} » is in each page seen after a choice; what it does is not established: {why}",
            "fr": "« {control} » est présent dans chaque page vue après un choix ; son effet n’est pas établi : {why}",
        },
        "unread": {
            "en": "No control that opens the choices again was found, but a part of the pages could not be read",
            "fr": "Aucun contrôle rouvrant les choix n’a été trouvé, mais une partie des pages n’a pu être lue",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where every page was read and none has it, or where pressing it brings nothing."""
    searches = given[Reopening]
    searched = [(phase, label) for phase, search in searches.items() for label in search.searched]
    found = [label for search in searches.values() for label in search.found]
    unread = any(search.unread for search in searches.values())
    weak = sorted({text for search in searches.values() for text in search.weak})
    said = {"pages": len(searched), "control": next((s.text for s in searches.values() if s.text), "")}
    pages = tuple(sorted(reference("page", label, phase) for phase, label in searched))
    if not found and weak:
        return Answer("inconclusive", "weak", {**said, "weak": ", ".join(f"« {t} »" for t in weak[:5])}, pages)
    if not found:
        return Answer("inconclusive", "unread", said, pages) if unread else Answer("fail", "none", said, pages)
    if any(search.works is False for search in searches.values()):
        moved = any(search.went_elsewhere for search in searches.values() if search.works is False)
        return Answer("warn", "elsewhere", said, pages) if moved else Answer("fail", "dead", said, pages)
    if len(found) < len(searched) or unread:
        return Answer("warn", "some", said, pages)
    if why := next((s.not_pressed for s in searches.values() if s.not_pressed), ""):
        return Answer("inconclusive", "not-pressed", {**said, "why": why}, pages)
    return Answer("pass", "there", said, pages)
