"""What a person could press: one entry a control, the node that the mouse must hit, and the state of switches."""

from __future__ import annotations

import pytest

from auditor.banner.controls import Pressable, gather
from tests.banner.pages import tree


def controls(body: str) -> tuple[Pressable, ...]:
    return gather(tree(body).root)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<button>Tout accepter</button>", ["Tout accepter"]),
        ("<button><span onclick='x()'><b>Tout</b> accepter</span></button>", ["Tout accepter"]),
        ("<div onclick='x()'><button>Refuser</button></div>", ["Refuser"]),
        ("<a href='#'>Paramétrer</a>", ["Paramétrer"]),
        ("<a name=ici>Ici</a>", []),
        ("<div role=button>Refuser</div>", ["Refuser"]),
        ("<div style='cursor: pointer'><span style='cursor: pointer'>Refuser</span></div>", ["Refuser"]),
        ("<input type=submit value='Accepter'>", ["Accepter"]),
        ("<input type=text value='Accepter'>", []),
        ("<button aria-label='Fermer'><svg></svg></button>", ["Fermer"]),
        ("<button><img alt='Fermer'></button>", ["Fermer"]),
        ("<button aria-label='Vos cookies'>🍪</button>", ["Vos cookies"]),
        ("<button aria-label='Fermer et accepter'>×</button>", ["×"]),
        ("<button title='Fermer' data-box='0 0 20 20'></button>", ["Fermer"]),
        ("<p id=t>Tout refuser</p><button aria-labelledby=t data-box='0 0 20 20'></button>", ["Tout refuser"]),
        ("<button style='display: none'>Refuser</button>", []),
        ("<button style='visibility: hidden'>Refuser</button>", []),
        ("<div onclick='x()'>" + "Un long texte qui réagit au clic. " * 5 + "</div>", []),
    ],
)
def test_each_control_is_found_once(body: str, names: list[str]) -> None:
    assert [c.name for c in controls(body)] == names


def test_a_disabled_control_is_said_to_be_so() -> None:
    found = controls(
        "<button disabled>A</button><button aria-disabled=true>B</button><fieldset disabled><button>C</button></fieldset>"
    )
    assert [c.disabled for c in found] == [True, True, True]


HIDDEN = 'style="opacity: 0"'


@pytest.mark.parametrize(
    ("body", "node", "checked"),
    [
        ("<label id=place><input type=checkbox checked> Audience</label>", "input", True),
        (f"<label id=place><input type=checkbox {HIDDEN}><span> Audience</span></label>", "place", False),
        (f"<input type=checkbox id=i checked {HIDDEN}><label for=i id=place>Audience</label>", "place", True),
        (f"<div><input type=checkbox aria-label=Audience {HIDDEN}><i id=place data-box='0 0 40 20'></i></div>", "place", False),
        (
            f"<div><label id=place><input type=checkbox {HIDDEN}><i data-box='0 0 40 20'></i></label> Audience</div>",
            "place",
            False,
        ),
        ("<div role=switch aria-checked=true id=place>Audience</div>", "place", True),
        ("<button role=switch aria-checked=false id=place>Audience</button>", "place", False),
    ],
)
def test_a_switch_is_pressed_where_a_person_sees_it(body: str, node: str, checked: bool) -> None:
    (switch,) = controls(body)
    assert (switch.is_switch, switch.name, switch.checked) == (True, "Audience", checked)
    assert node in (switch.node.tag, switch.node.attribute("id"))


def test_a_switch_that_nobody_can_see_is_none() -> None:
    assert controls(f"<div><input type=checkbox {HIDDEN}></div>") == ()


SWITCH = "<i style='cursor: pointer' data-box='300 {} 44 22'></i>"


def rows(*names: str, switch: str = SWITCH) -> str:
    return "".join(f"<p>{name} {switch.format(100 + 40 * place)}</p>" for place, name in enumerate(names))


def test_what_is_drawn_beside_each_purpose_is_a_switch_of_unknown_state() -> None:
    found = controls(rows("Audience", "Publicité"))
    assert [(c.is_switch, c.name, c.state_known) for c in found] == [(True, "Audience", False), (True, "Publicité", False)]


def test_what_is_drawn_around_a_real_switch_is_none_of_its_own() -> None:
    inside = f"<input type=checkbox role=switch {HIDDEN}{{}} aria-label={{}}><b data-box='300 {{}} 44 22'></b>"
    drawn = "".join(
        f"<p>{name} <i style='cursor: pointer' data-box='300 {y} 44 22'>{inside.format(state, name, y)}</i></p>"
        for name, y, state in (("Audience", 100, ""), ("Publicité", 140, " checked"), ("Réseaux", 180, ""))
    )
    found = [c for c in controls(drawn) if c.is_switch]
    assert [(c.name, c.node.tag, c.role, c.checked, c.state_known) for c in found] == [
        ("Audience", "b", "checkbox", False, True),
        ("Publicité", "b", "checkbox", True, True),
        ("Réseaux", "b", "checkbox", False, True),
    ]


@pytest.mark.parametrize(
    "body",
    [
        rows("Audience"),
        rows("Audience", "Audience"),
        rows("Audience", "Publicité", switch="<i style='cursor: pointer' data-box='300 {} 400 90'></i>"),
        rows("Audience", "Publicité", switch="<i style='cursor: pointer' data-box='300 {} 44 22'><svg></svg></i>"),
        rows("Audience", "Publicité", switch="<button data-box='300 {} 24 24'></button>"),
        rows("Audience", "Publicité", switch="<a href='#' data-box='300 {} 44 22'>Plus</a>"),
        "<div>Points <i onclick='x()' data-box='0 0 10 10'></i><i onclick='x()' data-box='20 0 10 10'></i></div>",
    ],
)
def test_pictures_arrows_and_dots_are_no_switches(body: str) -> None:
    assert not any(c.is_switch for c in controls(body))


@pytest.mark.parametrize(("state", "known"), [("", False), ("aria-checked=false", True), ("aria-checked=true", True)])
def test_a_switch_without_a_state_says_so(state: str, known: bool) -> None:
    (switch,) = controls(f"<div role=switch {state}>Audience</div>")
    assert switch.state_known is known
