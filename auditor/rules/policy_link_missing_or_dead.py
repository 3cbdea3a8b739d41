"""Neither banner nor page leads to a policy, or the link to it is dead.

Why it matters: the first layer cannot say all; who wants to know more before choosing needs somewhere to read it.

Observed: links in the banner and in the pages seen whose name (or, in the banner, whose address) says that they lead to what is
said of cookies or personal data; the link is followed after everything else.

Limits: legal notices count as a link, and whether they say it is for a person. A page that came and does not speak as a policy
does, a PDF, a control of which only a script knows where it leads, and a server that keeps robots out leave it open.

Sources: GDPR, art. 12(1) and 13.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.told import PoliciesSought
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="policy-link-missing-or-dead",
    title={"en": "No link to a policy, or a dead one", "fr": "Lien vers une politique absent ou mort"},
    severity="minor",
    needs=(PoliciesSought,),
    basis=(Basis("cnil", "RGPD, art. 12 et 13"), Basis("edpb", "GDPR, art. 12 and 13")),
    texts={
        "missing": {
            "en": "Neither the banner nor the pages seen have a link whose name says that it leads to a policy",
            "fr": "Ni le bandeau ni les pages vues n’ont de lien dont le nom annonce une politique",
        },
        "dead": {"en": "« {link} » answers {status}: {url}", "fr": "« {link} » répond {status} : {url}"},
        "unread": {
            "en": "No link to a policy was found, but banner or pages could not be read whole, or in a language known here",
            "fr": "Aucun lien vers une politique n’a été trouvé, mais bandeau ou pages n’ont pu être lus en entier, ou dans une"
            " langue connue ici",
        },
        "unreached": {
            "en": "« {link} » is there; what it leads to is not established: {reason}",
            "fr": "« {link} » est présent ; ce vers quoi il mène n’est pas établi : {reason}",
        },
        "not-a-policy": {
            "en": "« {link} » leads to a page that was not recognised as a policy: {url}",
            "fr": "« {link} » mène à une page qui n’a pas été reconnue comme une politique : {url}",
        },
        "there": {"en": "« {link} » leads to a policy: {url}", "fr": "« {link} » mène à une politique : {url}"},
    },
)


def judge(given: Given) -> Answer:
    """Fail where all was read and no link is there, or where a link that the banner or the page shows is dead."""
    seen = given[PoliciesSought]
    dead = next((p for p in seen.policies if p.state == "dead" and p.kind != "legal"), None)
    if dead is not None:
        said = {"link": dead.text, "status": dead.status, "url": dead.url}
        return Answer("fail", "dead", said, (reference("policy", dead.url, "refuse"),))
    good = next((p for p in seen.policies if p.state == "read" and p.recognised), None)
    if good is not None:
        return Answer("pass", "there", {"link": good.text, "url": good.final_url}, (reference("policy", good.url, "refuse"),))
    gone = {p.url for p in seen.policies if p.state == "dead"}
    if all(link.url in gone for link in seen.links):  # legal notices that are not there say nothing either
        if seen.whole and seen.language_known:
            return Answer("fail", "missing", {}, seen.sought_on)
        return Answer("inconclusive", "unread", {}, seen.sought_on)
    unknown = next((p for p in seen.policies if p.state == "read"), None)
    if unknown is not None:
        said = {"link": unknown.text, "url": unknown.final_url}
        return Answer("inconclusive", "not-a-policy", said, (reference("policy", unknown.url, "refuse"),))
    why = next((p.reason or f"{p.status or '–'} {p.final_url}" for p in seen.policies), "–")
    return Answer("inconclusive", "unreached", {"link": seen.links[0].text, "reason": why}, ())
