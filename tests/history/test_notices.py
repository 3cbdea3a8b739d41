"""What calls for a notice, its words, and that it arrives once at a real webhook and a real mail server."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.fleet.history import History
from auditor.fleet.notices.announce import announce
from auditor.fleet.notices.notice import Weighed, weigh
from auditor.fleet.notices.send import SendError, check
from auditor.fleet.notices.settings import Mail, Notices
from auditor.fleet.notices.text import word
from auditor.results import Acceptance, Result
from tests.history.receivers import Letters, Posts, letters, posts
from tests.history.runs_made import finding, made, site

A, B = "https://a.example/", "https://b.example/"
RULE = "cookie-before-choice"
HOSTILE = "evil\r\nBcc: x@y.example\x1b[31m <!channel> @all [link](http://evil.example) `x` |"
ANY = Notices(on=("any-change",), webhook="HOOK")


def weighed(tmp_path: Path, *runs: tuple[Result, ...], on: Notices | None = None, **last: str) -> Weighed | None:
    """What is found in the last of these runs, one a day."""
    with History.open(str(tmp_path / "h.sqlite")) as history:
        for day, results in enumerate(runs, 1):
            more = last if day == len(runs) else {}
            path = made(tmp_path / f"{day}", f"2026-11-{day:02}T06:00:00Z", *results, **more)
            history.record(path)
        return weigh(history, path, on or Notices(webhook="HOOK"))


def test_the_first_run_of_a_site_changes_nothing(tmp_path: Path) -> None:
    assert weighed(tmp_path, (site(A, finding("fail")),)) is None


def test_a_failure_that_is_new_calls_and_one_that_stood_does_not(tmp_path: Path) -> None:
    old = (site(A, finding("fail"), finding("pass", RULE)),)
    assert weighed(tmp_path / "same", old, old) is None
    found = weighed(tmp_path / "new", old, (site(A, finding("fail"), finding("fail", RULE)),))
    assert found is not None
    assert [(change.url, change.name) for change in found.new_failures] == [(A, RULE)]
    assert found.reasons == ("new-failure",)
    assert weighed(tmp_path / "better", (site(A, finding("fail")),), (site(A, finding("pass")),)) is None


def test_one_that_is_accepted_or_below_the_severity_does_not_call(tmp_path: Path) -> None:
    old = (site(A, finding("pass")),)
    accepted = finding("fail", accepted=Acceptance(reason="known", until="2026-12-31"))
    assert weighed(tmp_path / "accepted", old, (site(A, accepted),)) is None
    serious = Notices(severity="critical", webhook="HOOK")
    assert weighed(tmp_path / "low", old, (site(A, finding("fail", severity="serious")),), on=serious) is None
    assert weighed(tmp_path / "high", old, (site(A, finding("fail")),), on=serious) is not None


def test_a_site_that_can_no_longer_be_audited_calls_once_and_hides_no_failure_after_it(tmp_path: Path) -> None:
    good, gone = (site(A, finding("pass")),), (site(A, failed="dns"),)
    found = weighed(tmp_path / "1", good, gone)
    assert found is not None
    assert [(one.url, one.kind) for one in found.failed_sites] == [(A, "dns")]
    assert weighed(tmp_path / "2", good, gone, gone) is None
    assert weighed(tmp_path / "3", good, gone, good) is None
    back = weighed(tmp_path / "4", good, gone, (site(A, finding("fail")),))
    assert back is not None
    assert back.reasons == ("new-failure",)
    assert weighed(tmp_path / "5", gone) is not None
    again = weighed(tmp_path / "6", good, gone, good, on=ANY)
    assert again is not None
    assert [change.name for change in again.changes] == ["status"]


def test_any_change_calls_only_where_it_is_asked_for(tmp_path: Path) -> None:
    runs = (site(A, finding("fail")),), (site(A, finding("pass")),)
    assert weighed(tmp_path / "1", *runs) is None
    found = weighed(tmp_path / "2", *runs, on=ANY)
    assert found is not None
    assert [change.better for change in found.changes] == [True]


def test_sites_are_held_against_their_own_last_run_under_the_same_conditions(tmp_path: Path) -> None:
    with History.open(str(tmp_path / "h.sqlite")) as history:
        for name, day, results, dwell in (
            ("a", 1, (site(A, finding("fail")),), "3"),
            ("b", 2, (site(B, finding("pass")),), "3"),
            ("by-hand", 3, (site(A, finding("pass")),), "9"),
            ("both", 4, (site(A, finding("fail")), site(B, finding("fail"))), "3"),
        ):
            path = made(tmp_path / name, f"2026-11-{day:02}T06:00:00Z", *results, dwell_seconds=dwell)
            history.record(path)
        found = weigh(history, path, Notices(webhook="HOOK"))
    assert found is not None
    assert [change.url for change in found.new_failures] == [B]
    assert [Path(folder).name for folder in found.compared_with] == ["a", "b"]


def test_a_run_that_was_removed_or_damaged_is_passed_over(tmp_path: Path) -> None:
    with History.open(str(tmp_path / "h.sqlite")) as history:
        for day, verdict in ((1, "pass"), (2, "fail"), (3, "fail")):
            path = made(tmp_path / str(day), f"2026-11-{day:02}T06:00:00Z", site(A, finding(verdict)))
            history.record(path)
        assert weigh(history, path, Notices(webhook="HOOK")) is None
        (tmp_path / "2" / "results.jsonl").unlink()
        found = weigh(history, path, Notices(webhook="HOOK"))
    assert found is not None
    assert [Path(folder).name for folder in found.compared_with] == ["1"]


def hostile(tmp_path: Path) -> Weighed:
    old = site(A, finding("pass"), finding("pass", HOSTILE))
    found = weighed(tmp_path, (old, site(B)), (site(A, finding("fail"), finding("fail", HOSTILE)), site(B, failed=HOSTILE)))
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_text_of_a_page_acts_in_a_notice(tmp_path: Path, language: str) -> None:
    worded = word(hostile(tmp_path), language, None)
    assert "\n" not in worded.subject
    assert not [c for c in worded.subject + worded.mail + worded.webhook if c not in "\n\xa0\u202f" and not c.isprintable()]
    assert "\nBcc" not in worded.mail
    for acting in ("<!channel>", "@all", "[link](", "http://evil", "`x`"):
        assert acting not in worded.webhook


def test_the_words_say_what_fails_where_in_both_languages(tmp_path: Path) -> None:
    found = hostile(tmp_path)
    english, french = (word(found, language, None) for language in ("en", "fr"))
    assert english.subject == f"[auditor] 2 new failures, 1 site not audited – {A}"
    assert french.subject == f"[auditor] 2 nouveaux manquements, 1 site non audité – {A}"
    assert "tracker-before-choice (critical) – https://a.example/" in english.mail
    assert "tracker-before-choice (critique) – https://a.example/" in french.mail
    assert "{" not in english.mail + french.mail + english.webhook + french.webhook


def test_templates_of_ones_own_take_the_place_of_single_files(tmp_path: Path) -> None:
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "en" / "subject.txt").write_text("{{ new_failures_count }} on {{ first_site }}\n")
    found = hostile(tmp_path)
    worded = word(found, "en", tmp_path / "own")
    assert worded.subject == f"2 on {A}"
    assert worded.mail == word(found, "en", None).mail
    (tmp_path / "own" / "en" / "subject.txt").write_text("{{ none_such }}")
    with pytest.raises(UsageError, match=r"en/subject\.txt.*none_such"):
        word(found, "en", tmp_path / "own")


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    with posts() as kept:
        monkeypatch.setenv("HOOK", kept.url)
        monkeypatch.delenv("HOOK_SECRET", raising=False)
        yield kept


@pytest.fixture
def post_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    with letters(tmp_path / "mail") as kept:
        monkeypatch.setenv("SSL_CERT_FILE", str(kept.authority))
        monkeypatch.setenv("AUDITOR_SMTP_USER", "auditor")
        monkeypatch.setenv("AUDITOR_SMTP_PASSWORD", "pass-word")
        yield kept


class Announced:
    """Sends a notice of one run against another, and keeps what was said and how long was waited."""

    def __init__(self, tmp_path: Path) -> None:
        self._folder = tmp_path
        self.said: list[str] = []
        self.waited: list[float] = []
        self.shown: list[str] = []

    def __call__(self, settings: Notices, *, dry: bool = False) -> bool:
        with History.open(str(self._folder / "h.sqlite")) as history:
            for day, verdict in ((1, "pass"), (2, "fail")):
                path = made(self._folder / str(day), f"2026-11-{day:02}T06:00:00Z", site(A, finding(verdict)))
                history.record(path)
            return announce(history, path, settings, self.waited.append, self.said.append, self.shown.append if dry else None)


@pytest.fixture
def announced(tmp_path: Path) -> Announced:
    return Announced(tmp_path)


def test_a_webhook_gets_json_that_is_signed(announced: Announced, hook: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "key")
    assert announced(Notices(webhook="HOOK"))
    ((headers, body),) = hook.got
    assert headers["X-Auditor-Signature"] == f"sha256={hmac.new(b'key', body, hashlib.sha256).hexdigest()}"
    said = json.loads(body)
    assert (said["schema"], said["id"], said["reasons"]) == ("auditor.notice/1", headers["X-Auditor-Notice"], ["new-failure"])
    assert [(change["url"], change["name"]) for change in said["new_failures"]] == [(A, "tracker-before-choice")]
    assert "tracker-before-choice" in said["text"]
    assert announced.said == ["a notice was sent by webhook (new-failure)"]


def test_a_webhook_that_fails_for_a_while_is_tried_three_times_and_no_more(announced: Announced, hook: Posts) -> None:
    hook.answers = [503, 429]
    assert announced(Notices(webhook="HOOK"))
    assert (len(hook.got), announced.waited) == (3, [2.0, 10.0])
    assert len({headers["X-Auditor-Notice"] for headers, _ in hook.got}) == 1
    hook.got.clear()
    hook.answers = [500, 500, 500]
    with pytest.raises(SendError, match="answered 500, three times"):
        announced(Notices(webhook="HOOK"))
    assert len(hook.got) == 3


@pytest.mark.parametrize("status", [302, 307, 404])
def test_a_webhook_that_refuses_or_leads_elsewhere_is_not_tried_again(announced: Announced, hook: Posts, status: int) -> None:
    hook.answers = [status]
    with pytest.raises(SendError, match=f"answered {status}"):
        announced(Notices(webhook="HOOK"))
    assert len(hook.got) == 1


def test_the_address_of_the_webhook_is_never_said(announced: Announced, monkeypatch: pytest.MonkeyPatch) -> None:
    import traceback

    monkeypatch.setenv("HOOK", "http://127.0.0.1:1/very-secret")
    with pytest.raises(SendError) as failed:
        announced(Notices(webhook="HOOK"))
    told = "".join(traceback.format_exception(failed.value)) + "".join(announced.said)
    assert "very-secret" not in told
    monkeypatch.setenv("HOOK", "file:///etc/very-secret")
    with pytest.raises(UsageError) as wrong:
        check(Notices(webhook="HOOK"))
    assert "very-secret" not in str(wrong.value)
    monkeypatch.delenv("HOOK")
    with pytest.raises(UsageError, match="no variable HOOK"):
        check(Notices(webhook="HOOK"))


def mail(post_office: Letters, **more: object) -> Mail:
    known: dict[str, object] = {
        "to": ("dpo@firm.example", "web@firm.example"),
        "sender": "auditor@firm.example",
        "server": "localhost",
        "port": post_office.port,
    }
    return Mail(**{**known, **more})  # type: ignore[arg-type]


def test_a_letter_arrives_over_tls_with_the_password_and_both_addressees(announced: Announced, post_office: Letters) -> None:
    assert announced(Notices(mail=mail(post_office), language="fr"))
    (letter,) = post_office.got
    assert letter["To"] == "dpo@firm.example, web@firm.example"
    assert letter["Subject"] == f"[auditor] 1 nouveau manquement – {A}"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "tracker-before-choice (critique)" in letter.get_content()
    assert post_office.users == [("auditor", "pass-word")]


def test_a_mail_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(
    announced: Announced, post_office: Letters
) -> None:
    post_office.refuse = ["451 busy"]
    assert announced(Notices(mail=mail(post_office)))
    assert (len(post_office.got), announced.waited) == (1, [2.0])
    post_office.refuse = ["554 no"]
    with pytest.raises(SendError, match="answered 554"):
        announced(Notices(mail=mail(post_office)))
    assert announced.waited == [2.0]


def test_a_server_whose_certificate_is_not_trusted_gets_no_password(
    announced: Announced, post_office: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(SendError, match="SSLCertVerificationError"):
        announced(Notices(mail=mail(post_office)))
    assert (post_office.users, post_office.got) == ([], [])
    with pytest.raises(UsageError, match="not private"):
        check(Notices(mail=mail(post_office, security="none")))


def test_one_way_that_fails_does_not_keep_the_other_from_being_tried(
    announced: Announced, hook: Posts, post_office: Letters
) -> None:
    hook.answers = [404]
    with pytest.raises(SendError, match="the webhook answered 404"):
        announced(Notices(webhook="HOOK", mail=mail(post_office)))
    assert len(post_office.got) == 1


def test_a_dry_run_shows_both_and_sends_neither(announced: Announced, hook: Posts, post_office: Letters) -> None:
    assert announced(Notices(webhook="HOOK", mail=mail(post_office)), dry=True)
    assert (hook.got, post_office.got) == ([], [])
    post, letter = announced.shown
    assert json.loads(post.partition("\n")[2])["schema"] == "auditor.notice/1"
    assert "very-secret" not in post
    assert "Subject: [auditor] 1 new failure" in letter
