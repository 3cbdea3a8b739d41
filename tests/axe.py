"""axe-core over a page of ours, in a test: what a person who cannot see, or presses no mouse, would stumble over."""

from __future__ import annotations

from playwright.sync_api import Page

from auditor.capture.axe import axe_core

__all__ = ["grave"]

_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations
    .filter((rule) => ['serious', 'critical'].includes(rule.impact))
    .flatMap((rule) => rule.nodes.slice(0, 5).map((node) =>
      `${rule.id} ${node.target.join(' ')}: ${[...node.any, ...node.all, ...node.none].map((check) => check.message)[0]}`));
}"""


def grave(page: Page) -> list[str]:
    """What axe-core calls serious or critical in the page as it stands, by all of its rules; empty where there is nothing."""
    source = axe_core()
    assert source is not None, "axe-core is not installed: pip install -e . --group dev"
    page.evaluate(f"() => {{ {source} }}")  # not `add_script_tag`: our own policy forbids other scripts
    found: list[str] = page.evaluate(_RUN)
    return found
