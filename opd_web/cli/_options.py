"""What commands of simulations read and print alike."""

import json
import sys
from collections.abc import Iterable
from typing import NoReturn


def fail(problem: object) -> NoReturn:
    """Say on standard error what cannot be used, and end with 2."""
    print(problem, file=sys.stderr)
    sys.exit(2)


def settings(pairs: Iterable[str]) -> dict[str, object]:
    """Read `option=value` pairs; a value is JSON, or else text."""
    found: dict[str, object] = {}
    for pair in pairs:
        option, sign, value = pair.partition("=")
        if not sign:
            fail(f"{pair!r} is no option=value.")
        found[option.strip()] = _value(value)
    return found


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def table(rows: Iterable[Iterable[str]]) -> str:
    """Lay rows out in columns: the first to the left, the others to the right."""
    lines = [list(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        ).rstrip()
        for line in lines
    )
