"""Visits that begin with a given state: a state file, a login, and a second page that was asked for."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest

from auditor.capture.options import LoginStep
from auditor.demo.message import Request, Response, html
from auditor.evidence import Evidence
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.requests import Requests
from auditor.evidence.records.storage import Storage
from tests.capture.banners import banner, page
from tests.capture.conftest import Farm

HOME = "https://shop.example/"
SECRET = "kingfisher-7 & co"
TOKEN = "tok3n-of-the-session-0123456789"

FORM = (
    "<form method=post action=/login><label>Name <input id=user name=user></label><label>Word"
    " <input id=word name=word type=password></label><button hidden>Anmelden</button><button>Anmelden</button></form>"
)


def members(farm: Farm) -> list[dict[str, list[str]]]:
    """A shop whose first page needs a login; what was sent to it."""
    sent: list[dict[str, list[str]]] = []

    def logged_in(request: Request) -> Response:
        fields = parse_qs(request.body.decode())
        sent.append(fields)
        if fields.get("word") != [SECRET]:
            return html("<!doctype html><title>no</title><p>Wrong word")
        headers = (("Set-Cookie", f"session={TOKEN}; Secure; HttpOnly; Path=/"), ("Location", "/"))
        return Response(status=303, headers=headers)

    def home(request: Request) -> Response:
        if request.cookies.get("session") != TOKEN:
            return html(f"<!doctype html><html lang=de><title>Anmeldung</title>{FORM}")
        script = "document.cookie='seen=1;path=/';localStorage.setItem('mine','1')"
        buttons = "<button onclick=choose('yes')>Accepter</button><button onclick=choose('no')>Refuser</button>"
        return html(f"<!doctype html><html lang=fr>{page(f'<p id=me>Bonjour {SECRET}</p>', banner(buttons), script=script)}")

    farm.at("shop.example", "/login", logged_in)
    farm.serve("shop.example", index=home, produits="<p>first", chosen="<p>chosen")
    return sent


def whole(evidence: Evidence) -> str:
    return json.dumps(msgspec.json.decode(msgspec.json.encode(evidence)), ensure_ascii=False)


STEPS = (
    LoginStep(do="fill", target="#user", value="anna"),
    LoginStep(do="fill", target="#word", value="${SHOP_WORD}"),
    LoginStep(do="click", target="text=Anmelden"),
    LoginStep(do="wait", target="#me"),
)


def test_visits_begin_with_what_a_login_left_and_no_secret_is_kept(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_WORD", SECRET)
    sent = members(farm)
    evidence, _ = farm.audit(login=STEPS, second_page=HOME + "chosen", scenarios=("before", "refuse", "accept"))
    assert evidence.failure is None
    assert sent == [{"user": ["anna"], "word": [SECRET]}]  # once for all visits
    given = evidence.given
    assert given is not None and given.source == ("login",)
    assert given.login[1] == "fill #word •••"
    assert [(item.kind, item.name, item.value) for item in given.items if item.name == "session"] == [
        ("cookie", "session", "•••")
    ]
    text = whole(evidence)
    assert SECRET not in text and "kingfisher" not in text and TOKEN not in text
    assert "Bonjour •••" in text
    for visit in evidence.visits:
        jars = visit.record(Cookies)
        assert isinstance(jars, Cookies) and {c.name for c in jars.jars[0].cookies} == {"session", "seen"}
        requests = visit.record(Requests)
        assert isinstance(requests, Requests) and not any("/login" in r.url for r in requests.requests)
    refuse = evidence.visit("refuse")
    assert refuse is not None
    assert [mark.url for mark in refuse.marks if mark.step == "next-page"] == [HOME + "chosen"]
    assert evidence.conditions is not None and evidence.conditions.second_page == HOME + "chosen"


@pytest.mark.parametrize(
    ("steps", "word", "said"),
    [
        (STEPS, "wrong-word", "step 4 (wait #me): nothing that can be used and matches came to be seen in time"),
        ((LoginStep(do="goto", target=HOME + "none"),), "x", f"step 1 (goto {HOME}none): the server answered 404"),
        ((LoginStep(do="press", target="NoSuchKey"),), "x", "step 1 (press NoSuchKey)"),
    ],
)
def test_a_login_that_fails_is_an_error_of_its_own_kind(
    farm: Farm, monkeypatch: pytest.MonkeyPatch, steps: tuple[LoginStep, ...], word: str, said: str
) -> None:
    monkeypatch.setattr("auditor.capture.begin._STEP_SECONDS", 1.0)
    monkeypatch.setenv("SHOP_WORD", word)
    members(farm)
    evidence, _ = farm.audit(login=steps)
    assert evidence.failure is not None and evidence.failure.kind == "login"
    assert said in evidence.failure.message and "wrong-word" not in evidence.failure.message
    assert evidence.visits == ()


def test_visits_begin_with_a_state_file_and_hear_nothing_of_how_it_got_there(farm: Farm, tmp_path: Path) -> None:
    members(farm)
    state = {
        "cookies": [
            {"name": "session", "value": TOKEN, "domain": "shop.example", "path": "/", "expires": -1, "httpOnly": True,
             "secure": True, "sameSite": "Lax"},
            {"name": "_ga", "value": "GA1.1.5551234567.1700000000", "domain": ".shop.example", "path": "/",
             "expires": 1900000000, "httpOnly": False, "secure": False, "sameSite": "Lax"},
        ],
        "origins": [{"origin": "https://shop.example", "localStorage": [{"name": "basket", "value": "b-0123456789-abcdef"}]}],
    }  # fmt: skip
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state), "utf-8")
    evidence, _ = farm.audit(storage_state=str(file), scenarios=("before", "refuse"))
    assert evidence.failure is None and evidence.given is not None
    assert [item.name for item in evidence.given.items] == ["session", "_ga", "basket"]
    assert TOKEN not in whole(evidence)
    visit = evidence.visits[0]
    requests, storage = visit.record(Requests), visit.record(Storage)
    assert isinstance(requests, Requests) and isinstance(storage, Storage)
    documents = [r for r in requests.requests if r.type == "document" and r.phase == "before"]
    assert [r.url for r in documents] == [HOME]
    assert {(e.kind, e.key) for e in storage.states[0].entries} == {("local", "basket"), ("local", "mine")}


def test_a_state_file_that_is_gone_is_told(farm: Farm, tmp_path: Path) -> None:
    evidence, _ = farm.audit(storage_state=str(tmp_path / "none.json"))
    assert evidence.failure is not None and evidence.failure.kind == "login" and "cannot be read" in evidence.failure.message
