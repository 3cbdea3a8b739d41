"""Pages with a consent banner, each behaving in its own way; the words are those of no site in particular."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

__all__ = ["SENTENCE", "banner", "page", "preferences"]

SENTENCE = (
    "Nous utilisons des cookies pour mesurer l'audience et vous proposer de la publicité personnalisée. "
    "Vous pouvez accepter ou refuser ces cookies, et changer d'avis à tout moment."
)
_STYLE = "position:fixed;bottom:0;left:0;right:0;background:#fff;color:#000;padding:20px;border:1px solid;z-index:9;"


def banner(buttons: str, *, ident: str = "banner", style: str = "", text: str = SENTENCE) -> str:
    """A banner with these buttons."""
    return f"<div id={ident} role=dialog style='{_STYLE}{style}'><p>{text}</p>{buttons}</div>"


def preferences(buttons: str, *, on: bool = True, locked: int = 0) -> str:
    """A second layer with three purposes, `locked` of which cannot be turned off."""
    rows = "".join(
        f"<div><label><input type=checkbox id=p{i} {'checked' if on or i < locked else ''} {'disabled' if i < locked else ''}> {name}</label></div>"
        for i, name in enumerate(("Mesure d'audience", "Publicité personnalisée", "Réseaux sociaux"))
    )
    text = "Gérez vos préférences de cookies : choisissez, finalité par finalité, les cookies que vous acceptez."
    return banner(f"{rows}{buttons}", ident="prefs", style="height:400px;", text=text)


def page(*parts: str, script: str = "") -> str:
    """A page of a shop with these parts, and scripts: `choose(what)` stores a choice and puts the banner away."""
    return (
        "<title>Boutique</title><body><h1>Boutique</h1><main><p>Bonjour à tous.</p><a href=/produits>Nos produits</a></main>"
        + "".join(parts)
        + "<script>const one = id => document.getElementById(id), drop = id => one(id) && one(id).remove();"
        "const keep = what => { document.cookie = 'consent=' + what + '; max-age=15552000; path=/; secure' };"
        "const choose = what => { keep(what); drop('banner'); drop('prefs') };"
        f"if (/consent=/.test(document.cookie)) {{ drop('banner'); drop('prefs') }};{script}</script>"
    )
