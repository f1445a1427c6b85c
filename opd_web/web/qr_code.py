"""QR codes as one path of a drawing, which a page holds without a picture, a style or a script."""

from typing import NamedTuple

import segno

QUIET = 4
"""The white edge that a reader needs, in modules."""


class Drawing(NamedTuple):
    """A square of `size` modules, its edge included, and the outline of all dark ones."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """Draw a text so that a sixth of the code may be soiled or creased."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Drawing(len(rows) + 2 * QUIET, path)
