"""Sites that say something of themselves: a policy, a list of cookies, a part that is off; and keep it, or do not."""

from __future__ import annotations

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, html
from auditor.demo.sites import Demo
from tests.sites.building import GOOGLE, NOTHING, banner, case, page
from tests.sites.hard import CLICKED, HONEST, KEEPS, NO_RETURN, title

__all__ = ["PROMISES"]

_GERMAN_TEXT = (
    "Wir möchten Cookies verwenden, um die Nutzung dieser Website zu messen. Wenn Sie ablehnen, werden nur technisch notwendige"
    " Cookies gesetzt, und die Kommentare werden deaktiviert. Weitere Informationen finden Sie in unserer"
    ' <a href="/datenschutz.html">Datenschutzerklärung</a>.'
)
_GERMAN_POLICY = """<main><h2>Datenschutzerklärung</h2><p>Verantwortlich für die Verarbeitung personenbezogener Daten ist der
Gartenverein. Rechtsgrundlage ist Ihre Einwilligung nach der DSGVO. Sie haben ein Recht auf Auskunft und Löschung. Die Messung
übernimmt Google.</p>
<table><tr><th>Name</th><th>Anbieter</th><th>Zweck</th><th>Speicherdauer</th></tr>
<tr><td>consent</td><td>Gartenverein</td><td>Ihre Auswahl</td><td>6 Monate</td></tr>
<tr><td>_ga</td><td>Google</td><td>Messung</td><td>13 Monate</td></tr>
<tr><td>_ga_&lt;Kennung&gt;</td><td>Google</td><td>Messung</td><td>13 Monate</td></tr></table></main>"""
_ITALIAN_TEXT = (
    "Vorremmo usare i cookie per misurare le visite e per la pubblicità. Se rifiuti, i commenti saranno disattivati. Conserveremo"
    ' la tua scelta per sei mesi. Per maggiori informazioni consulta la nostra <a href="/cookie.html">Cookie Policy</a>.'
)
_ITALIAN_POLICY = """<main><h2>Cookie Policy</h2><p>Il titolare del trattamento dei dati personali è l'associazione degli orti. La
base giuridica è il consenso. Le finalità e la conservazione sono indicate per ciascun cookie.</p>
<table><tr><th>Nome</th><th>Finalità</th><th>Durata</th></tr>
<tr><td>consent</td><td>La tua scelta</td><td>6 mesi</td></tr>
<tr><td>_gid</td><td>Misurazione</td><td>1 giorno</td></tr>
<tr><td>lingua_sito</td><td>Lingua</td><td>1 anno</td></tr></table></main>"""
_GERMAN_BANNER = banner(text=_GERMAN_TEXT, buttons={"Alle akzeptieren": "yes()", "Alle ablehnen": "no()"})
_ITALIAN_BANNER = banner(text=_ITALIAN_TEXT, buttons={"Accetta tutto": "yes()", "Rifiuta tutto": "no()"})

_KEPT = """<section class="unten"><h2>{heading}</h2><div id="faden"></div></section>
<script>
var form = "<form><textarea rows=4 cols=40></textarea></form>";
function comments(on) { document.getElementById("faden").innerHTML = on ? form : ""; }
comments(known === "accept");
var remembered = remember;
remember = function (choice) { remembered(choice); comments(choice === "accept"); };
</script>"""
_BROKEN = """<section class="sotto"><h2>{heading}</h2><form><textarea rows=4 cols=40></textarea></form></section>
<script>
remember = function (choice) {
  document.cookie = "consent=" + choice + "; Max-Age=63072000; Path=/; Secure; SameSite=Lax";
  root.dataset.choice = choice;
};
</script>"""

_IN_GERMAN = {
    "Les parcelles sont attribuées au printemps, par tirage au sort, pour deux saisons.": "Die Parzellen werden im Frühjahr durch"
    " das Los für zwei Jahre vergeben, und wer schon eine hat, der kann sie auch weiter behalten.",
    "La suite : ": "Und weiter geht es hier: ",
    "le calendrier des semis": "der Kalender für die Aussaat",
    "Mentions légales": "Impressum",
    ">Confidentialité": ">Datenschutz",
    "Accueil": "Startseite",
    "Calendrier": "Kalender",
}
_IN_ITALIAN = {
    "Les parcelles sont attribuées au printemps, par tirage au sort, pour deux saisons.": "Gli orti sono assegnati in primavera"
    " per sorteggio e per due stagioni, e chi ne ha già uno lo può anche tenere.",
    "La suite : ": "Per continuare: ",
    "le calendrier des semis": "il calendario delle semine",
    "Mentions légales": "Note legali",
    ">Confidentialité": ">Privacy",
    "Accueil": "Pagina iniziale",
    "Calendrier": "Calendario",
}


