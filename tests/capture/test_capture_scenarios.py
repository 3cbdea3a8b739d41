"""Visits of their own: closing, choosing nothing, choosing in part, a signal; each where it works and where it cannot."""

from __future__ import annotations

from auditor.capture.options import CaptureOptions, default_scenarios
from auditor.evidence import Visit
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.requests import Requests
from tests.capture.conftest import Farm

LINK = '<main><a href="/suite">La suite</a></main>'
SAYS = "<p>Nous utilisons des cookies pour mesurer notre audience et pour la publicité.</p>"
STYLE = ' id=b role=dialog style="position:fixed;bottom:0;left:0;right:0;background:#fff;padding:20px"'


def banner(*extra: str, buttons: str = "") -> str:
    gone = "onclick=\"document.cookie='choix=oui';b.remove()\""
    usual = f"<button {gone}>Tout accepter</button> <button {gone}>Tout refuser</button>"
    return f"{LINK}<div{STYLE}>{SAYS}{usual}{buttons}{''.join(extra)}</div>"


def asked(farm: Farm, page: str, *scenarios: str) -> dict[str, Visit]:
    farm.serve("shop.example", index=page, suite=page)
    evidence, _ = farm.audit(scenarios=("before", "refuse", *scenarios))
    return {visit.name: visit for visit in evidence.visits}


def steps(visit: Visit) -> list[tuple[str, str]]:
    return [(mark.phase, mark.step) for mark in visit.marks]


def test_by_default_all_run_but_the_signal() -> None:
    assert CaptureOptions().scenarios == default_scenarios()
    assert default_scenarios()[:4] == ("before", "refuse", "accept", "withdraw")
    assert {"close", "ignore", "partial"} <= set(default_scenarios())
    assert "gpc" not in default_scenarios()


def test_a_banner_is_closed_by_its_cross(farm: Farm) -> None:
    cross = "<button aria-label=Fermer onclick=\"document.cookie='ferme=1';b.remove()\">×</button>"
    visit = asked(farm, banner(buttons=cross), "close")["close"]
    run = visit.scenario("close")
    assert run is not None
    assert (run.outcome, [p.action for p in run.presses]) == ("clicked", ["close"])
    assert steps(visit)[-4:] == [("close", "press"), ("close", "next-page"), ("close", "gesture"), ("close", "leave")]


def test_where_nothing_closes_the_banner_no_visit_is_made(farm: Farm) -> None:
    before = len(farm.log)
    visit = asked(farm, banner(), "close")["close"]
    assert [(s.name, s.outcome) for s in visit.scenarios] == [("close", "no-control")]
    assert visit.marks == ()
    arrivals = [seen for seen in farm.log[before:] if seen.path == "/" and not seen.cookie]
    assert len(arrivals) == 1


def test_a_cross_that_says_that_it_refuses_is_not_closing(farm: Farm) -> None:
    cross = "<button aria-label='Continuer sans accepter' onclick='b.remove()'>×</button>"
    run = asked(farm, banner(buttons=cross), "close")["close"].scenario("close")
    assert run is not None
    assert run.outcome == "no-control"


def test_choosing_nothing_scrolls_and_follows_a_link_as_steps_of_their_own(farm: Farm) -> None:
    note = "<div style='height:4000px'></div><script>onscroll = () => { document.cookie = 'defile=1' }</script>"
    click = "<script>onclick = () => { document.cookie = 'suivi=1' }</script>"
    visit = asked(farm, f"{banner()}{note}{click}", "ignore")["ignore"]
    assert steps(visit) == [("before", "load"), ("ignore", "scroll"), ("ignore", "next-page"), ("ignore", "leave")]
    cookies = {seen.path: seen.cookie for seen in farm.log if seen.path == "/suite" and "suivi" in seen.cookie}
    assert "defile=1" in cookies["/suite"]  # the link was pressed, not only gone to


def test_without_a_banner_there_is_nothing_to_ignore(farm: Farm) -> None:
    run = asked(farm, f"{LINK}<p>Bonjour</p>", "ignore", "partial")
    assert [run[name].scenarios[0].outcome for name in ("ignore", "partial")] == ["no-banner", "no-banner"]


