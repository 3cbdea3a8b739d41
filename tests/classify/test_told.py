"""Lists of cookies as sites write them, and what is none."""

from __future__ import annotations

import pytest

from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PromiseFile
from auditor.classify.promises.declared import listed_names
from tests.rules.evidence import page, site
from tests.rules.telling import SAYS, rows, shop

FILES = Folder().read("promises", PromiseFile)


def names(body: str) -> list[str]:
    tree = page(body, label="policy-1", phase="policy", step="load", at_ms=0.0).tree()
    found, _ = listed_names(tree.body, FILES)
    return list(found)


@pytest.mark.parametrize(
    "header",
    [
        "<tr><th>Nom du cookie</th><th>Finalité</th><th>Durée de conservation</th></tr>",
        "<tr><th>Cookie</th><th>Description</th><th>Type</th></tr>",
        "<thead><tr><th>Name</th><th>Provider</th><th>Expiry</th></tr></thead>",
        "<tr><td>Name</td><td>Zweck</td><td>Speicherdauer</td></tr>",
        "<tr><th>Nombre</th><th>Finalidad</th><th>Duración</th></tr>",
        "<tr><th>Nome</th><th>Scopo</th><th>Scadenza</th></tr>",
        "<tr><th>Naam</th><th>Doel</th><th>Bewaartermijn</th></tr>",
        "<tr><th>Nome</th><th>Fornecedor</th><th>Prazo</th></tr>",
    ],
)
def test_a_table_is_known_by_its_headers(header: str) -> None:
    assert names(rows("_ga", "session", "PHPSESSID", header=header)) == ["_ga", "session", "PHPSESSID"]


def test_names_may_stand_in_another_column_and_have_a_note() -> None:
    body = "<table><tr><th>Éditeur</th><th>Cookies</th><th>Durée</th></tr>"
    body += "<tr><td>Google</td><td><code>_ga</code> (13 mois), _gid</td><td>13 mois</td></tr>"
    body += "<tr><td>Meta</td><td>_fbp<br>fr</td><td>90 jours</td></tr></table>"
    assert names(body) == ["_ga", "_gid", "_fbp", "fr"]


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><th>Nom</th><th>Prénom</th></tr><tr><td>_a</td><td>b</td></tr></table>",
        "<table><tr><th>Ville</th><th>Durée</th></tr><tr><td>Lyon</td><td>2 h</td></tr></table>",
        "<ul><li>Accueil : la une</li><li>Sports : le direct</li><li>Culture : sorties</li></ul>",
        "<dl><dt>Cookie de session</dt><dd>…</dd><dt>Cookie tiers</dt><dd>…</dd><dt>Traceur</dt><dd>…</dd></dl>",
        "<table><tr><th>Cookie</th><th>Finalité</th></tr><tr><td>cookies de mesure</td><td>x</td></tr></table>",
        "<p>Nous utilisons _ga, _gid et _fbp.</p>",
        "<table></table><dl></dl><ul></ul>",
    ],
)
def test_other_tables_and_lists_hold_no_names(body: str) -> None:
    assert names(body) == []


def test_a_list_of_names_with_explanations_is_one() -> None:
    body = "<ul><li><strong>_ga</strong> : audience</li><li><strong>_gid</strong> : audience</li><li>_hjid : parcours</li></ul>"
    assert names(body) == ["_ga", "_gid", "_hjid"]


def test_an_item_may_name_several_and_one_word_alone_is_a_name_among_others() -> None:
    body = "<ul><li><b>_a1</b> et <b>_a1_XXXX</b> (Firme) : mesure</li><li><b>_b2</b> : pub</li><li><b>_c3</b> : pub</li>"
    assert names(body + "<li><b>tuid</b> : pub</li></ul>") == ["_a1", "_a1_XXXX", "_b2", "_c3", "tuid"]


def test_a_list_that_is_cut_into_its_purposes_is_one_list() -> None:
    lists = (f"<details><summary>{n}</summary><dl><dt>{n}</dt><dd>…</dd></dl></details>" for n in ("_a1", "_b2", "_c3"))
    assert names("".join(lists)) == ["_a1", "_b2", "_c3"]
    assert names("<dl><dt>_a1</dt><dd>…</dd></dl><dl><dt>Adresse</dt><dd>…</dd></dl>") == []


def test_a_page_that_lists_cookies_is_a_policy_though_it_says_little_else() -> None:
    (short,) = site(shop("Nous utilisons des cookies.").policy(f"<main>{rows('_a1', '_b2', '_c3')}</main>")).told.policies
    assert short.recognised


def test_who_stands_in_a_folded_section_of_a_policy_is_named() -> None:
    body = f"<main>{SAYS}<div style='display:none'><p>Meta Platforms</p></div></main>"
    seen = shop("Nous utilisons des cookies.").policy(body).request("https://www.facebook.com/tr/?id=1", "accept", visit="accept")
    assert site(seen).told.policy_owners


def test_a_folded_table_counts_too() -> None:
    assert names(f'<div style="display:none">{rows("_ga", "_gid")}</div>') == ["_ga", "_gid"]


def test_hostile_policies_do_no_harm() -> None:
    nested = "<ul><li>" * 60 + "_x1 : y" + "</li></ul>" * 60
    wide = rows(*(f"_c{i}" for i in range(1_100)))
    body = f"<main>{SAYS}{nested}{wide}<p>{'mot ' * 50_000}</p></main>"
    found = site(shop("Nous utilisons des cookies. Si vous refusez, les commentaires seront désactivés.").policy(body))
    assert found.told.declared is not None
    assert len(found.told.declared.names) <= 1_000
    assert found.told.declared.partial


@pytest.mark.parametrize("status", [None, 200, 404])
def test_a_policy_that_cannot_be_read_is_a_reason_and_no_error(status: int | None) -> None:
    seen = shop().policy(None, status=status, reason="net::ERR_ABORTED")
    (policy,) = site(seen).told.policies
    assert policy.state in ("unreached", "dead")
    assert policy.reason == "net::ERR_ABORTED"
