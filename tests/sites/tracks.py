"""Sites with tracks beside cookies and known hosts: fingerprints, hand-overs between firms, marks of the cache, aliases."""

from __future__ import annotations

import secrets

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, pixel, redirect, script
from auditor.demo.sites import Demo
from tests.sites.building import GOOGLE, NOTHING, banner, case, page, part
from tests.sites.hard import CLICKED, HONEST, KEEPS, NO_RETURN, title

__all__ = ["ALIASES", "TRACKS"]

ALIASES = {"mesure.alias.example": "alias-example.dnsdelegation.io", "images.alias.example": "d1234.cloudfront.net"}
"""What the name server of the tests says; every other host is an alias of nothing."""

_FINGERS = Site(host="cdn.mesures-visiteurs.example", handler=lambda request: script(part("empreinte.js")))
_HOME = Site(host="retour.mesures-visiteurs.example", handler=lambda request: Response(status=204))
_TAKE = '<script src="https://cdn.mesures-visiteurs.example/e.js"></script>'
_ON_ACCEPT = "<script>if (known === 'accept') tag('https://cdn.mesures-visiteurs.example/e.js');</script>"
_FINGERPRINTS = frozenset({"fingerprinting-before-choice", "fingerprinting-after-refuse"})
_QUIET = _FINGERPRINTS | {"cookie-sync", "non-cookie-identifier"}


def _exchange(request: Request) -> Response:
    """One firm gives the visitor a number and leads on to another firm with it."""
    known = request.cookies.get("tuuid") or secrets.token_hex(12)
    return redirect(f"https://simage2.pubmatic.com/AdServer/Pug?vcode=1&piggybackCookie={known}").with_cookies(
        f"tuuid={known}; Domain=.bidswitch.net; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=None"
    )


def _marked(request: Request) -> Response:
    mark = request.headers.get("if-none-match")
    headers = (("ETag", mark or f'"{secrets.token_hex(12)}"'), ("Cache-Control", "private, no-cache"))
    answer = pixel()
    if mark:
        return Response(status=304, headers=headers)
    return Response(headers=(answer.headers[0], *headers), body=answer.body)


_FIRMS = (
    Site(host="x.bidswitch.net", handler=_exchange),
    Site(host="simage2.pubmatic.com", handler=lambda request: pixel()),
)
_MARKS = Site(host="pixel.quantserve.com", handler=_marked)
_OWN = tuple(Site(host=host, handler=lambda request: pixel()) for host in ALIASES)
_EXCHANGES = frozenset({"x.bidswitch.net", "simage2.pubmatic.com"})

TRACKS: tuple[Demo, ...] = (
    case(
        "empreinte",
        page(HONEST, _TAKE, banner()),
        Expected(
            title=title("a fingerprint on every page, whatever was chosen"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN | _FINGERPRINTS,
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse", "cookie-sync", "non-cookie-identifier"}),
            refuse_clicks=1,
        ),
        _FINGERS,
        _HOME,
    ),
    case(
        "emoji",
        page(HONEST, part("emoji.html"), _ON_ACCEPT, banner()),
        Expected(
            title=title("a theme and a chart that read canvases, and a fingerprint with consent"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN,
            passes=_QUIET | {"tracker-before-choice", "tracker-after-refuse"},
            refuse_clicks=1,
        ),
    ),
    case(
        "echange",
        page(HONEST, '<img src="https://x.bidswitch.net/sync?ssp=jardin" alt="">', banner()),
        Expected(
            title=title("one firm tells another what it calls the visitor"),
            outcomes=CLICKED,
            trackers={"before": _EXCHANGES, "refuse": _EXCHANGES, "accept": _EXCHANGES | GOOGLE},
            fails=NO_RETURN | {"cookie-sync", "tracker-before-choice", "tracker-after-refuse", "ids-remain-after-refuse"},
            passes=_FINGERPRINTS,
            refuse_clicks=1,
        ),
        *_FIRMS,
    ),
    case(
        "marque",
        page(HONEST, '<img src="https://pixel.quantserve.com/pixel/p-1.gif" alt="">', banner()),
        Expected(
            title=title("a tracker that knows the visitor by the mark of a picture"),
            outcomes=CLICKED,
            trackers={"before": frozenset({"pixel.quantserve.com"}), "refuse": frozenset({"pixel.quantserve.com"})},
            cookies={"before": NOTHING, "refuse": NOTHING},
            fails=NO_RETURN | {"non-cookie-identifier", "tracker-before-choice", "tracker-after-refuse"},
            passes=_FINGERPRINTS | {"cookie-sync", "ids-remain-after-refuse"},
            refuse_clicks=1,
        ),
        _MARKS,
    ),
    case(
        "alias",
        page(
            HONEST,
            '<img src="https://images.alias.example/haie.gif" alt="">',
            "<script>if (known !== 'refuse') new Image().src = 'https://mesure.alias.example/p.gif?page=1'</script>",
            banner(),
        ),
        Expected(
            title=title("a tracker under a name of the site, until it is refused"),
            outcomes=CLICKED,
            trackers={"before": frozenset({"mesure.alias.example"}), "refuse": NOTHING},
            fails=NO_RETURN | {"tracker-before-choice"},
            passes=_FINGERPRINTS | {"tracker-after-refuse"},
            not_passed=frozenset({"cname-cloaked-tracker"}),
            refuse_clicks=1,
        ),
        *_OWN,
    ),
)
