"""What other parties were told of the choice, phase by phase: by the parameters of requests, and by Meta's pixel.

Published beside the interfaces of the page (`signals`): what was sent is what others act on. It counts for `says` where a clean
page sent it in the site's own name; the rest is listed.

Meta documents two calls, `fbq("consent", "revoke")` and `fbq("consent", "grant")`, and that a revoked pixel holds its events
back. Its requests carry no word of it. So a call is told where it still waits in the pixel's queue, and an event that was sent by
script says that the pixel was not revoked; one sent by an image of the page's own (`noscript=1`) says nothing. `dpo`, `dpoco` and
`dpost` are the data processing options for visitors from the United States (Limited Data Use): told, and no refusal elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from auditor.catalogue.tracker import Trackers
from auditor.classify.carried import Carried
from auditor.classify.gpp import GppString, decode_gpp
from auditor.classify.leftovers import Leftovers
from auditor.classify.party import host_of, party
from auditor.classify.records import VisitRecords
from auditor.classify.signals import VISITS_OF, compared, word
from auditor.classify.tcf import TcString, decode
from auditor.evidence import PHASES
from auditor.evidence.records.requests import Request

__all__ = ["passed_on"]

Said = dict[str, object]

_MOST_LINES = 20
_MOST_HOSTS = 10
_TEXT = 2_000
_SHORT = 40
_US_PLACES = ("notice", "opted_out_of_sale", "limited_service_provider_agreement")
_US_SAYS = {"Y": "yes", "N": "no", "-": "not-applicable"}
_PIXEL_HOSTS = ("www.facebook.com", "facebook.com")
_PIXEL_PATHS = ("/tr", "/tr/")
_OPTIONS = ("dpo", "dpoco", "dpost")


def passed_on(
    visits: Sequence[VisitRecords], site_host: str, trackers: Trackers, proven: Collection[str] = ()
) -> dict[str, Said | None]:
    """`sent` and `meta`: phase → what was said; a name that no request and no page had is left out."""
    found: dict[str, Said | None] = {}
    leftovers = {visit.name: Leftovers(visit, trackers) for visit in visits}
    for name, read in (("sent", _sent), ("meta", _meta)):
        phases: Said = {}
        for phase in PHASES:
            for visit in visits:
                said = read(visit, phase, site_host, leftovers[visit.name]) if visit.name in VISITS_OF[phase] else None
                if said is not None:
                    phases[phase] = compared(said, phase, proven)
                    break
        if phases:
            found[name] = phases
    return found


def _counts(request: Request, phase: str, left: str) -> bool:
    """Tell whether a request shows what holds in a phase: what is said on the page of a press may be of the time before it."""
    return not left and (phase == "before" or request.step != "press")


class _Line:
    """One thing that was said, and by whom it was heard."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.hosts: set[str] = set()
        self.counts = False

    def told(self) -> Said:
        return {**self.said, "hosts": sorted(self.hosts)[:_MOST_HOSTS], "on_a_clean_page": self.counts}


def _sent(visit: VisitRecords, phase: str, site_host: str, leftovers: Leftovers) -> Said | None:
    lines: dict[Carried, _Line] = {}
    for request, found in visit.carrying:
        if request.phase != phase or party(host_of(request.url), site_host) == "first":
            continue
        line = lines.get(found)
        if line is None:
            if len(lines) >= 10 * _MOST_LINES:
                continue
            line = lines[found] = _Line(dict(_read(found)))
        line.hosts.add(host_of(request.url))
        own = party(host_of(request.frame_url), site_host) == "first"
        line.counts = line.counts or (own and _counts(request, phase, leftovers.of_request(request)))
    if not lines:
        return None
    heard = [line for line in lines.values() if line.counts]
    words = [str(line.said["says"]) for line in heard if line.said.get("says")]
    told = sorted((line.told() for line in lines.values()), key=lambda said: (not said["on_a_clean_page"], str(said)))
    return {
        "says": _overall(words) if words else "unclear" if any("says" in line.said for line in lines.values()) else "none",
        "requests_said": told[:_MOST_LINES],
        **({"left_out": len(told) - _MOST_LINES} if len(told) > _MOST_LINES else {}),
    }


