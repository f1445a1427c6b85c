"""Find what would make a browser ask another host: nothing is fetched from the internet at run time."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a browser fetches or follows by itself; a namespace such as xmlns="http://…" is only a name.
HTML = re.compile(
    r"""\b(?:src|srcset|href|action|formaction|poster|data|ping|manifest|hx-(?:get|post|put|patch|delete))\s*=\s*"""
    r"""["']?\s*(?:(?:https?|wss?):)?//[^\s"'>]+""",
    re.IGNORECASE,
)
CSS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//[^\s"')]+""", re.IGNORECASE)
# Scripts of others name hosts in messages and comments, so only our own are read as text.
SCRIPT = re.compile(r"""["'`](?:(?:https?|wss?):)?//[^\s"'`]+|sourceMappingURL=.+""", re.IGNORECASE)
SOURCE_MAP = re.compile(r"sourceMappingURL=.+")


def rules() -> Iterator[tuple[Path, re.Pattern[str]]]:
    """Give each file that a browser gets to see, with what must not stand in it."""
    vendored = ROOT / "static" / "vendor"
    for folder in ("templates", "static"):
        for path in sorted((ROOT / folder).rglob("*")):
            match path.suffix:
                case ".html" | ".svg":
                    yield path, HTML
                    yield path, CSS
                case ".css":
                    yield path, CSS
                case ".js":
                    yield path, SOURCE_MAP if path.is_relative_to(vendored) else SCRIPT


def found() -> list[str]:
    """Give a line for each place, as file:line: what stands there."""
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()[:100]}"
        for path, pattern in rules()
        for text in [path.read_text(encoding="utf-8")]
        for match in pattern.finditer(text)
    ]


if __name__ == "__main__":
    lines = found()
    print("\n".join(lines))
    sys.exit(bool(lines))