def _in(words: dict[str, str], text: str) -> str:
    """The page with what the shell says in French said in another language."""
    for french, said in words.items():
        text = text.replace(french, said)
    return text


_GERMAN = page(HONEST, _KEPT.replace("{heading}", "Kommentare"), _GERMAN_BANNER, language="de", title="Der Garten")
_ITALIAN = page(HONEST, _BROKEN.replace("{heading}", "Commenti"), _ITALIAN_BANNER, language="it", title="L'orto")

_GERMAN, _ITALIAN = _in(_IN_GERMAN, _GERMAN), _in(_IN_ITALIAN, _ITALIAN)
_ITALIAN_COOKIES = page(_ITALIAN_POLICY, language="it", title="L'orto")

_SILENT = banner(text="Nous utilisons des cookies.")
_GONE = banner(
    text="Nous utilisons des cookies pour mesurer l'audience. Pour en savoir plus, consultez notre"
    ' <a href="/cookies.html">politique de cookies</a>.'
)
_PDF = banner(
    text='Des cookies de mesure d\'audience sont utilisés : <a href="/cookies.pdf">politique de cookies</a>.',
)


def _without_link(*parts: str) -> str:
    return page(*parts).replace('<a href="/confidentialite.html">Confidentialité</a>', "")


def _pdf(request: Request) -> Response:
    return Response(headers=(("Content-Type", "application/pdf"),), body=b"%PDF-1.4\n%%EOF\n")


def _gone(request: Request) -> Response:
    return html("<!doctype html><title>Absent</title><h1>Cette page n'existe plus</h1>", status=404)


PROMISES: tuple[Demo, ...] = (
    case(
        "garten",
        {"/": _GERMAN, "/suite.html": _GERMAN, "/datenschutz.html": page(_GERMAN_POLICY, language="de", title="Der Garten")},
        Expected(
            title=title("a German site that keeps what it says"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN,
            may_fail=frozenset({"banner-language-differs"}),  # the page around it is in French
            passes=frozenset(
                {
                    "promise-broken",
                    "undisclosed-cookie",
                    "policy-link-missing-or-dead",
                    "purposes-not-stated",
                    "controllers-not-reachable",
                    "tracker-after-refuse",
                }
            ),
            promises={
                "only-technical-after-refuse": "pass",
                "feature-disabled-after-refuse": "pass",
                "see-policy": "pass",
                "cookies-listed": "pass",
            },
        ),
    ),
    case(
        "orto",
        {"/": _ITALIAN, "/suite.html": _ITALIAN, "/cookie.html": _ITALIAN_COOKIES, "/confidentialite.html": _ITALIAN_COOKIES},
        Expected(
            title=title("an Italian site that leaves the comments on and keeps the choice for two years"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN | {"promise-broken", "undisclosed-cookie"},
            unsure=frozenset({"controllers-not-reachable"}),
            passes=frozenset({"policy-link-missing-or-dead", "purposes-not-stated", "tracker-after-refuse"}),
            promises={"feature-disabled-after-refuse": "fail", "choice-kept-for": "fail", "see-policy": "pass"},
        ),
    ),
    case(
        "muet-sur-tout",
        {"/": _without_link(HONEST, _SILENT), "/suite.html": _without_link(HONEST, _SILENT)},
        Expected(
            title=title("a banner that says nothing, and no policy anywhere"),
            outcomes=CLICKED,
            trackers={"before": NOTHING, "refuse": NOTHING, "accept": GOOGLE},
            fails=NO_RETURN | {"purposes-not-stated", "policy-link-missing-or-dead", "controllers-not-reachable"},
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse"}),
        ),
    ),
    case(
        "politique-morte",
        {"/": page(HONEST, _GONE), "/suite.html": page(HONEST, _GONE), "/cookies.html": _gone},
        Expected(
            title=title("a policy that is gone"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN | {"policy-link-missing-or-dead", "promise-broken"},
            passes=frozenset({"purposes-not-stated", "tracker-after-refuse"}),
            promises={"see-policy": "fail"},
        ),
    ),
    case(
        "politique-pdf",
        {"/": page(HONEST, _PDF), "/suite.html": page(HONEST, _PDF), "/cookies.pdf": _pdf},
        Expected(
            title=title("a policy that is a PDF, and another in the footer"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN,
            passes=frozenset({"policy-link-missing-or-dead", "tracker-after-refuse"}),
            unsure=frozenset({"undisclosed-cookie"}),
        ),
    ),
)
