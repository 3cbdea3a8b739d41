"""The list of sites: a YAML file (a list of addresses, or `sites:` with one), or a text file with one address a line."""

from __future__ import annotations

from pathlib import Path

import yaml

from auditor.catalogue.load import parse
from auditor.errors import UsageError
from auditor.plan import Asked
from auditor.shape import Shape

__all__ = ["SitesFile", "read_sites"]

_MAX_BYTES = 64 * 1024 * 1024


class SitesFile(Shape, frozen=True, kw_only=True):
    """A list of sites to audit."""

    sites: tuple[str, ...]
    """Addresses; https is taken where no scheme is written."""


def read_sites(path: Path) -> tuple[Asked, ...]:
    """Read a list of sites, each with its `file:line`. Raises UsageError, CatalogueError."""
    text = _text(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return _from_yaml(text, str(path))
    return tuple(
        Asked(line.strip(), f"{path}:{number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    )


def _text(path: Path) -> str:
    remedy = "Give a YAML or text file with one address a line to --sites"
    try:
        if path.is_file() and path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is larger than {_MAX_BYTES // 2**20} MB", kind="sites", remedy=remedy)
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", kind="sites", remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not a text in UTF-8", kind="sites", remedy=remedy) from error


def _from_yaml(text: str, source: str) -> tuple[Asked, ...]:
    node = _composed(text)
    if isinstance(node, yaml.SequenceNode):
        addresses = parse(text, tuple[str, ...], source=source)
        listed: yaml.Node | None = node
    else:
        addresses = parse(text, SitesFile, source=source).sites
        listed = next((value for key, value in node.value if key.value == "sites"), None) if node is not None else None
    lines = [child.start_mark.line + 1 for child in listed.value] if isinstance(listed, yaml.SequenceNode) else []
    return tuple(Asked(one, f"{source}:{line}") for one, line in zip(addresses, lines, strict=True))


def _composed(text: str) -> yaml.Node | None:
    """The tree with its lines; None where there is none, which `parse` then says better."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    return node if isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) else None
