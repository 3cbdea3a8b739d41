"""Sentences of consent texts in German, Spanish, Italian, Dutch and Portuguese, labelled before the words were tried on them.

O: after refusing, only technical trackers; C: the choice can be changed at any time; D: a part of the site is off after refusing;
K: for how long the choice is kept; P: sends to a policy; X: closing refuses; nothing: commits to none of these.
"""

from __future__ import annotations

import pytest

from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PromiseFile
from auditor.classify.promises import find_claims

FILES = Folder().read("promises", PromiseFile)
FEATURES = Folder().read("features", FeatureFile)
CLAIMS = {
    "O": "only-technical-after-refuse",
    "C": "change-any-time",
    "D": "feature-disabled-after-refuse",
    "K": "choice-kept-for",
    "P": "see-policy",
    "X": "closing-refuses",
    "I": "indicator-follows-choice",
    "N": "no-advertising",
}

GERMAN = """
O Wenn Sie ablehnen, setzen wir nur technisch notwendige Cookies ein, und es werden keine weiteren Cookies gesetzt.
O Bei Ablehnung werden ausschließlich technisch erforderliche Cookies gesetzt.
O Ohne Ihre Einwilligung werden nur Cookies gesetzt, die für den Betrieb der Seite unbedingt erforderlich sind.
O Klicken Sie auf „Alle ablehnen“, verwenden wir lediglich essenzielle Cookies.
O Lehnen Sie alle Cookies ab, nutzen wir nur notwendige Technologien; lehnen Sie ab, werden nur notwendige Cookies gesetzt.
O Sie haben die Wahl und dürfen ablehnen. Dann werden nur die notwendigen Cookies gespeichert.
O Ohne Zustimmung setzen wir keine Cookies.
O Stimmen Sie nicht zu, werden keine Cookies gespeichert.
O Wenn Sie die Einwilligung verweigern, werden keine einwilligungspflichtigen Cookies gesetzt.
O Wenn du ablehnst, verwenden wir keine Marketing-Cookies.
O Nach einer Ablehnung wird keine personalisierte Werbung angezeigt.
O Solange Sie nicht zustimmen, werden auf dieser Seite nur erforderliche Cookies verwendet.
C Sie können Ihre Einwilligung jederzeit mit Wirkung für die Zukunft widerrufen.
C Ihre Auswahl können Sie jederzeit unter „Cookie-Einstellungen“ am Seitenende ändern.
C Du kannst deine Einstellungen jederzeit anpassen.
C Ein Widerruf Ihrer Zustimmung ist jederzeit möglich.
C Die Entscheidung lässt sich später jederzeit ändern.
C Sie können Ihre Präferenzen jederzeit über den Fingerabdruck unten links anpassen.
C Ihre Einwilligung ist freiwillig und kann jederzeit widerrufen werden.
D Wenn Sie ablehnen, werden die Kommentare deaktiviert.
D Ohne Ihre Zustimmung werden Videos nicht geladen.
D Bei Ablehnung wird die Karte nicht angezeigt.
D Wenn Sie nicht zustimmen, ist der Chat nicht verfügbar.
K Ihre Auswahl wird für sechs Monate gespeichert.
K Wir speichern Ihre Entscheidung 12 Monate lang.
P Weitere Informationen finden Sie in unserer Datenschutzerklärung.
P Näheres können Sie in unserer Cookie-Richtlinie nachlesen.
X Wenn Sie dieses Fenster schließen, gilt das als Ablehnung.
I Ein grüner oder roter Punkt neben dem Link zeigt Ihre Auswahl.
- Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren und die Zugriffe auf unsere Website zu analysieren.
- Einige von ihnen sind essenziell, während andere uns helfen, diese Website und Ihre Erfahrung zu verbessern.
- Technisch notwendige Cookies sind für den Betrieb der Seite erforderlich.
- Wenn Sie zustimmen, verwenden wir nicht nur notwendige Cookies, sondern auch solche für Werbung.
- Sie können alle akzeptieren, ablehnen oder nur notwendige Cookies zulassen.
- Möchten Sie ablehnen und werden dann nur notwendige Cookies gesetzt?
- Wenn Sie ablehnen, können einige Funktionen nicht verfügbar sein.
- Bei Ablehnung stehen möglicherweise nicht alle Videos zur Verfügung und werden eventuell nicht angezeigt.
- Sie können Cookies jederzeit in den Einstellungen Ihres Browsers löschen oder ändern.
- Den Newsletter können Sie jederzeit abbestellen und Ihre Einwilligung per E-Mail widerrufen.
- Mit Klick auf „Akzeptieren“ stimmen Sie der Verarbeitung Ihrer Daten zu.
- Wenn Sie unter 16 Jahre alt sind, müssen Sie Ihre Erziehungsberechtigten um Erlaubnis bitten.
- Cookies zu Statistikzwecken werden nach 13 Monaten gelöscht.
- Sie können die Kommentare jederzeit deaktivieren.
- Wir und unsere 137 Partner speichern und verarbeiten personenbezogene Daten wie IP-Adressen.
- Ohne Cookies funktioniert diese Website leider nicht.
- Wenn Sie nicht ablehnen, werden nur notwendige Cookies nicht ausreichen und weitere gesetzt.
- Nur mit Ihrer Einwilligung setzen wir nicht notwendige Cookies; diese können Sie ablehnen.
- Wenn Sie kein Tracking wünschen, schließen Sie ein Pur-Abo ab.
"""
SPANISH = """
O Si rechazas, solo se instalarán las cookies técnicas necesarias.
O Si las rechaza, únicamente utilizaremos cookies estrictamente necesarias.
O Sin su consentimiento, solo se utilizarán cookies técnicas.
O En caso de rechazo no se instalará ninguna cookie.
O Al pulsar «Rechazar todo», solo se usarán las cookies imprescindibles para el funcionamiento de la web.
O Puedes rechazarlas. En ese caso solo usaremos cookies necesarias.
O Si no acepta, no se instalará ninguna cookie publicitaria.
O Si rechaza, no se utilizará ninguna otra cookie que las necesarias.
O Por defecto, solo se instalan cookies técnicas.
O Si rechaza todas, seguirán funcionando exclusivamente las cookies necesarias, que se utilizarán para la sesión.
C Puede cambiar sus preferencias en cualquier momento.
C Puedes retirar tu consentimiento en cualquier momento desde «Configuración de cookies».
C Podrás modificar tu elección cuando quieras a pie de página.
C Puede revocar el consentimiento en todo momento.
C Tus ajustes se pueden modificar en cualquier momento.
C Puede gestionar sus opciones más adelante.
D Si rechaza, los comentarios quedarán deshabilitados.
D Sin tu consentimiento, los vídeos no se mostrarán.
D Si rechazas, el mapa no se cargará.
D Si no acepta, el chat no estará disponible.
K Guardaremos su elección durante seis meses.
K Sus preferencias se conservarán durante 12 meses.
P Para más información, consulte nuestra Política de cookies.
P Lee nuestra política de privacidad.
X Cerrar este aviso equivale a rechazar.
I Una barra verde o roja junto al enlace recuerda su elección.
- Utilizamos cookies propias y de terceros para analizar el tráfico y mostrarle publicidad.
- Puede aceptar todas las cookies, rechazarlas o configurarlas.
- Las cookies técnicas son necesarias para el funcionamiento del sitio.
- Si acepta, no solo se instalarán las cookies necesarias, también las publicitarias.
- Puede rechazar las cookies y usar solo las necesarias.
- Si rechaza, algunas funcionalidades podrían no estar disponibles.
- Si rechaza las cookies, es posible que los vídeos no se muestren.
- Puede cambiar la configuración de su navegador en cualquier momento.
- Puede darse de baja del boletín en cualquier momento y modificar sus preferencias de correo.
- Puede desactivar los comentarios.
- ¿Si rechazo, solo se instalarán las cookies técnicas?
- Al hacer clic en «Aceptar», acepta nuestra política de cookies.
- Las cookies analíticas se conservan durante 24 meses.
- Nosotros y nuestros 842 socios almacenamos información en su dispositivo.
- Rechazar las cookies no impide navegar por el sitio.
- Si no rechaza, se instalarán solo las cookies de terceros necesarias para la publicidad.
- Para rechazar, cierre este aviso o pulse el aspa.
- Para leer sin publicidad, suscríbase por 2 euros al mes.
"""
ITALIAN = """
O Se rifiuti, verranno installati solo i cookie tecnici necessari.
O In caso di rifiuto saranno utilizzati esclusivamente cookie tecnici.
O Senza il tuo consenso useremo soltanto i cookie strettamente necessari.
O Cliccando su «Rifiuta tutto» resteranno attivi solo i cookie tecnici.
O Se non accetti, non verrà installato nessun cookie di profilazione.
O Puoi rifiutare i cookie. In tal caso verranno utilizzati solo quelli necessari.
O Rifiutando, nessun cookie verrà installato sul tuo dispositivo.
O Di default sono attivi solo i cookie tecnici.
O Se rifiuti non vedrai pubblicità personalizzata, e nessun cookie pubblicitario sarà installato.
O Se rifiuti, saranno installati solo i cookie tecnici e i cookie statistici anonimi.
C Puoi modificare le tue preferenze in qualsiasi momento.
C Il consenso può essere revocato in qualsiasi momento.
C Potrai cambiare la tua scelta in ogni momento dal link «Preferenze cookie» a fondo pagina.
C Può revocare il consenso quando vuole.
C Le impostazioni si possono modificare successivamente.
C È possibile rivedere le scelte in qualunque momento.
D Se rifiuti, i commenti saranno disattivati.
D Senza il tuo consenso i video non verranno caricati.
D In caso di rifiuto la mappa non sarà visualizzata.
D Se non accetti, la chat non sarà disponibile.
K Conserveremo la tua scelta per sei mesi.
K Le tue preferenze saranno memorizzate per 12 mesi.
P Per maggiori informazioni consulta la nostra Cookie Policy.
P Per saperne di più leggi l'informativa sulla privacy.
X La chiusura del banner comporta il permanere delle impostazioni di default.
I Una barra verde o rossa accanto al link ricorda la tua scelta.
- Noi e terze parti utilizziamo cookie o tecnologie simili per finalità tecniche e, con il tuo consenso, per altre finalità.
- I cookie tecnici sono necessari al funzionamento del sito.
- Se accetti, verranno installati non solo i cookie tecnici ma anche quelli di marketing.
- Puoi accettare, rifiutare o personalizzare le tue scelte.
- Puoi rifiutare e usare solo i cookie necessari.
- Il rifiuto del consenso può rendere non disponibili alcune funzioni.
- Se rifiuti, alcuni video potrebbero non essere disponibili.
- Puoi modificare le impostazioni del browser in qualsiasi momento.
- Puoi annullare l'iscrizione alla newsletter in qualsiasi momento e modificare le preferenze email.
- Puoi disattivare i commenti.
- Se rifiuto, verranno installati solo i cookie tecnici?
- Cliccando su «Accetta» accetti la nostra cookie policy.
- I cookie statistici sono conservati per 13 mesi.
- Noi e i nostri 842 partner archiviamo informazioni sul dispositivo.
- Rifiutare non impedisce di navigare sul sito.
- Per rifiutare, chiudi il banner con la X in alto a destra.
- Se non rifiuti, verranno installati anche cookie tecnici e solo alcuni di marketing.
- Abbonati per leggere senza pubblicità a 3 euro al mese.
"""
DUTCH = """
O Als u weigert, plaatsen wij alleen noodzakelijke cookies.
O Weiger je, dan gebruiken we uitsluitend functionele cookies.
O Zonder uw toestemming worden alleen strikt noodzakelijke cookies geplaatst.
O Bij weigeren worden er geen andere cookies geplaatst dan de noodzakelijke.
O Je mag cookies weigeren. We plaatsen dan alleen functionele en analytische cookies.
O Kiest u voor ‘Alles weigeren’, dan worden enkel technisch noodzakelijke cookies gebruikt.
O Zonder toestemming plaatsen we geen cookies.
O Als je niet akkoord gaat, gebruiken we alleen essentiële cookies.
O Als u weigert, plaatsen wij geen marketingcookies.
O Standaard gebruiken wij alleen cookies die nodig zijn om de site te laten werken.
C U kunt uw keuze op elk moment wijzigen.
C Je kunt je toestemming altijd weer intrekken.
C Uw voorkeuren kunt u te allen tijde aanpassen via ‘Cookie-instellingen’.
C Je kunt je cookievoorkeuren later altijd aanpassen onderaan de pagina.
C De toestemming kan op ieder moment worden ingetrokken.
C Wijzigen van uw instellingen is altijd mogelijk.
D Als u weigert, worden de reacties uitgeschakeld.
D Zonder je toestemming worden video's niet getoond.
D Bij weigeren wordt de kaart niet geladen.
D Weigert u, dan is de chat niet beschikbaar.
K Wij bewaren uw keuze zes maanden.
K Je voorkeuren worden 12 maanden bewaard.
P Lees meer in ons cookiebeleid.
P Meer informatie vindt u in onze privacyverklaring.
X Sluit u dit venster, dan geldt dat als weigering.
I Een groene of rode balk naast de link toont uw keuze.
- Wij gebruiken cookies om de website te verbeteren en advertenties te tonen.
- Noodzakelijke cookies zijn nodig om de website te laten werken.
- U kunt alle cookies accepteren, weigeren of uw voorkeuren instellen.
- Als u accepteert, plaatsen wij niet alleen noodzakelijke cookies maar ook marketingcookies.
- Je kunt weigeren en alleen noodzakelijke cookies toestaan.
- Als u weigert, kunnen sommige onderdelen niet beschikbaar zijn.
- Bij weigeren werken video's mogelijk niet en worden ze misschien niet getoond.
- U kunt de instellingen van uw browser altijd aanpassen.
- U kunt zich altijd uitschrijven voor de nieuwsbrief en uw voorkeuren per e-mail wijzigen.
- U kunt de reacties uitschakelen.
- Als ik weiger, worden dan alleen noodzakelijke cookies geplaatst?
- Door op ‘Akkoord’ te klikken gaat u akkoord met ons cookiebeleid.
- Analytische cookies worden 24 maanden bewaard.
- Wij en onze 842 partners slaan informatie op uw apparaat op.
- Weigeren heeft geen gevolgen voor het bezoek aan de site.
- Als u niet weigert, plaatsen wij alleen noodzakelijke cookies van onze adverteerders.
- Zonder cookies werkt deze website niet goed.
- Neem een abonnement om zonder advertenties te lezen.
"""


