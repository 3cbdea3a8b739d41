"""Files of consent platforms: what is refused, with file and line, and what every shipped one says."""

from __future__ import annotations

import pytest

from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import Folder, parse
from auditor.errors import CatalogueError

SHIPPED = Folder().read("cmps", Cmp)
GOOD = """\
name: Acme Consent
source: [https://acme.example/docs]
checked: 2026-11-24
banner:
  container: ["#acme"]
  refuse: ["#acme .no"]
choice:
  - {kind: cookie, name: acme, format: json}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('["#acme .no"]', '["#acme ..no"]', "acme.yaml:5: banner: selector '#acme ..no' cannot be read"),
        ('["#acme"]', "[]", "acme.yaml:5: banner: `container` names at least one selector"),
        ("refuse:", "reject:", "acme.yaml:6: banner: Object contains unknown field `reject`"),
        ("format: json", "format: pairs", "acme.yaml:8: choice[0]: `pairs` needs `between` and `within`"),
        ("format: json", "format: regex", "acme.yaml:8: choice[0].format: Invalid enum value 'regex'"),
        ("kind: cookie", "kind: cookie, inner: [a]", "acme.yaml:8: choice[0]: `inner` is two separators, and needs `path`"),
        ("name: acme,", 'name: "*",', "acme.yaml:8: choice[0]: the name `*` needs `begins`"),
        ("banner:", "recognise: {scripts: [acme.js]}\nreopen: ['#x']\nother:", "unknown field `other`"),
        (
            "banner:",
            'recognise: {scripts: [""]}\nbanner:',
            "acme.yaml:4: recognise: scripts: «  » would be found on pages of any kind",
        ),
        ("banner:", 'recognise: {cookies: ["a*"]}\nbanner:', "acme.yaml:4: recognise: cookies: « a* » would be found"),
        ("banner:", "recognise: {scripts: acme.js}\nbanner:", "acme.yaml:4: recognise.scripts: Expected `array`"),
        ("banner:", "recognise: {globals: [acme]}\nbanner:", "acme.yaml:4: recognise: Object contains unknown field `globals`"),
        ("name: Acme Consent\n", "", "acme.yaml:1: Object missing required field `name`"),
        ("[https://acme.example/docs]", "[]", "`name` and at least one `source` are needed"),
        ("2026-11-24", "yesterday", "acme.yaml:3: checked: Invalid RFC3339"),
        ("2026-11-24", "2026-11-24\nname: Twice", "acme.yaml:4: the key `name` stands twice"),
        ('["#acme"]', '"#acme"', "acme.yaml:5: banner.container: Expected `array`, got `str`"),
        ('["#acme"]', '["#acme"', "acme.yaml:6: not YAML"),
        ("  container", "\tcontainer", "acme.yaml:5: not YAML"),
        ("kind: cookie", "kind: cokie", "acme.yaml:8: choice[0].kind: Invalid enum value 'cokie'"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(old: str, new: str, message: str) -> None:
    assert parse(GOOD, Cmp, source="acme.yaml").name == "Acme Consent"
    with pytest.raises(CatalogueError) as caught:
        parse(GOOD.replace(old, new), Cmp, source="acme.yaml")
    assert message in str(caught.value)


def test_a_file_without_any_layer_says_nothing() -> None:
    with pytest.raises(CatalogueError, match="`banner` or `preferences` is needed"):
        parse("name: A\nsource: [b]\nchecked: 2026-11-24\n", Cmp, source="a.yaml")


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_platform_says_where_its_facts_come_from(name: str) -> None:
    cmp = SHIPPED[name]
    assert cmp.source and cmp.name
    assert not cmp.verified or any(cmp.verified in source for source in cmp.source)


def test_no_two_platforms_claim_the_same_container() -> None:
    claimed: dict[str, str] = {}
    for name, cmp in SHIPPED.items():
        for layer in (cmp.banner, cmp.preferences):
            for css in layer.container if layer is not None else ():
                assert claimed.setdefault(css, name) == name, css
