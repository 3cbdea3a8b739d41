"""The benchmark's data: every site is whole, and its truth speaks of platforms that the catalogue knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditor.banner import Selectors
from auditor.catalogue.load import Folder
from auditor.demo.message import Request
from auditor.demo.sites import Demo
from benchmarks.living import living
from benchmarks.pages import table

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
KNOWN = Selectors.load(Folder()).cmps
REPLICAS, STRUCTURES = living("replicas"), living("structures")


def document(demo: Demo) -> str:
    """The first page that the site serves."""
    site = demo.hosts[0]
    request = Request(scheme="https", host=site.host, method="GET", target="/", headers={})
    return site.handler(request).body.decode()


def told(text: str) -> dict[str, object]:
    """What a living page is made from."""
    found = re.search(r'id="told">(.*?)</script>', text)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


@pytest.mark.parametrize("demo", (*REPLICAS, *STRUCTURES), ids=lambda demo: demo.id)
def test_a_living_page_is_whole_and_its_platform_is_known(demo: Demo) -> None:
    text = document(demo)
    assert demo.expected.cmp in KNOWN
    assert "{{" not in text, "a part of the page was not put in"
    layers = " ".join(str(value) for key, value in told(text).items() if key not in ("keeps", "api"))
    assert not re.search(r"\{[a-z-]+\}", layers), "a word was not put in"


def test_the_truth_of_a_replica_is_what_its_structure_offers() -> None:
    for name, entry in table(BENCHMARKS / "living" / "replicas.yaml")["replicas"].items():
        first = entry.get("inside", "") if "second" not in entry else ""
        offers = 'data-is="refuse"' in entry["first"] + first
        assert (entry["clicks"] == "1") == offers, name


def test_at_least_twenty_five_widespread_platforms_live_in_shadow_roots_and_frames_too() -> None:
    entries = table(BENCHMARKS / "living" / "replicas.yaml")["replicas"]
    assert len({name.partition("+")[0] for name in entries}) >= 25
    assert any("frame" in entry for entry in entries.values())
    assert {"open", "closed"} <= set(re.findall(r'shadowroot="(\w+)"', json.dumps(entries).replace("\\", "")))


def test_no_two_sites_of_the_benchmark_share_an_address_or_an_id() -> None:
    demos = (*REPLICAS, *STRUCTURES)
    assert len({demo.url for demo in demos}) == len({demo.id for demo in demos}) == len(demos)


def test_the_lock_of_the_packages_names_versions_and_hashes_and_no_registry() -> None:
    lock = json.loads((BENCHMARKS / "npm" / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((BENCHMARKS / "npm" / "package.json").read_text("utf-8"))["dependencies"]
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