PORTUGUESE = """
O Se recusar, só serão instalados os cookies técnicos necessários.
O Em caso de recusa, serão utilizados exclusivamente cookies técnicos.
O Sem o seu consentimento usaremos apenas os cookies estritamente necessários.
O Ao clicar em «Rejeitar tudo», permanecerão ativos apenas os cookies essenciais.
O Se não aceitar, nenhum cookie será colocado no seu dispositivo.
O Pode recusar os cookies. Nesse caso serão utilizados somente os necessários: sem consentimento só são usados cookies técnicos.
O Sem o seu consentimento não utilizamos cookies de publicidade.
O Por padrão, são utilizados apenas cookies técnicos.
O Se rejeitar, nenhum cookie de marketing será usado.
O Se recusar, só serão utilizados os cookies técnicos e os cookies de medição de audiência.
O Enquanto não aceitar, nenhum cookie é instalado.
C Pode alterar as suas preferências a qualquer momento.
C O consentimento pode ser revogado em qualquer altura.
C Poderá mudar a sua escolha a qualquer momento através da ligação no rodapé.
C Pode retirar o seu consentimento quando quiser.
C As definições podem ser alteradas: pode modificar as suas opções mais tarde.
C É possível rever as escolhas em qualquer momento.
D Se recusar, os comentários serão desativados.
D Sem o seu consentimento, os vídeos não serão carregados.
D Em caso de recusa, o mapa não será mostrado.
D Se não aceitar, o chat não estará disponível.
K A sua escolha é guardada durante seis meses.
K As suas preferências serão armazenadas durante 12 meses.
P Para mais informações, consulte a nossa política de cookies.
P Saiba mais na nossa política de privacidade.
X Fechar este aviso equivale a recusar.
I Um ponto verde ou vermelho junto da ligação mostra a sua escolha.
- Nós e os nossos parceiros utilizamos cookies para medir a audiência e apresentar publicidade.
- Os cookies técnicos são necessários ao funcionamento do site.
- Se aceitar, serão instalados não só os cookies técnicos mas também os de marketing.
- Pode aceitar, recusar ou personalizar as suas escolhas.
- Pode recusar e usar apenas os cookies necessários.
- A recusa do consentimento pode tornar indisponíveis algumas funções.
- Se recusar, alguns vídeos podem não estar disponíveis.
- Pode alterar as definições do navegador a qualquer momento.
- Pode cancelar a subscrição da newsletter a qualquer momento e alterar as preferências de email.
- Pode desativar os comentários.
- Se recusar, só serão instalados os cookies técnicos?
- Ao clicar em «Aceitar», aceita a nossa política de cookies.
- Os cookies estatísticos são conservados durante 13 meses.
- Usamos cookies para melhorar a sua experiência.
- Os nossos parceiros tratam dados com base no interesse legítimo.
- Também pode consultar a lista de parceiros.
"""


