"""The control of a page that opens the choices again once the banner has gone."""

from __future__ import annotations

from auditor.banner.controls import gather
from auditor.banner.found import FoundControl
from auditor.banner.known import Selectors
from auditor.banner.platforms import by_platform_reopen
from auditor.evidence.page import Tree

__all__ = ["reopening"]


def reopening(tree: Tree, selectors: Selectors) -> FoundControl | None:
    """The platform's own control, else the last one in the page whose words say so (footers stand at the end)."""
    own = by_platform_reopen(tree, selectors)
    if own is not None:
        return own
    found: list[FoundControl] = []
    for pressable in gather(tree.root):
        if pressable.is_switch:
            continue
        for text in (pressable.name, pressable.label):
            why = selectors.vocabulary.opens_again(text)
            if why is not None:
                found.append(
                    FoundControl(
                        action="settings",
                        text=pressable.name,
                        node=pressable.node,
                        role=pressable.role,
                        because=(why,),
                        disabled=pressable.disabled,
                    )
                )
                break
    return found[-1] if found else None
