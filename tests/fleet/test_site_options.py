"""What is asked for single sites: who wins, who is chosen, what run.json keeps, and what is accepted."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from auditor.capture.options import CaptureOptions, LoginStep
from auditor.catalogue.load import Folder
from auditor.cli import init
from auditor.cli._common import status_of
from auditor.errors import UsageError
from auditor.evidence.store import RunFolder
from auditor.fleet.job import Job, _options, _own, _settings, _site_options
from auditor.fleet.judging import Bench, Benches
from auditor.fleet.runs import evaluate, read_info
from auditor.fleet.settings import conditions_of, options_of
from auditor.fleet.sites import SiteList, chosen, read_list
from auditor.plan import PlannedSite, plan
from auditor.results.accept import lapsed
from auditor.results.run import AcceptedRule, RunInfo, SiteSettings
from tests.cli.cli_runs import made_run
from tests.fleet.fleet_fakes import FakeWeb, fleet_of, sites_of
from tests.rules.evidence import Seen

LIST = """
defaults: {locale: fr-FR, profile: cnil, dwell: 3, timezone: Europe/Paris}
schedule: "0 6 * * 1"
groups:
  shops: {tags: [shop], locale: de-DE, timezone: Europe/Berlin, profile: dsk, viewport: 1000x700}
  press:
sites:
  - https://www.example.fr/
  - url: shop.example.de
    group: shops
    tags: [de]
    locale: de-AT
    device: phone
  - {url: paper.example.fr, group: press, dwell: 7}
"""


def listed(tmp_path: Path, text: str = LIST) -> SiteList:
    path = tmp_path / "sites.yaml"
    path.write_text(text, "utf-8")
    return read_list(path)


def job(sites: SiteList, *, tags: tuple[str, ...] = (), resume: bool = False, **given: object) -> Job:
    return Job(
        sites=plan(chosen(sites.asked, tags, ())),
        path=Path("run"),
        given=given,
        usual=sites.given,
        usual_profile=sites.profile,
        concurrency=1,
        formats=("md",),
        resume=resume,
    )


def options(work: Job, before: RunInfo | None = None) -> dict[str, CaptureOptions]:
    usual = _options(work, before)
    return {site.slug: _site_options(work, before, usual, site) for site in work.sites}


def test_the_site_wins_over_its_group_the_group_over_the_defaults_and_the_command_over_all(tmp_path: Path) -> None:
    sites = listed(tmp_path)
    assert sites.schedule == "0 6 * * 1"
    seen = options(job(sites))
    assert [(o.locale, o.timezone, o.dwell_seconds) for o in seen.values()] == [
        ("fr-FR", "Europe/Paris", 3.0),
        ("de-AT", "Europe/Berlin", 3.0),
        ("fr-FR", "Europe/Paris", 7.0),
    ]
    # A device brings its window: that of the group is one of another device.
    assert [o.viewport for o in seen.values()] == [(1280, 800), (390, 844), (1280, 800)]
    assert seen["paper.example.fr"].cap_seconds == 12.0
    assert {o.locale for o in options(job(sites, locale="it-IT")).values()} == {"it-IT"}
    profiles = [site.own.profile for site in job(sites).sites]
    assert profiles == ["cnil", "dsk", "cnil"]


def test_sites_are_chosen_by_tag_and_by_group(tmp_path: Path) -> None:
    asked = listed(tmp_path).asked
    assert [one.text for one in chosen(asked, ("shop",), ())] == ["shop.example.de"]
    assert [one.text for one in chosen(asked, ("de",), ("press",))] == ["shop.example.de", "paper.example.fr"]
    assert chosen(asked, (), ()) == asked
    with pytest.raises(UsageError, match=r"no site of the list has the tag 'shops'\. Take one of: de, shop"):
        chosen(asked, ("shops",), ())
    with pytest.raises(UsageError, match=r"the group 'pres'\. Take one of: press, shops"):
        chosen(asked, (), ("pres",))
    with pytest.raises(UsageError, match="No site of the list has a tag"):
        chosen(asked[:1], ("x",), ())


def begun(work: Job) -> RunInfo:
    """run.json of a job."""
    usual = _options(work, None)
    bench = Bench.load(Folder(), work.usual_profile or "cnil", "en")
    settings = {s.slug: _settings(work, s, bench, usual, _site_options(work, None, usual, s)) for s in work.sites}
    return RunInfo(
        tool="0.1.0",
        browser=None,
        platform="test",
        arguments=(),
        profile="cnil",
        report_language="en",
        started_at="2026-11-24T10:00:00Z",
        sites=tuple(site.url for site in work.sites),
        slugs=tuple(site.slug for site in work.sites),
        conditions=conditions_of(usual),
        settings={slug: own for slug, own in settings.items() if own != SiteSettings()},
    )


def test_run_json_keeps_what_is_different_and_a_resumed_run_goes_on_with_it(tmp_path: Path) -> None:
    work = job(listed(tmp_path))
    info = begun(work)
    info = msgspec.json.decode(msgspec.json.encode(info), type=RunInfo)
    assert sorted(info.settings) == ["paper.example.fr", "shop.example.de"]
    shop = info.settings["shop.example.de"]
    assert (shop.group, shop.tags, shop.profile) == ("shops", ("de", "shop"), "dsk")
    assert sorted(shop.conditions) == ["device", "locale", "timezone", "viewport"]
    alone = Job(
        sites=tuple(PlannedSite(u, s, _own(info, s)) for u, s in zip(info.sites, info.slugs, strict=True)),
        path=Path("run"), concurrency=1, formats=("md",), resume=True,
    )  # fmt: skip
    assert options(alone, info) == options(work)
    assert options(job(listed(tmp_path), resume=True), info) == options(work)
    with pytest.raises(UsageError, match="begun with locale=de-AT, not de-CH"):
        options(job(listed(tmp_path, LIST.replace("de-AT", "de-CH")), resume=True), info)


LOGIN = """
sites:
  - url: shop.example
    login: [{fill: "#user", value: anna-the-first}, {fill: "#word", value: "${SHOP_WORD}"}, {click: "text=Anmelden"}]