def labelled(text: str) -> list[tuple[set[str], str]]:
    found = []
    for line in text.strip().splitlines():
        mark, _, sentence = line.partition(" ")
        found.append((set() if mark == "-" else {CLAIMS[letter] for letter in mark}, sentence))
    return found


LABELLED = {"de": GERMAN, "es": SPANISH, "it": ITALIAN, "nl": DUTCH, "pt": PORTUGUESE}
ALL = [(language, claims, text) for language, lines in LABELLED.items() for claims, text in labelled(lines)]


@pytest.mark.parametrize("language", sorted(LABELLED))
def test_there_are_enough_sentences_of_both_kinds(language: str) -> None:
    lines = labelled(LABELLED[language])
    assert len(lines) >= 40
    assert sum(not claims for claims, _ in lines) >= 15


@pytest.mark.parametrize(("language", "claims", "text"), ALL, ids=[f"{language}: {text[:60]}" for language, _, text in ALL])
def test_a_sentence_is_read_as_it_is_meant(language: str, claims: set[str], text: str) -> None:
    found = find_claims([text], FILES, FEATURES)
    assert {claim.claim for claim in found} == claims, [claim.because for claim in found]
    assert all(f"/{language}.yaml" in claim.because for claim in found)


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Wenn Sie ablehnen, werden die Kommentare deaktiviert.", "comments"),
        ("Si rechazas, el mapa no se cargará.", "maps"),
        ("Senza il tuo consenso i video non verranno caricati.", "videos"),
        ("Weigert u, dan is de chat niet beschikbaar.", "chat"),
        ("Si vous refusez, l’espace de commentaires sera désactivé.", "comments"),
        ("Si vous refusez, les boutons de partage seront masqués.", "share"),
    ],
)
def test_the_part_that_is_switched_off_is_known(text: str, feature: str) -> None:
    (claim,) = find_claims([text], FILES, FEATURES)
    assert claim.features == (feature,)


