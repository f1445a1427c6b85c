"""Draw the life of a token into docs/lifecycle.md, from the table that the product follows."""

import re
from pathlib import Path

from opd_web.engine.lifecycle import diagram

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"
FENCED = re.compile(r"```mermaid\n.*?```", re.DOTALL)


def drawn(page: str) -> str:
    """Give the page with the diagram of the table in the place of the one that it has."""
    return FENCED.sub(lambda _: f"```mermaid\n{diagram()}```", page, count=1)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