def test_one_purpose_is_left_on_and_saved(farm: Farm) -> None:
    switches = (
        "<label><input type=checkbox checked> Publicité personnalisée</label>"
        "<label><input type=checkbox id=m> Mesure d'audience</label>"
        "<button onclick=\"document.cookie='part='+[...b.querySelectorAll('input')].map(i=>+i.checked).join('');b.remove()\">"
        "Enregistrer mes choix</button>"
    )
    visit = asked(farm, banner(switches), "partial")["partial"]
    run = visit.scenario("partial")
    assert run is not None
    assert run.outcome == "clicked", run.reason
    assert [p.action for p in run.presses] == ["toggle", "toggle", "save"]
    assert any("part=01" in seen.cookie for seen in farm.log if seen.path == "/suite")


def test_a_switch_for_all_that_follows_the_one_kept_is_let_alone(farm: Farm) -> None:
    switches = (
        "<label><input type=checkbox id=m> Mesure d'audience</label>"
        "<label><input type=checkbox id=p> Publicité personnalisée</label>"
        "<label><input type=checkbox id=t onclick='m.checked=p.checked=t.checked'> Activer tous les services</label>"
        "<script>m.onclick = p.onclick = () => { t.checked = m.checked || p.checked }</script>"
        "<button onclick=\"document.cookie='part='+[m, p].map(i=>+i.checked).join('');b.remove()\">Enregistrer mes choix</button>"
    )
    run = asked(farm, banner(switches), "partial")["partial"].scenario("partial")
    assert run is not None
    assert run.outcome == "clicked", run.reason
    assert [p.action for p in run.presses] == ["toggle", "save"]
    assert any("part=10" in seen.cookie for seen in farm.log if seen.path == "/suite")


def test_switches_whose_names_say_how_they_stand_are_known_again(farm: Farm) -> None:
    switches = "".join(
        f"<label><input type=checkbox id={i} onclick=\"s{i}.textContent = {i}.checked ? 'activé' : 'désactivé'\"> {name}"
        f" <b id=s{i}>désactivé</b></label>"
        for i, name in (("m", "Mesure d'audience"), ("p", "Publicité"))
    )
    save = "document.cookie='part='+[m, p].map(i=>+i.checked).join('');b.remove()"
    switches += f'<button onclick="{save}">Enregistrer mes choix</button>'
    run = asked(farm, banner(switches), "partial")["partial"].scenario("partial")
    assert run is not None
    assert run.outcome == "clicked", run.reason
    assert any("part=10" in seen.cookie for seen in farm.log if seen.path == "/suite")


def test_one_switch_is_no_choice_in_part(farm: Farm) -> None:
    one = "<label><input type=checkbox> Mesure d'audience</label><button onclick='b.remove()'>Enregistrer mes choix</button>"
    run = asked(farm, banner(one), "partial")["partial"].scenario("partial")
    assert run is not None
    assert (run.outcome, run.presses) == ("no-control", ())


def test_the_signal_is_sent_and_shown_in_its_own_visit_alone(farm: Farm) -> None:
    page = f"{banner()}<script>fetch('/gpc?' + navigator.globalPrivacyControl)</script>"
    farm.at("shop.example", "/gpc", "")
    visits = asked(farm, page, "gpc")
    for name, said in (("gpc", "true"), ("refuse", "undefined")):
        record = visits[name].record(Requests)
        assert isinstance(record, Requests)
        told = {r.url.partition("?")[2].partition("&")[0] for r in record.requests if "/gpc?" in r.url}
        assert told == {said}
    run = visits["gpc"].scenario("gpc")
    assert run is not None
    assert run.outcome == "recorded"


def test_a_site_that_is_not_there_is_asked_once(farm: Farm) -> None:
    evidence, _ = farm.audit("https://closed.example/", scenarios=("before", "refuse", "close", "ignore", "partial"))
    assert evidence.failure is not None
    assert {visit.name: visit.failure is not None for visit in evidence.visits} == dict.fromkeys(
        ("refuse", "close", "ignore", "partial"), True
    )
    assert all(not visit.started_at for visit in evidence.visits if visit.name != "refuse")


def test_each_visit_keeps_what_stood_there_on_arrival(farm: Farm) -> None:
    visit = asked(farm, banner(), "ignore")["ignore"]
    record = visit.record(Pages)
    assert isinstance(record, Pages)
    assert {"arrival", "ignore-scroll", "ignore-next-page"} <= {page.label for page in record.pages}
