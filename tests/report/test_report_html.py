"""The HTML report as a browser, a printer and a screen reader meet it, by parsing it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from lxml import html as lxml_html

from auditor.report import render
from tests.report import sample

SAMPLE = sample.sample()


def page_of(run: object, language: str = "fr") -> Any:
    return lxml_html.document_fromstring(render(run, language, "html").decode("utf-8"))  # type: ignore[arg-type]


PAGE = page_of(SAMPLE)


def test_the_page_is_well_formed_and_each_id_stands_once() -> None:
    ids = PAGE.xpath("//@id")
    assert len(ids) == len(set(ids)) > 10
    assert PAGE.get("lang") == "fr" and PAGE.findtext(".//title") == "Audit du consentement"


def test_every_link_inside_the_page_leads_somewhere() -> None:
    ids = set(PAGE.xpath("//@id"))
    inside = [a[1:] for a in PAGE.xpath("//a/@href") if a.startswith("#")]
    assert inside and set(inside) <= ids


def test_nothing_is_loaded_but_pictures_of_the_run_folder() -> None:
    assert not PAGE.xpath("//link|//iframe|//object|//embed|//video|//audio|//source|//base")
    sources = PAGE.xpath("//@src")
    assert "sites/www.boutique-exemple.fr/banner.png" in sources and all(s.startswith("sites/") for s in sources)
    style = PAGE.findtext(".//style")
    assert "url(" not in style and "@import" not in style
    script = PAGE.findtext(".//script")
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|import\(|innerHTML|eval|document\.write", script)


def test_the_content_security_policy_allows_only_what_the_file_carries() -> None:
    policy = PAGE.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(PAGE.findtext(f".//{tag}").encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_tables_have_captions_and_scopes_and_pictures_have_texts() -> None:
    tables = PAGE.findall(".//table")
    assert len(tables) > 8
    for table in tables:
        assert table.findtext("caption").strip()
        assert all(th.get("scope") in ("row", "col") for th in table.iter("th"))
    assert all(img.get("alt") and img.get("loading") == "lazy" for img in PAGE.iter("img"))


def test_landmarks_and_headings_are_in_order() -> None:
    assert len(PAGE.findall(".//main")) == len(PAGE.findall(".//h1")) == 1
    assert PAGE.find(".//header") is not None and PAGE.find(".//footer") is not None
    levels = [int(e.tag[1]) for e in PAGE.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert PAGE.xpath("//a[@class='skip']/@href") == ["#overview"]


def test_it_can_be_read_without_the_script() -> None:
    assert PAGE.get_element_by_id("tools").get("hidden") is not None
    text = PAGE.find(".//main").text_content()
    for result in SAMPLE.results:
        for finding in result.findings:
            assert finding.rule in text
        for promise in result.promises:
            assert promise.quote in text and promise.reason in text
        for cookie in result.cookies:
            assert cookie.name in text
        for missing in result.missing:
            assert missing.name in text and missing.reason in text
    for condition in SAMPLE.info.conditions.values():
        assert condition in text


def test_a_verdict_is_never_told_by_colour_alone() -> None:
    chips = PAGE.xpath("//span[starts-with(@class, 'v ')]")
    assert chips and all(chip.text_content().strip() for chip in chips)
    style = PAGE.findtext(".//style")
    for verdict in {chip.get("class").split()[1] for chip in chips} - {"not-applicable"}:
        assert re.search(rf"\.v\.{verdict}::before {{ content: \"[^\"]+\"", style), verdict


def overview(page: Any) -> dict[str, list[str]]:
    rows = page.get_element_by_id("sites-table").findall("./tbody/tr")
    return {row.findtext(".//th/a"): [cell.text_content().strip() for cell in row.findall("td")] for row in rows}


def test_the_overview_never_shows_zero_for_what_was_not_observed() -> None:
    rows = overview(PAGE)
    assert rows["journal.example"][3:7] == ["?", "?", "0", "?"]
    assert rows["blog.example"][3:7] == ["0", "—", "0", "—"]
    assert rows["absent.example"][3:7] == ["?"] * 4
    assert rows["mairie.example"][3:7] == ["0", "0", "0", "0"]
    assert rows["www.boutique-exemple.fr"][3:7] == ["2", "2", "2+1?", "3+1?"]


def test_the_overview_is_ordered_by_gravity() -> None:
    assert list(overview(PAGE)) == [
        "www.boutique-exemple.fr", "blog.example", "journal.example", "absent.example", "mairie.example",
    ]  # fmt: skip


def cells_of(table_word: str) -> dict[str, list[str]]:
    section = PAGE.get_element_by_id("s2")
    table = next(t for t in section.iter("table") if t.findtext("caption").startswith(table_word))
    return {r.findtext("./th/code"): [c.text_content() for c in r.findall("td")] for r in table.findall("./tbody/tr")}


def test_phases_stand_side_by_side() -> None:
    assert cells_of("Cookies")["_fbp"][4:] == ["·", "●", "●", "—"]
    assert cells_of("Traceurs")["www.google-analytics.com"][2:] == ["2", "3", "6", "—"]
    assert cells_of("Autres stockages")["_pk_visitor"][3:] == ["·", "●", "●", "—"]
    heads = [th.text_content().replace("\xa0", " ") for th in PAGE.get_element_by_id("s2").iter("th")]
    assert "Après « Tout refuser »" in heads and "Après « Tout accepter »" in heads


def test_only_what_nobody_consented_to_is_marked_and_only_where_that_is_established() -> None:
    marked = PAGE.xpath("//td[contains(concat(' ', @class, ' '), ' h ')]")
    assert marked
    assert not PAGE.xpath("//*[@id='s5']//td[contains(concat(' ', @class, ' '), ' h ')]"), "the refusal there is not proven"


def test_evidence_leads_to_the_row_or_the_picture() -> None:
    links = {a.text_content(): a.get("href") for a in PAGE.xpath("//p[@class='grounds']/a")}
    row = PAGE.get_element_by_id(links["cookie:_fbp@refuse"][1:])
    assert row.tag == "tr" and row.findtext("./th/code") == "_fbp"
    row = PAGE.get_element_by_id(links["request:https://connect.facebook.net/en_US/fbevents.js@refuse"][1:])
    assert row.findtext("./th/code") == "connect.facebook.net"
    assert links["screenshot:banner.png@before"] == "sites/www.boutique-exemple.fr/banner.png"
    assert "page:arrival@before" not in links


def test_the_evidence_file_of_each_audited_site_is_linked() -> None:
    assert "sites/mairie.example/evidence.json.gz" in PAGE.xpath("//a/@href")
    assert "sites/absent.example/evidence.json.gz" not in PAGE.xpath("//a/@href")


def test_links_that_a_page_could_have_named_stay_in_the_folder_or_are_no_links() -> None:
    links = page_of(sample.hostile()).xpath("//a/@href|//img/@src")
    assert not [to for to in links if "javascript" in to or ".." in to or "evil" in to]


def test_words_of_the_page_carry_their_language() -> None:
    assert {q.get("lang") for q in PAGE.iter("blockquote")} == {"fr"}
    assert all(q.get("dir") == "auto" for q in PAGE.iter("blockquote"))


def tokens(scheme: str) -> dict[str, str]:
    style = PAGE.findtext(".//style")
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark.split("}")[0]))} if scheme == "dark" else found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def pairs() -> Iterator[tuple[str, str]]:
    for ground in ("paper", "surface", "sunk", "mark"):
        yield from ((word, ground) for word in ("ink", "muted", "link", "fail"))
    for verdict in ("fail", "warn", "inconclusive", "pass", "not-applicable", "not-audited"):
        yield verdict, f"{verdict}-soft"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half(scheme: str) -> None:
    colours = tokens(scheme)
    for text, ground in pairs():
        a, b = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (a + 0.05) / (b + 0.05) >= 4.5, (scheme, text, ground)


def test_five_hundred_sites_stay_a_file_that_opens() -> None:
    size = len(render(sample.many(500), "en", "html"))
    assert size < 6_000_000, size


def test_an_interrupted_run_says_how_many_sites_have_no_result() -> None:
    run = sample.run(sample.clean(), sites=("https://mairie.example/", "https://other.example/"), ended_at=None)
    assert "1 site asked for has no result" in page_of(run, "en").find(".//header").text_content()
