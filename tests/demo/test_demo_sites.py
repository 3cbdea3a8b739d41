"""The demo sites as they are served: whole, self-contained, and never mistaken for anyone's real site."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from auditor.demo import demo_sites
from auditor.demo.message import Request, Response, Site
from auditor.demo.sites import DEMOS, Demo, demo_hosts

SITES = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.id)
HOSTS: dict[str, Site] = {site.host: site for site in demo_hosts()}


def _get(url: str) -> Response:
    parts = urlsplit(url)
    assert parts.hostname in HOSTS, f"{url} is served by nobody"
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return HOSTS[parts.hostname].handler(
        Request(scheme="https", host=parts.hostname, method="GET", target=target, headers={"host": parts.hostname})
    )


def _links(demo: Demo, url: str) -> set[str]:
    found = re.findall(r'(?:href|src)="([^"#]+)"', _get(url).body.decode())
    return {urljoin(url, link) for link in found if not link.startswith(("data:", "https://telegram.example"))}


@SITES
def test_each_link_of_a_demo_page_leads_to_a_page_that_is_served(demo: Demo):
    todo, done = {demo.url}, set()
    while todo:
        url = todo.pop()
        done.add(url)
        answer = _get(url)
        assert answer.status == 200, url
        if ("Content-Type", "text/html; charset=utf-8") in answer.headers:
            todo |= _links(demo, url) - done
    assert len(done) > 2


@SITES
def test_no_word_of_a_template_is_left_and_the_page_says_that_it_is_french(demo: Demo):
    text = _get(demo.url).body.decode()
    assert "{{" not in text
    assert '<html lang="fr">' in text


@SITES
def test_the_outside_hosts_that_a_site_is_said_to_call_are_served(demo: Demo):
    assert {host for hosts in demo.expected.trackers.values() for host in hosts} <= set(HOSTS)


def test_the_two_papers_differ_in_nothing_but_their_name_and_the_lie():
    honest, lying = (_get(urljoin(demo.url, "/consent.js")).body.decode() for demo in DEMOS[:2])
    differing = [(a, b) for a, b in zip(honest.splitlines(), lying.splitlines(), strict=True) if a != b]
    assert any('LIES = "no"' in a and 'LIES = "yes"' in b for a, b in differing)
    changed = {
        line.strip()[:30] for pair in differing for line in pair if not re.search(r"G-\w+|LIES|La Gazette|Le Courrier", line)
    }
    assert changed == set()


def test_own_hosts_are_of_the_reserved_kind():
    assert all(urlsplit(url).hostname.endswith(".example") for url, _, _ in demo_sites())


def test_every_site_has_a_title_in_both_languages():
    assert len({french for _, french, _ in demo_sites()} | {english for _, _, english in demo_sites()}) == 2 * len(demo_sites())


def test_a_service_keeps_the_identifier_that_came_back_and_gives_a_new_one_else():
    def identifier(cookie: str) -> str:
        headers = {"host": "www.facebook.com"} | ({"cookie": cookie} if cookie else {})
        request = Request(scheme="https", host="www.facebook.com", method="GET", target="/tr/?id=1", headers=headers)
        (header,) = [value for name, value in HOSTS["www.facebook.com"].handler(request).headers if name == "Set-Cookie"]
        return header.partition(";")[0]

    assert identifier("") != identifier("")
    assert identifier("fr=abc") == "fr=abc"
