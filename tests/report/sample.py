"""A run with every kind of site: failing, clean, no banner, not established, not audited, and one that lies in every field."""

from __future__ import annotations

import msgspec

from auditor.results import (
    Acceptance,
    Banner,
    Block,
    Control,
    Cookie,
    Finding,
    Missing,
    Outcome,
    Promise,
    Result,
    SetBy,
    SiteFailure,
    StorageItem,
    Tracker,
)
from auditor.results.run import Run, RunInfo, UsedList

ART_82 = "Loi Informatique et Libertés, art. 82"
GUIDE = "CNIL, lignes directrices du 17 septembre 2020, § 31"

HOSTILE = (
    "<script>alert('x')</script><img src=//evil.example/p.png onerror=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "| a | `b` | [c](javascript:alert(1)) ![d](http://evil.example/d.png)",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred\r\n# heading\n\n| new | row |",
    "invoice\u202egpj.exe \u2066x\u2069 a\u200bb\ufeff",
    "lone \ud800 surrogate \udfff",
    "\"><svg/onload=alert(1)> ' onmouseover='alert(1) {{7*7}} {% raw %} ${x}",
    "Z" + "\u0335" * 40 + " 漢字漢字漢字 e\u0301 " + "W" * 3000,
)


def control(text: str, layer: int = 1, clicks: int = 1, contrast: float | None = 7.2) -> Control:
    """A button of a banner."""
    return Control(
        text=text,
        layer=layer,
        clicks=clicks,
        role="button",
        box=(820.0, 600.0, 140.0, 38.0),
        contrast=contrast,
        area=5320.0,
        because=(f"wording fr: « {text} »",),
    )


def cookie(name: str, phases: str, purpose: str = "audience", owner: str | None = "Google", **other: object) -> Cookie:
    """A cookie; `phases` as in `before refuse`."""
    needs_consent = purpose not in ("necessary", "functional", "audience-exempt", "unknown")
    given = {
        "domain": ".boutique-exemple.fr",
        "path": "/",
        "party": "first",
        "purpose": purpose,
        "owner": owner,
        "tracker": needs_consent,
        "lifetime_days": 400.0,
        "http_only": False,
        "secure": True,
        "same_site": "Lax",
        "identifier": needs_consent,
        "set_by": SetBy(via="script", url="https://www.googletagmanager.com/gtag/js?id=G-1"),
        "phases": tuple(phases.split()),
        "written_in": tuple(phases.split()[:1]),
        "because": ("catalogue google, 2026-10-01",),
        **other,
    }
    return Cookie(name=name, **given)  # type: ignore[arg-type]


def tracker(host: str, owner: str | None, purpose: str = "advertising", **requests: int) -> Tracker:
    """A tracking host; phases as arguments."""
    return Tracker(
        host=host,
        domain=".".join(host.split(".")[-2:]),
        owner=owner,
        purpose=purpose,  # type: ignore[arg-type]
        because=f"||{host}^$third-party",
        list="catalogue",
        requests=requests,
    )


def finding(rule: str, verdict: str, severity: str, summary: str, *evidence: str, basis: tuple[str, ...] = (ART_82,)) -> Finding:
    """The answer of a rule."""
    return Finding(rule=rule, verdict=verdict, severity=severity, summary=summary, evidence=evidence, basis=basis)  # type: ignore[arg-type]


def sure(finding: Finding, certainty: str, *because: str) -> Finding:
    """The finding, with how sure it is."""
    return msgspec.structs.replace(finding, certainty=certainty, certainty_because=because)


def accepted(finding: Finding, reason: str, until: str, by: str = "") -> Finding:
    """The finding, let stand for a while."""
    return msgspec.structs.replace(finding, accepted=Acceptance(reason=reason, until=until, by=by))


def chosen(text: str, *, clicks: int = 1, proven: bool | None = True, path: tuple[str, ...] = ()) -> Outcome:
    """A choice that was pressed."""
    because = (
        ("the banner is gone", "the platform's cookie holds the choice")
        if proven
        else ("the banner is gone, no stored choice was read",)
    )
    return Outcome(outcome="clicked", path=path or (text,), clicks=clicks, proven=proven, because=because)


def result(host: str, **fields: object) -> Result:
    """One audited site; everything can be given."""
    given: dict[str, object] = {
        "url": f"https://{host}/",
        "final_url": f"https://{host}/",
        "language": "fr",
        "status": "audited",
        "profile": "cnil",
        "report_language": "fr",
        "banner": Banner(present=False),
        "scenarios": {"before": Outcome(outcome="recorded")},
        "slug": host,
    }
    return Result(**{**given, **fields})  # type: ignore[arg-type]


def failing() -> Result:
    """A shop that goes on tracking after « Tout refuser »."""
    return result(
        "www.boutique-exemple.fr",
        final_url="https://www.boutique-exemple.fr/fr/accueil",
        banner=Banner(
            present=True,
            cmp="didomi",
            found_by="rule",
            text="Avec votre accord, nos 412 partenaires et nous utilisons des cookies pour mesurer l’audience et afficher "
            "des publicités personnalisées. Vous pouvez changer d’avis à tout moment. Si vous refusez, seuls les cookies "
            "techniques sont déposés.",
            controls={
                "accept": control("Tout accepter"),
                "refuse": control("Tout refuser", layer=2, clicks=2, contrast=2.6),
                "settings": control("Paramétrer vos choix", contrast=2.6),
                "save": control("Enregistrer", layer=2, clicks=2),
                "close": None,
                "reopen": control("Gérer les cookies", layer=0, clicks=1),
            },
            because=("selectors/cmps/didomi.yaml: #didomi-notice",),
        ),
        scenarios={
            "before": Outcome(outcome="recorded"),
            "refuse": chosen("Tout refuser", clicks=2, path=("Paramétrer vos choix", "Tout refuser")),
            "accept": chosen("Tout accepter"),
            "withdraw": Outcome(outcome="no-control", reason="no control that opens the choices again was found in the page"),
        },
        cookies=(
            cookie("_ga", "before refuse accept"),
            cookie("_ga_9XK2LQ", "before refuse accept"),
            cookie("_fbp", "refuse accept", "advertising", "Meta", lifetime_days=90.0, written_in=("refuse",)),
            cookie(
                "IDE",
                "accept",
                "advertising",
                "Google",
                domain=".doubleclick.net",
                party="third",
                http_only=True,
                same_site="None",
                lifetime_days=390.0,
                set_by=SetBy(via="header", url="https://googleads.g.doubleclick.net/pagead/viewthroughconversion"),
            ),
            cookie("uid", "", "advertising", "Criteo", domain=".criteo.com", party="third", blocked=("UserPreferences",)),
            cookie("didomi_token", "refuse accept", "necessary", "Didomi", lifetime_days=365.0),
            cookie(
                "PHPSESSID",
                "before refuse accept",
                "necessary",
                None,
                lifetime_days=None,
                http_only=True,
                set_by=SetBy(via="header", url="https://www.boutique-exemple.fr/"),
            ),
            cookie("lang", "before refuse accept", "functional", None, lifetime_days=30.0),
            cookie("x_ab", "before refuse accept", "unknown", None, lifetime_days=30.0, identifier=None),
        ),
        storage=(
            StorageItem(
                kind="local",
                origin="https://www.boutique-exemple.fr",
                key="_pk_visitor",
                party="first",
                phases=("refuse", "accept"),
                purpose="audience",
                owner="Matomo",
                tracker=True,
                identifier=True,
                because=("catalogue matomo",),
            ),
            StorageItem(
                kind="session",
                origin="https://www.boutique-exemple.fr",
                key="cart",
                party="first",
                phases=("before", "refuse", "accept"),
                purpose="functional",
                owner=None,
                tracker=False,
                identifier=False,
            ),
        ),
        trackers=(
            tracker("www.google-analytics.com", "Google", "audience", before=2, refuse=3, accept=6),
            tracker("connect.facebook.net", "Meta", "social", before=0, refuse=1, accept=2),
            tracker("static.criteo.net", "Criteo", before=1, refuse=0, accept=4),
            tracker("googleads.g.doubleclick.net", "Google", before=0, refuse=0, accept=9),
        ),
        signals={
            "tcf": {"before": {"gdprApplies": True}},
            "gpp": None,
            "consent_mode": {"before": {"ad_storage": "denied"}},
            "gpc": None,
        },
        blocks=(
            Block(
                type="consent_text", text="Avec votre accord, nos 412 partenaires…", selector="#didomi-notice", because=("rule",)
            ),
        ),
        promises=(
            Promise(
                quote="Si vous refusez, seuls les cookies techniques sont déposés.",
                claim="only-technical-after-refuse",
                verdict="fail",
                evidence=("cookie:_ga@refuse", "cookie:_fbp@refuse"),
                reason="2 cookies d’audience ou de publicité sont présents après le refus.",
            ),
            Promise(
                quote="Vous pouvez changer d’avis à tout moment.",
                claim="change-any-time",
                verdict="inconclusive",
                reason="Aucune commande qui rouvre les choix n’a été trouvée dans la page, mais un cadre n’a pas pu être lu.",
            ),
        ),
        findings=(
            finding(
                "preticked",
                "pass",
                "serious",
                "Aucun interrupteur n’est activé d’avance pour une finalité soumise au consentement.",
            ),
            sure(
                finding(
                    "tracker-before-choice",
                    "fail",
                    "critical",
                    "2 traceurs contactés et 2 cookies soumis au consentement déposés avant tout choix : _ga, _ga_9XK2LQ.",
                    "cookie:_ga@before",
                    "cookie:_ga_9XK2LQ@before",
                    "request:https://www.google-analytics.com/g/collect?v=2&tid=G-9XK2LQ@before",
                    "screenshot:banner.png@before",
                    basis=(ART_82, GUIDE),
                ),
                "high",
                "nommé par le catalogue : _ga",
            ),
            sure(
                finding(
                    "tracker-after-refuse",
                    "fail",
                    "critical",
                    "2 traceurs contactés après « Tout refuser » ; _fbp écrit après le refus.",
                    "cookie:_fbp@refuse",
                    "request:https://connect.facebook.net/en_US/fbevents.js@refuse",
                    "request:https://www.google-analytics.com/g/collect@refuse",
                ),
                "medium",
                "le refus est établi par le bandeau qui n’est pas revenu",
                "connu seulement par ce qui l’a écrit : _fbp",
            ),
            finding(
                "refuse-costs-more-clicks",
                "fail",
                "serious",
                "Refuser demande 2 clics, accepter 1.",
                "page:arrival@before",
                "screenshot:banner.png@before",
                basis=(ART_82, "Délibération SAN-2021-023 du 31 décembre 2021"),
            ),
            finding(
                "ids-remain-after-refuse",
                "fail",
                "critical",
                "_ga et _ga_9XK2LQ sont encore là à la fin du refus.",
                "cookie:_ga@refuse",
            ),
            accepted(
                finding(
                    "contrast-trick", "warn", "minor", "« Tout refuser » a un contraste de 2,6:1, « Tout accepter » de 7,2:1."
                ),
                "jusqu’à la nouvelle charte",
                "2027-03-01",
                "DPO",
            ),
            finding(
                "cookie-lifetime-over-13-months",
                "fail",
                "minor",
                "_ga est demandé pour 400 jours.",
                "cookie:_ga@before",
                basis=("CNIL, recommandation du 17 septembre 2020, § 49",),
            ),
            finding(
                "withdraw-does-not-clear",
                "inconclusive",
                "serious",
                "Non établi : aucune commande qui rouvre les choix n’a été trouvée dans la page.",
            ),
            sure(
                finding("reasks-after-refuse", "pass", "serious", "Le bandeau ne revient pas après le refus."),
                "medium",
                "un seul audit : ce qui vient par hasard peut n’être pas venu",
            ),
            finding("cookie-wall", "not-applicable", "critical", "Le contenu n’est pas retenu."),
        ),
        missing=(
            Missing(
                name="refuse: storage:local:https://ads.example",
                reason="the frame https://ads.example could not be read: it left before it was described",
            ),
        ),
        screenshots=("banner.png", "after-refuse.png", "after-accept.png"),
    )


def clean() -> Result:
    """A site that keeps what it says."""
    return result(
        "mairie.example",
        banner=Banner(
            present=True,
            cmp="tarteaucitron",
            found_by="rule",
            text="Ce site mesure son audience si vous l’acceptez.",
            controls={"accept": control("Accepter"), "refuse": control("Refuser"), "settings": None, "close": None},
        ),
        scenarios={
            "before": Outcome(outcome="recorded"),
            "refuse": chosen("Refuser"),
            "accept": chosen("Accepter"),
            "withdraw": chosen("Refuser"),
        },
        cookies=(
            cookie(
                "tarteaucitron",
                "refuse accept withdraw",
                "necessary",
                "tarteaucitron",
                domain="mairie.example",
                lifetime_days=365.0,
            ),
            cookie("_pk_id.1.1f2e", "accept", "audience", "Matomo", domain="mairie.example", lifetime_days=393.0),
        ),
        trackers=(tracker("stats.mairie.example", "Matomo", "audience", before=0, refuse=0, accept=2, withdraw=0),),
        findings=(
            finding("tracker-before-choice", "pass", "critical", "Aucun traceur contacté avant le choix."),
            finding("tracker-after-refuse", "pass", "critical", "Aucun traceur contacté après le refus."),
            finding("no-refuse-first-layer", "pass", "critical", "Le refus est proposé au premier niveau."),
        ),
        screenshots=("banner.png", "after-refuse.png"),
    )


def unproven() -> Result:
    """A site whose refusal could not be shown to have taken: nothing after it counts."""
    return result(
        "journal.example",
        banner=Banner(
            present=True,
            found_by="wording",
            text="Nous respectons votre vie privée.",
            controls={"accept": control("OK"), "refuse": control("Continuer sans accepter"), "settings": None},
        ),
        scenarios={
            "before": Outcome(outcome="recorded"),
            "refuse": chosen("Continuer sans accepter", proven=False),
            "accept": Outcome(outcome="failed", reason="the page crashed"),
        },
        cookies=(cookie("_ga", "refuse", domain=".journal.example"),),
        trackers=(tracker("www.google-analytics.com", "Google", "audience", before=0, refuse=2),),
        findings=(
            finding("tracker-before-choice", "pass", "critical", "Aucun traceur contacté avant le choix."),
            finding(
                "tracker-after-refuse",
                "inconclusive",
                "critical",
                "Non établi : le bandeau a disparu, mais rien ne montre que le refus a été enregistré.",
            ),
        ),
        missing=(Missing(name="refuse: requests:rest", reason="120 requests over the limit were left out"),),
    )


def without_banner() -> Result:
    """A site that asks nothing, with something for a person to weigh."""
    return result(
        "blog.example",
        language=None,
        scenarios={
            "before": Outcome(outcome="recorded"),
            "refuse": Outcome(outcome="no-banner"),
            "accept": Outcome(outcome="no-banner"),
        },
        findings=(
            finding(
                "non-cookie-identifier", "warn", "serious", "Une clé de localStorage de finalité inconnue est écrite.", basis=()
            ),
            finding("tracker-after-refuse", "not-applicable", "critical", "Aucun choix n’est proposé."),
        ),
        storage=(
            StorageItem(
                kind="local",
                origin="https://blog.example",
                key="vid",
                party="first",
                phases=("before",),
                purpose="unknown",
                owner=None,
                tracker=False,
                identifier=None,
            ),
        ),
    )


def not_audited() -> Result:
    """A site that was not reached."""
    return result(
        "absent.example",
        final_url=None,
        status="failed",
        error=SiteFailure(kind="dns", message="the name absent.example is not known"),
        scenarios={},
    )


def lying(texts: tuple[str, ...] = HOSTILE) -> Result:
    """A site with hostile text in every field that text can stand in."""
    a, b, c, d, e, f, g, h = texts
    return result(
        "hostile.example",
        url=f"https://hostile.example/{b}{e}",
        final_url=f"javascript:alert(1)//{a}",
        language=g,
        slug="../../etc",
        banner=Banner(
            present=True,
            cmp=a,
            found_by=d,
            text=d + h,
            frame_url=g,
            controls={"accept": control(b), "refuse": control(d, 2, 3, None), "settings": control(g), a: control(c), f: None},
            because=(e,),
        ),
        scenarios={
            "before": Outcome(outcome="recorded"),
            "refuse": chosen(e, path=(a, d, e)),
            "accept": chosen(h, path=(h,)),
            a: Outcome(outcome=c, reason=d),
            "withdraw": Outcome(outcome=g, reason=f, because=(h,)),
        },
        cookies=tuple(
            cookie(
                text,
                "before refuse",
                "advertising",
                text,
                domain=text,
                path=text,
                same_site=text,
                set_by=SetBy(via=text, url=text),
                because=(text,),
                blocked=(text,),
                lifetime_days=float("inf") if text is a else 1e308,
            )
            for text in texts
        ),
        storage=tuple(
            StorageItem(
                kind=t,
                origin=t,
                key=t,
                party="third",
                phases=(t, "before"),
                purpose="unknown",
                owner=t,
                tracker=False,
                identifier=None,
            )
            for t in texts
        ),
        trackers=tuple(
            Tracker(host=t, domain=t, owner=t, purpose="social", because=t, list=t, cname=t, requests={"before": 1, t: 10**30})
            for t in texts
        ),
        signals={t: {t: t} for t in texts},
        blocks=tuple(Block(type=t, text=t, selector=t, because=(t,)) for t in texts),
        promises=tuple(Promise(quote=t, claim=t, verdict="warn", evidence=(t,), reason=t) for t in texts),
        findings=tuple(
            Finding(
                rule=t,
                verdict=v,  # type: ignore[arg-type]
                severity="critical",
                summary=t,
                evidence=(t, f"cookie:{t}@before"),
                basis=(t,),
                accepted=Acceptance(reason=t, until=t, by=t) if v == "fail" else None,
                certainty="low",
                certainty_because=(t, t),
            )
            for t, v in zip(
                texts, ("fail", "warn", "inconclusive", "pass", "not-applicable", "fail", "warn", "inconclusive"), strict=True
            )
        ),
        missing=tuple(Missing(name=t, reason=t) for t in texts),
        screenshots=(*texts, "../../secret.png", "javascript:x.png", "ok.png"),
    )


def info(*results: Result, **fields: object) -> RunInfo:
    """What run.json would hold for these results."""
    given: dict[str, object] = {
        "tool": "0.1.0",
        "browser": "Chromium 156.0.8078.79",
        "platform": "Linux x86_64, Python 3.11",
        "arguments": ("scan", "--sites", "sites.yaml", "--profile", "cnil"),
        "profile": "cnil",
        "report_language": "fr",
        "started_at": "2026-11-24T10:00:00Z",
        "ended_at": "2026-11-24T10:04:12Z",
        "sites": tuple(r.url for r in results),
        "slugs": tuple(r.slug for r in results),
        "lists": (UsedList(name="catalogue", date="2026-10-01", sha256="ab" * 32, entries=1204),),
        "conditions": {
            "locale": "fr-FR",
            "timezone": "Europe/Paris",
            "viewport": "1280x800",
            "third_party_cookies": "allow",
            "dwell_seconds": "3.0",
        },
    }
    return RunInfo(**{**given, **fields})  # type: ignore[arg-type]


def run(*results: Result, **fields: object) -> Run:
    """A run of these results."""
    return Run(info=info(*results, **fields), results=results)


def sample() -> Run:
    """One site of each honest kind: what the golden files are made from."""
    return run(clean(), failing(), not_audited(), without_banner(), unproven())


def hostile() -> Run:
    """The site that lies, among others, in a run whose own fields are hostile too."""
    return run(
        lying(),
        not_audited(),
        msgspec.structs.replace(not_audited(), error=SiteFailure(kind=HOSTILE[0], message=HOSTILE[3])),
        arguments=HOSTILE,
        conditions=dict(zip(HOSTILE, reversed(HOSTILE), strict=True)),
        tool=HOSTILE[0],
        browser=HOSTILE[3],
        platform=HOSTILE[4],
        profile=HOSTILE[2],
        started_at=HOSTILE[5],
        ended_at=HOSTILE[6],
        lists=tuple(UsedList(name=t, date=t, sha256=t, entries=1) for t in HOSTILE),
    )


def many(n: int) -> Run:
    """As many sites, every other one failing."""
    kinds = (failing(), clean(), unproven(), failing())
    made = [
        msgspec.structs.replace(kinds[i % 4], url=f"https://site-{i:03}.example/", slug=f"site-{i:03}.example") for i in range(n)
    ]
    return run(*made)
