"""The banner speaks another language than the page.

Why it matters: a question that is not understood cannot be answered freely.

Observed: the language of the text of the page and of that of the banner, each told by the small words that any text of a
language is full of; what the page says of itself (`lang`) is not believed.

Limits: short texts, mixed texts and languages without words here leave it open. A banner in the language that the browser asked
for, on a page in another one, may follow the visitor: what other visitors get is not seen, and nothing is concluded.

Sources: GDPR, art. 7(2) and 12(1) (intelligible); Belgian data protection authority, decision 12/2019.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.design import SpokenLanguages
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="banner-language-differs",
    title={"en": "The banner speaks another language than the page", "fr": "Le bandeau est dans une autre langue que la page"},
    severity="minor",
    needs=(SpokenLanguages,),
    basis=(Basis("cnil", "RGPD, art. 12(1)"), Basis("edpb", "GDPR, art. 12(1)")),
    texts={
        "differs": {
            "en": "By their words the page is in `{page}` and the banner in `{banner}`",
            "fr": "D’après leurs mots, la page est en « {page} » et le bandeau en « {banner} »",
        },
        "browser": {
            "en": "The page is in `{page}` and the banner in `{banner}`, the browser’s own: what others get is not known",
            "fr": "La page est en « {page} » et le bandeau en « {banner} », celle du navigateur : ce que voient"
            " d’autres visiteurs n’est pas connu",
        },
        "same": {
            "en": "By their words both are in `{page}`",
            "fr": "D’après leurs mots, les deux sont en « {page} »",
        },
    },
)

_SAME = {"nn": "nb", "no": "nb"}


def judge(given: Given) -> Answer:
    """Compare the two."""
    spoken = given[SpokenLanguages]
    page, banner = str(spoken.page), str(spoken.banner)
    said = {"page": page, "banner": banner}
    evidence = (reference("page", "arrival", "before"),)
    if _SAME.get(page, page) == _SAME.get(banner, banner):
        return Answer("pass", "same", said, evidence)
    asked = spoken.browser.lower().replace("_", "-").partition("-")[0]
    if banner.partition("-")[0] == asked:
        return Answer("inconclusive", "browser", said, evidence)
    return Answer("fail", "differs", said, evidence)
