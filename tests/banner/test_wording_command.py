"""`auditor wording`: lines in, one JSON object a line out."""

from __future__ import annotations

import json

from click.testing import CliRunner

from auditor.cli.wording import command


def test_each_line_is_answered_by_one_object() -> None:
    lines = "Continuer sans accepter\r\nTout accepter\n\nCafé ☕\n".encode() + b"\xff\xfe broken"
    result = CliRunner().invoke(command, [], input=lines)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["text"] for row in rows] == ["Continuer sans accepter", "Tout accepter", "", "Café ☕", "\ufffd\ufffd broken"]
    assert [row["action"] for row in rows] == ["refuse", "accept", "other", "other", "other"]
    assert rows[0] == {
        "text": "Continuer sans accepter",
        "action": "refuse",
        "language": "fr",
        "because": "wording fr: control.refuse « sans + accepter »",
    }
    assert rows[2]["language"] is None