@pytest.mark.parametrize(
    ("text", "days", "at_most"),
    [
        ("Nous conservons votre choix pendant 6 mois.", 182.62, False),
        ("Votre choix est conservé treize mois au maximum.", 395.69, True),
        ("We remember your choice for 30 days.", 30.0, False),
        ("Ihre Auswahl wird für ein Jahr gespeichert.", 365.25, False),
        ("Guardaremos su elección durante seis meses.", 182.62, False),
        ("Conserveremo la tua scelta per sei mesi.", 182.62, False),
        ("Wij bewaren uw keuze maximaal 6 maanden.", 182.62, True),
        ("A sua escolha é guardada durante seis meses.", 182.62, False),
    ],
)
def test_a_length_of_time_is_read(text: str, days: float, at_most: bool) -> None:
    (claim,) = find_claims([text], FILES, FEATURES)
    assert claim.claim == "choice-kept-for"
    assert claim.days == pytest.approx(days, abs=0.02)
    assert claim.at_most is at_most


@pytest.mark.parametrize(
    "text",
    [
        "Les cookies déposés après votre consentement sont conservés 13 mois.",
        "Votre choix est conservé 6 mois, puis 12 mois en cas de refus.",
        "Nous conservons vos données personnelles 3 ans ; votre choix est le vôtre.",
        "Si vous acceptez, seuls les cookies nécessaires et publicitaires seront déposés ; vous pouvez refuser ?",
    ],
)
def test_no_length_of_time_is_read_where_none_is_meant(text: str) -> None:
    assert [c for c in find_claims([text], FILES, FEATURES) if c.claim == "choice-kept-for"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Nous n’utilisons aucun cookie publicitaire.",
        "Aucun traceur publicitaire n’est déposé par notre association.",
        "We use no advertising cookies.",
        "Auf unseren Seiten werden keine Werbe-Cookies gesetzt.",
        "En nuestra web no utilizamos cookies publicitarias.",
        "Il nostro sito non utilizza cookie di profilazione.",
        "Op onze website gebruiken wij geen marketingcookies.",
        "Na nossa página não utilizamos cookies de marketing.",
    ],
)
def test_a_sentence_may_rule_advertising_out_for_good(text: str) -> None:
    assert [claim.claim for claim in find_claims([text], FILES, FEATURES)] == ["no-advertising"]


