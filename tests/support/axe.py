"""What axe-core finds on a page, and where the counts are kept."""

from collections import Counter
from pathlib import Path
from typing import Any

from filelock import FileLock
from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
FIGURES = Path("test-results/axe.txt")
LEVELS = ("critical", "serious", "moderate", "minor")
GRAVE = {"critical", "serious"}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}

# The description of the HTTP API is drawn by Swagger UI, as it was published.
FOREIGN = "#swagger-ui"

Finding = dict[str, Any]


def findings(page: Page) -> list[Finding]:
    """Run every rule on the page as it stands; a page of ours forbids foreign scripts, the driver's own it cannot."""
    page.evaluate(f"if (!window.axe) {{ {SOURCE} }}")
    context = {"exclude": [[FOREIGN]]} if page.locator(FOREIGN).count() else {}
    answer = page.evaluate(
        "([context, options]) => axe.run(Object.keys(context).length ? context : document, options)",
        [context, OPTIONS],
    )
    found: list[Finding] = answer["violations"]
    return found


def grave(found: list[Finding]) -> list[str]:
    """Give what keeps somebody from using the page, a line for each element."""
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {_why(node)}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def note(state: str, address: str, found: list[Finding]) -> None:
    """Keep how many elements of each level were found, one line for each page and state."""
    counts = Counter(one["impact"] for one in found for _ in one["nodes"])
    line = f"{state} {address}: " + ", ".join(f"{counts[level]} {level}" for level in LEVELS)
    FIGURES.parent.mkdir(exist_ok=True)
    with FileLock(FIGURES.with_suffix(".lock")):
        kept = FIGURES.read_text(encoding="utf-8").splitlines() if FIGURES.exists() else []
        others = [one for one in kept if not one.startswith(f"{state} {address}: ")]
        FIGURES.write_text("\n".join(sorted([*others, line])) + "\n", encoding="utf-8")


def _why(node: Finding) -> str:
    return " ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])[:300]
