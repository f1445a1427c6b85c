"""How large the numbers of a board must be, so that the farthest seat can read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt

DIGIT_MM_PER_METRE = 5.8
"""A digit of 58 mm is read at 10 m."""

DIGIT_OF_TYPE = 0.70
"""A digit's height as a part of the size of its type; that of the boards' own font is 0.727."""

LINES_VH = 74.0
"""What is left for the large calls between head, earlier calls and foot, in hundredths of the screen's height.

A screen that stands upright is as wide as it would be high: there they are hundredths of its width.
"""

LINE_OF_TYPE = 1.12
"""A line's height as a part of the size of its type."""

LARGEST_VH = 24.0
"""Larger type leaves no room for the earlier calls."""

WIDTHS_VH = {False: (101.0, 101.0, 76.0, 76.0), True: (90.0, 90.0, 72.0, 58.0)}
"""How wide a number may be where one, two, three or more stand on a screen that lies, and on one that stands upright.

The room stands below one or two numbers, and beside more. The style sheet has the same.
"""

MADE_OUT = 4
"""Good eyes make out a digit of a quarter of that size, 1.45 mm per metre: the doctors' lines must be no smaller."""

READS = range(9, 19)
"""The sizes of those lines that the boards' style sheet knows, in quarters of a hundredth of the screen's height.

In larger ones a doctor would stand alone, and everybody would wait minutes for the turn of theirs.
"""

LAYOUTS = (1, 2, 4, 8, 12)
"""How many calls may stand large at once."""

WIDTHS = {
    "A": 760,
    "B": 655,
    "C": 734,
    "D": 713,
    "E": 600,
    "F": 575,
    "G": 742,
    "H": 739,
    "I": 276,
    "J": 580,
    "K": 728,
    "L": 555,
    "M": 933,
    "N": 756,
    "O": 763,
    "P": 642,
    "Q": 772,
    "R": 652,
    "S": 650,
    "T": 667,
    "U": 717,
    "V": 760,
    "W": 1049,
    "X": 751,
    "Y": 742,
    "Z": 669,
    "-": 461,
}
"""How wide the letters of the boards' own font are, in thousandths of the size of its type."""

DIGIT_WIDTH = 682
"""The widest digit: a number must not change its size with every call."""

QUARTERS = range(12, 49)
"""The widths that the boards' style sheet knows, in quarters of the size of the type."""


@dataclass(frozen=True)
class Screen:
    """The screen of a TV of 16:9: its diagonal in inches, and whether it stands upright."""

    inches: float
    upright: bool = False


def screen_of(inches: float, pixels: str | None) -> Screen:
    """Give the screen of a TV that says of itself that it has so many pixels, such as 1080x1920; else it lies."""
    width, height = map(int, (pixels or "16x9").split("x"))
    return Screen(inches, upright=height > width)


def quarters_wide(number: str) -> int:
    """Give how wide a number is at the most, such as any K-000, in quarters of the size of its type."""
    width = sum(WIDTHS.get(letter, DIGIT_WIDTH) for letter in number)
    return min(max(ceil(width / 250), QUARTERS.start), QUARTERS.stop - 1)


def type_vh(inches: float, metres: float) -> float:
    """Give the size of type, in hundredths of the screen's height, that the farthest seat needs.

    A screen of 16:9 with a diagonal of d inches is 25.4 · d · 9 / √(16² + 9²) = 12.45 · d mm high. A digit needs 5.8 mm
    for each metre m of distance and is 0.70 of its type, so the type is 100 · (5.8 · m / 0.70) / (12.45 · d)
    = 66.5 · m / d: 15.5 at 10 m before a screen of 43 inches.
    """
    height_mm = 25.4 * inches * 9 / sqrt(16**2 + 9**2)
    return 100 * DIGIT_MM_PER_METRE * metres / DIGIT_OF_TYPE / height_mm


def reads(inches: float, metres: float) -> int:
    """Give the size of the doctors' lines, in quarters of a hundredth of the screen's height."""
    needed = ceil(4 * type_vh(inches, metres) / MADE_OUT)
    return min(max(needed, READS.start), READS.stop - 1)


def made_out_from(inches: float, metres: float) -> float:
    """Give from how many metres good eyes make out the doctors' lines, of a board for so many."""
    return reads(inches, metres) / 4 * MADE_OUT / type_vh(inches, 1)


def lines_that_fit(screen: Screen, metres: float, codes: Iterable[str] = ()) -> int:
    """Give how many calls of these departments, one below the other, the farthest seat can read; 0 where none."""
    needed, wide = type_vh(screen.inches, metres), widest(codes)
    most = int(LINES_VH / (needed * LINE_OF_TYPE))
    return next((count for count in range(most, 0, -1) if largest_vh(count, wide, screen) >= needed), 0)


def largest_vh(lines: int, quarters: int, screen: Screen) -> float:
    """Give the largest type that so many numbers, so wide, have room for in the width."""
    widths = WIDTHS_VH[screen.upright]
    return min(LARGEST_VH, 4 * widths[min(lines, len(widths)) - 1] / quarters)


def lines_drawn(wanted: int, screen: Screen, metres: float, codes: Iterable[str] = ()) -> int:
    """Give how many of the wanted calls stand large: never so many that the farthest seat cannot read them."""
    return max(1, min(wanted, lines_that_fit(screen, metres, codes)))


def widest(codes: Iterable[str]) -> int:
    """Give how wide the widest number of these departments is, in quarters of the size of its type."""
    return max((quarters_wide(f"{code}-000") for code in codes), default=QUARTERS.start)
