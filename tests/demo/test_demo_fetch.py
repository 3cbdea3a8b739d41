"""Fetching the real platforms: pinned, from whatever registry npm is set up for, and one clear line when it cannot be done."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from auditor.demo import fetch as fetching
from auditor.demo.platforms import PLATFORMS, package_folder, platform_demos, platforms_folder
from auditor.errors import UsageError

LOCK = json.loads(files("auditor.demo").joinpath("package-lock.json").read_text("utf-8"))
MANIFEST = json.loads(files("auditor.demo").joinpath("package.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("AUDITOR_PLATFORMS", str(folder))
    return folder


def test_the_lock_pins_each_platform_by_version_and_hash_and_names_no_registry():
    packages = {name.removeprefix("node_modules/"): entry for name, entry in LOCK["packages"].items() if name}
    assert set(packages) == {platform.package for platform in PLATFORMS} == set(MANIFEST["dependencies"])
    for name, entry in packages.items():
        assert entry["version"] == MANIFEST["dependencies"][name]
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def test_without_npm_there_is_one_line_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, empty_cache: Path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(fetching, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"npm was not found\. Install Node\.js"):
        fetching.fetch(empty_cache)


def test_what_is_there_already_is_left_alone_and_needs_no_npm(monkeypatch: pytest.MonkeyPatch, empty_cache: Path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(fetching, "find_spec", lambda name: None)
    for platform in PLATFORMS:
        folder = empty_cache / "node_modules" / platform.package
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}")
    for name in ("package.json", "package-lock.json"):
        (empty_cache / name).write_bytes(files("auditor.demo").joinpath(name).read_bytes())
    assert fetching.fetch(empty_cache) is False


def test_without_a_fetched_platform_the_demo_has_no_site_for_it():
    assert package_folder("klaro") is None
    assert platform_demos() == ()


def test_each_fetched_platform_adds_one_site_that_serves_its_own_code(empty_cache: Path):
    folder = empty_cache / "node_modules" / "klaro"
    (folder / "dist").mkdir(parents=True)
    (folder / "package.json").write_text("{}")
    (folder / "dist" / "klaro.js").write_text("real()")
    (demo,) = platform_demos()
    from auditor.demo.message import Request

    def status(target: str) -> tuple[int, bytes]:
        request = Request(scheme="https", host=demo.hosts[0].host, method="GET", target=target, headers={})
        answer = demo.hosts[0].handler(request)
        return answer.status, answer.body

    assert status("/npm/klaro/dist/klaro.js") == (200, b"real()")
    assert status("/npm/klaro/../../package.json")[0] == 404
    assert status("/npm/orejime/package.json")[0] == 404


def test_the_cache_is_the_folder_that_the_environment_names(empty_cache: Path):
    assert platforms_folder() == empty_cache