def _overall(words: Sequence[str]) -> str:
    """What all strings say together; `not-applicable` only where nothing else was said."""
    speaking = [said for said in words if said != "not-applicable"]
    if not speaking:
        return "not-applicable"
    return "mixed" if "mixed" in speaking else "unclear" if "unreadable" in speaking else word(speaking)


def _read(found: Carried) -> Iterator[tuple[str, object]]:
    strings: list[TcString | str] = []
    if found.applies is not None:
        yield "gdpr", found.applies
    if found.string:
        read = decode(found.string)
        strings.append(read)
        yield "gdpr_consent", found.string[:_TEXT]
        yield "purposes_consent", list(read.consent) if isinstance(read, TcString) else None
    if found.gpp:
        gpp = decode_gpp(found.gpp)
        yield "gpp", found.gpp[:_TEXT]
        yield "gpp_read", gpp.told() if isinstance(gpp, GppString) else f"it cannot be read: {gpp}"
        if isinstance(gpp, GppString) and gpp.tcf is not None and found.europe_in_force:
            strings.append(gpp.tcf)
    if found.gpp_sections:
        yield "gpp_sid", list(found.gpp_sections)
    if found.us_privacy:
        yield "us_privacy", found.us_privacy
        yield "us_privacy_read", dict(zip(_US_PLACES, (_US_SAYS[letter] for letter in found.us_privacy[1:]), strict=True))
    if found.applies is False:
        yield "says", "not-applicable"
    elif strings:
        yield "says", _overall([read.says if isinstance(read, TcString) else "unreadable" for read in strings])


def _meta(visit: VisitRecords, phase: str, site_host: str, leftovers: Leftovers) -> Said | None:
    """Meta's pixel: calls that wait in its queue, and events that it sent."""
    del site_host  # the pixel is Meta's wherever it stands
    states = [state for state in visit.states if state.phase == phase]
    calls = next((state.meta_calls for state in reversed(states) if state.meta_calls), ())
    sent = [(request, said) for request in visit.requests if request.phase == phase and (said := _pixel(request)) is not None]
    if not calls and not sent:
        return None
    by_script = [request for request, said in sent if "noscript" not in said]
    clean = [r for r in by_script if _counts(r, phase, leftovers.of_request(r))]
    words = [{"grant": "granted", "revoke": "denied"}[call] for call in calls[-1:]] + ["granted"] * bool(clean)
    found: Said = {"says": word(words) if words else "unclear"}
    if calls:
        found["waiting_calls"] = list(calls[-10:])
    if sent:
        found["events"] = {
            "by_script": len(by_script),
            "on_a_clean_page": len(clean),
            "by_an_image_of_the_page": len(sent) - len(by_script),
            "names": sorted({said["ev"][0][:_SHORT] for _, said in sent if "ev" in said})[:_MOST_HOSTS],
            "with_browser_id": any("fbp" in said for _, said in sent),
        }
        for option in _OPTIONS:
            values = sorted({value[:_SHORT] for _, said in sent for value in said.get(option, ())})
            if values:
                found[option] = values[:_MOST_HOSTS]
    return found


def _pixel(request: Request) -> dict[str, list[str]] | None:
    """The parameters of an event of the pixel; None for any other request."""
    if "facebook.com/tr" not in request.url:
        return None
    try:
        parts = urlsplit(request.url)
        if parts.hostname not in _PIXEL_HOSTS or parts.path not in _PIXEL_PATHS:
            return None
        said = parse_qs(parts.query, max_num_fields=200)
        body = request.post_text or ""
        if "id" not in said and "=" in body and "\n" not in body:
            said |= parse_qs(body, max_num_fields=200)
    except ValueError:
        return None
    return said if "id" in said else None