"""


def test_no_secret_stands_in_run_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_WORD", "kingfisher")
    work = job(listed(tmp_path, LOGIN))
    info = begun(work)
    text = msgspec.json.encode(info).decode()
    assert "kingfisher" not in text and "anna-the-first" not in text and "${SHOP_WORD}" in text
    assert options(job(listed(tmp_path, LOGIN), resume=True), info) == options(work)
    with pytest.raises(UsageError, match=r"a login whose values are not kept\. Give the list again with --sites"):
        options(Job(sites=(PlannedSite("https://shop.example/", "shop.example"),), path=Path("run"), concurrency=1,
                    formats=("md",), resume=True), info)  # fmt: skip
    named = CaptureOptions(login=(LoginStep(do="fill", target="#word", value="${SHOP_WORD}"),))
    assert options_of(conditions_of(named)) == named


def test_each_site_is_visited_in_its_own_way(tmp_path: Path) -> None:
    import asyncio

    seen: dict[str, str] = {}

    class Web(FakeWeb):
        async def capture(self, browser, url, options, slots, told):  # type: ignore[no-untyped-def]
            seen[url] = f"{options.locale} {browser.version}"
            return await super().capture(browser, url, options, slots, told)

    web, other = Web(), Web()
    sites = sites_of("a.example", "b.example", "c.example")
    fleet = fleet_of(tmp_path / "run", web, sites, concurrency=1)
    fleet.own = {"b.example": CaptureOptions(locale="de-DE", repeat=2)}
    from auditor.fleet.engine import Engine

    fleet.engines = {"b.example": Engine(other.start)}
    asyncio.run(fleet.run())
    assert seen == {
        "https://a.example/": "fr-FR Fake 1",
        "https://b.example/": "de-DE Fake 1",
        "https://c.example/": "fr-FR Fake 1",
    }
    assert [len(w.browsers) for w in (web, other)] == [1, 1] and all(b.closed for w in (web, other) for b in w.browsers)
    assert len(fleet.folder.evidence("b.example").repeats) == 1


def judged_again(path: Path, *accepted: AcceptedRule, profile: str = "") -> RunInfo:
    """The run of `made_run` with what is accepted on its shop, judged again."""
    folder = made_run(path)
    seen = Seen().request("https://www.google-analytics.com/g/collect?v=2&tid=G-1", "before").cookie("_ga", "before", days=730)
    folder.write_site("shop.example", seen.evidence(), {})
    settings = {"shop.example": SiteSettings(accepted=accepted, profile=profile)}
    folder.write("run.json", msgspec.json.encode(msgspec.structs.replace(read_info(folder), settings=settings)))
    folder.seal()
    usual = Bench.load(Folder(), "cnil", "en")
    benches = Benches.of_run(usual, read_info(folder), lambda _: None)
    first = evaluate(folder, benches, "0.1.0", ("md", "csv"))
    assert evaluate(folder, benches, "0.1.0", ("md", "csv")).changed == ()
    return first.run.info


def findings(path: Path) -> dict[str, dict[str, object]]:
    line = (path / "results.jsonl").read_text("utf-8").splitlines()[0]
    return {finding["rule"]: finding for finding in json.loads(line)["findings"]}


def failing_rules(path: Path) -> list[str]:
    return [rule for rule, finding in findings(path).items() if finding["verdict"] in ("fail", "warn")]


def test_an_accepted_finding_stays_what_it_is_and_is_not_counted(tmp_path: Path) -> None:
    judged_again(tmp_path / "none")
    rules = failing_rules(tmp_path / "none")
    assert rules, "the sample has nothing to accept"
    everything = [AcceptedRule(rule=rule, reason="until the new shop", until="2026-11-24", by="DPO") for rule in rules]
    judged_again(tmp_path / "all", *everything)
    before, after = findings(tmp_path / "none"), findings(tmp_path / "all")
    assert {r: f["verdict"] for r, f in before.items()} == {r: f["verdict"] for r, f in after.items()}
    for rule in rules:
        assert before[rule]["accepted"] is None
        assert after[rule]["accepted"] == {"reason": "until the new shop", "until": "2026-11-24", "by": "DPO"}
    from auditor.fleet.runs import read_run

    counted = [status_of(read_run(RunFolder.open(tmp_path / name)), "minor") for name in ("none", "all")]
    assert counted == [1, 3]  # 3: the other site could not be audited
    assert "until the new shop" in (tmp_path / "all" / "table.csv").read_text("utf-8-sig")
    assert "✎ Accepted until 2026-11-24 (DPO): until the new shop" in (tmp_path / "all" / "table.md").read_text("utf-8")


def test_what_was_accepted_is_over_by_the_day_on_which_the_run_began(tmp_path: Path) -> None:
    judged_again(tmp_path / "none")
    rule = failing_rules(tmp_path / "none")[0]
    over = AcceptedRule(rule=rule, reason="for a while", until="2026-11-23")
    judged_again(tmp_path / "run", over)
    assert findings(tmp_path / "run")[rule]["accepted"] is None
    from auditor.fleet.runs import read_run

    result = read_run(RunFolder.open(tmp_path / "run")).results[0]
    assert lapsed(result, (over,), "2026-11-24") == (over,)
    assert lapsed(result, (msgspec.structs.replace(over, until="2026-11-24"),), "2026-11-24") == ()


def test_a_site_is_judged_again_by_its_own_profile(tmp_path: Path) -> None:
    info = judged_again(tmp_path / "run", profile="edpb")
    lines = [json.loads(line) for line in (tmp_path / "run" / "results.jsonl").read_text("utf-8").splitlines()]
    assert [line["profile"] for line in lines] == ["edpb", "cnil"]
    assert info.settings["shop.example"].profile == "edpb"


def test_a_sites_own_selectors_are_laid_over_the_shipped_ones_and_have_to_be_there(tmp_path: Path) -> None:
    own = tmp_path / "own" / "cmps"
    own.mkdir(parents=True)
    shipped = Path(__file__).parents[2] / "selectors" / "cmps"
    name = sorted(shipped.glob("*.yaml"))[0]
    (own / "ours.yaml").write_text(name.read_text("utf-8"), "utf-8")
    usual = Bench.load(Folder(), "cnil", "en")
    settings = {
        "a": SiteSettings(selectors=str(tmp_path / "own")),
        "b": SiteSettings(selectors=str(tmp_path / "own"), tags=("x",)),
    }
    benches = Benches.load(usual, settings, "2026-11-24", lambda _: None)
    assert "ours" in benches.of("a").knowledge.selectors.cmps and "ours" not in benches.of("c").knowledge.selectors.cmps
    assert benches.of("a") is benches.of("b")
    assert benches.settings["a"].lists and benches.settings["a"].lists[0] not in usual.lists
    with pytest.raises(UsageError, match="own selectors is not here"):
        Benches.load(usual, {"a": SiteSettings(selectors=str(tmp_path / "gone"))}, "2026-11-24", lambda _: None)


def test_the_list_to_begin_with_is_read_as_it_is_written_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sites.yaml"
    ended = CliRunner().invoke(init.command, ["b.example", "https://a.example/x?y=1#z", "--file", str(file)])
    assert ended.exit_code == 0, ended.output
    assert [one.text for one in read_list(file).asked] == ["https://b.example/", "https://a.example/x?y=1#z"]
    schema = json.loads((file.parent / "sites.schema.json").read_text("utf-8"))
    assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=sites.schema.json\n")
    assert {"url", "login", "accepted", "second_page"} <= set(schema["$defs"]["SiteEntry"]["properties"])
    again = CliRunner().invoke(init.command, ["--file", str(file)])
    assert isinstance(again.exception, UsageError) and "is there already" in str(again.exception)


def test_each_key_of_the_list_to_begin_with_is_one_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sites.yaml"
    assert CliRunner().invoke(init.command, ["--file", str(file)]).exit_code == 0
    lines = file.read_text("utf-8").splitlines()[6:]
    lines = [line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines]
    (tmp_path / "own-selectors").mkdir()
    (tmp_path / "state.json").write_text("{}")
    monkeypatch.setenv("SHOP_USER", "anna")
    monkeypatch.setenv("SHOP_PASSWORD", "kingfisher")
    sites = listed(tmp_path, "\n".join(lines))
    assert [one.own.group for one in sites.asked] == ["", "shops"]
    assert sites.schedule and len(sites.asked[1].own.given["login"]) == 5 and sites.asked[1].own.accepted