@pytest.mark.parametrize(
    "text",
    [
        "Sans votre accord, aucun cookie publicitaire n’est déposé.",
        "Keine Marketing-Cookies",
        "Mit dem Abo werden keine Werbe-Cookies gesetzt.",
        "These cookies are needed; no advertising cookies are set in this category.",
        "We may place advertising cookies.",
        "Non utilizziamo cookie pubblicitari senza il tuo consenso.",
        "Wij plaatsen geen reclamecookies als u weigert.",
    ],
)
def test_a_sentence_with_a_condition_does_not(text: str) -> None:
    assert "no-advertising" not in [claim.claim for claim in find_claims([text], FILES, FEATURES)]


@pytest.mark.parametrize(
    ("text", "unasked"),
    [
        ("Sans votre consentement, aucun cookie ne sera déposé.", True),
        ("Si vous refusez, aucun cookie ne sera déposé.", False),
        ("No cookies are set until you agree.", True),
        ("If you refuse, no cookies are set.", False),
        ("Ohne Zustimmung setzen wir keine Cookies.", True),
        ("Bei Ablehnung werden keine Cookies gesetzt.", False),
    ],
)
def test_what_is_said_of_the_time_before_a_choice_is_told_from_what_is_said_of_a_refusal(text: str, unasked: bool) -> None:
    (claim,) = find_claims([text], FILES, FEATURES)
    assert claim.unasked is unasked
