"""Snapshots against what stands in the page: texts of every kind of root, boxes where the eye sees them."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.capture.sight import Sight
from auditor.errors import SiteError
from auditor.evidence.page import Node, PageSnapshot

if TYPE_CHECKING:
    from conftest import Farm


def look(farm: Farm, *, scroll: int = 0, url: str = "https://shop.example/") -> Sight:
    async def work() -> Sight:
        async with farm.visit() as run:
            await run.arrive(url)
            if scroll:
                await run.page.evaluate(f"scrollTo(0, {scroll})")
            return await run.look("arrival")

    return farm.run(work())


def by_id(sight: Sight, name: str) -> Node:
    (found,) = [n for nodes in sight.tree.nodes for n in nodes if n.attribute("id") == name]
    return found


CLOSED = (
    "<div id=host></div><script>const r = host.attachShadow({mode: 'closed'});"
    "r.innerHTML = '<p>closed text</p><div id=inner></div>'; r.getElementById('inner').attachShadow({mode: 'open'}).innerHTML = '<b id=deep>open in closed</b>'</script>"
)


def test_closed_and_nested_shadow_roots_are_read(farm: Farm) -> None:
    farm.serve("shop.example", index=CLOSED)
    sight = look(farm)
    assert sight.tree.body.shown_text() == "closed text open in closed"
    assert by_id(sight, "deep").in_shadow
    assert [n.attribute("id") for n in sight.tree.select("#host #deep")] == ["deep"]


def test_an_attribute_without_a_value_is_empty(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<input id=one type=checkbox checked aria-label='' class><button id=two hidden title>Last words</button>",
    )
    sight = look(farm)
    one, two = by_id(sight, "one").attributes, by_id(sight, "two").attributes
    assert (one["checked"], one["aria-label"], one["class"]) == ("", "", "")
    assert (two["hidden"], two["title"]) == ("", "")


@pytest.mark.parametrize("scroll", [0, 300])
def test_boxes_stand_where_the_eye_sees_them_in_every_kind_of_frame(farm: Farm, scroll: int) -> None:
    inner = "<body style='margin:0'><div id=%s style='position:absolute;left:7px;top:9px;width:50px;height:20px'>%s</div>"
    holder = "style='position:absolute;left:100px;top:%dpx;width:200px;height:80px;border:3px solid;padding:0'"
    farm.serve(
        "shop.example",
        index="<body style='margin:0;height:3000px'><div id=own style='position:absolute;left:11px;top:400px;width:60px;height:30px'>own</div>"
        "<div id=fixed style='position:fixed;left:5px;top:15px;width:40px;height:10px'>fixed</div>"
        f"<iframe src=/same {holder % 500}></iframe><iframe src=https://frame.other.example/ {holder % 600}></iframe>",
        same=inner.replace("%s", "same"),
    )
    farm.serve(
        "frame.other.example",
        index=inner.replace("%s", "foreign")
        + "<iframe src=https://deep.third.example/ style='position:absolute;left:60px;top:10px;border:0;width:90px;height:60px'></iframe>",
    )
    farm.serve("deep.third.example", index=inner.replace("%s", "deepest"))
    sight = look(farm, scroll=scroll)
    boxes = {name: by_id(sight, name).box for name in ("own", "fixed", "same", "foreign", "deepest")}
    assert boxes == {
        "own": (11, 400 - scroll, 60, 30),
        "fixed": (5, 15, 40, 10),
        "same": (110, 512 - scroll, 50, 20),
        "foreign": (110, 612 - scroll, 50, 20),
        "deepest": (100 + 3 + 60 + 7, 600 + 3 + 10 + 9 - scroll, 50, 20),
    }
    assert sight.page.truncated is None


def test_a_frame_that_is_scrolled_itself_is_read_where_it_stands(farm: Farm) -> None:
    page = "<body style='margin:0;height:900px'><div id=%s style='position:absolute;left:0;top:300px;width:10px;height:10px'></div><script>scrollTo(0,250)</script>"
    holder = "style='position:absolute;left:0;top:%dpx;border:0;width:200px;height:100px'"
    farm.serve(
        "shop.example",
        index=f"<iframe src=/same {holder % 0}></iframe><iframe src=https://frame.other.example/ {holder % 200}></iframe>",
        same=page.replace("%s", "same"),
    )
    farm.serve("frame.other.example", index=page.replace("%s", "foreign"))
    sight = look(farm)
    assert [by_id(sight, name).box for name in ("same", "foreign")] == [(0, 50, 10, 10), (0, 250, 10, 10)]


def test_what_a_person_typed_and_ticked_is_read_as_it_stands_now(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<input type=checkbox id=a><input type=checkbox id=b checked><input id=t value=old>"
        "<script>a.checked=true;b.checked=false;t.value='new'</script><button id=k onclick=1>k</button>",
    )
    sight = look(farm)
    assert [by_id(sight, name).checked for name in ("a", "b")] == [True, False]
    assert by_id(sight, "t").attribute("value") == "new"
    assert by_id(sight, "k").clickable


def test_a_page_with_more_nodes_than_the_limit_is_cut_and_says_so(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.NODES", 500)
    farm.serve("shop.example", index="<body><script>document.body.innerHTML = '<p>x</p>'.repeat(2000)</script><p>")
    page: PageSnapshot = look(farm).page
    assert sum(len(d.parent) for d in page.documents) == 500
    assert page.truncated is not None
    assert "500 nodes" in page.truncated


def test_a_page_too_large_to_be_read_is_an_error_of_its_own(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.NODES_ASKED", 500)
    farm.serve("shop.example", index="<body><script>document.body.innerHTML = '<p>x</p>'.repeat(2000)</script><p>")
    with pytest.raises(SiteError) as caught:
        look(farm)
    assert caught.value.kind == "too-large"


def test_long_texts_are_cut_and_the_snapshot_says_so(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.SNAPSHOT_CHARS", 100_000)
    farm.serve(
        "shop.example",
        index="<body><script>for (let i = 0; i < 50; i++) document.body.append(i + 'x'.repeat(50000), document.createElement('br'))</script><p>",
    )
    page = look(farm).page
    assert sum(map(len, page.strings)) < 200_000
    assert page.truncated == "long texts are cut"
