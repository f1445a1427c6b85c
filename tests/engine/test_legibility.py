"""The distance rule: 58 mm at 10 m is type of 15.5 vh on a screen of 43 inches."""

import pytest

from opd_web.config import ROOT
from opd_web.engine.legibility import (
    LAYOUTS,
    LINE_OF_TYPE,
    LINES_VH,
    QUARTERS,
    READS,
    Screen,
    lines_drawn,
    lines_that_fit,
    made_out_from,
    quarters_wide,
    reads,
    screen_of,
    type_vh,
)


def test_ten_metres_before_a_screen_of_43_inches() -> None:
    assert round(type_vh(43, 10), 1) == 15.5


def test_twice_as_far_needs_twice_the_size_and_twice_the_screen_half_of_it() -> None:
    assert type_vh(43, 20) == pytest.approx(2 * type_vh(43, 10))
    assert type_vh(86, 10) == pytest.approx(type_vh(43, 10) / 2)


@pytest.mark.parametrize(
    ("inches", "metres", "lines"), [(43, 10, 4), (55, 10, 5), (85, 4, 21), (32, 18, 0), (43, 15, 2)]
)
def test_so_many_lines_fit(inches: int, metres: int, lines: int) -> None:
    assert lines_that_fit(Screen(inches), metres) == lines


@pytest.mark.parametrize(
    ("codes", "lying", "upright"),
    [([], 4, 4), (["K"], 4, 4), (["K", "ENT"], 4, 2), (["CARD"], 2, 2), (["CARDIOLO"], 0, 0)],
)
def test_of_wide_numbers_fewer_fit(codes: list[str], lying: int, upright: int) -> None:
    assert lines_that_fit(Screen(43), 10, codes) == lying
    assert lines_that_fit(Screen(43, upright=True), 10, codes) == upright


@pytest.mark.parametrize(("pixels", "upright"), [(None, False), ("1920x1080", False), ("1080x1920", True)])
def test_a_screen_says_itself_whether_it_stands_upright(pixels: str | None, upright: bool) -> None:
    assert screen_of(43, pixels) == Screen(43, upright)


@pytest.mark.parametrize("wanted", LAYOUTS)
@pytest.mark.parametrize(("inches", "metres"), [(32, 5), (43, 10), (55, 8), (85, 6)])
def test_what_is_drawn_is_never_smaller_than_needed(wanted: int, inches: int, metres: int) -> None:
    drawn = lines_drawn(wanted, Screen(inches), metres)
    assert LINES_VH / drawn / LINE_OF_TYPE >= type_vh(inches, metres)


def test_one_call_stands_even_where_nothing_fits() -> None:
    assert lines_drawn(4, Screen(32), 40) == 1


@pytest.mark.parametrize(
    ("number", "quarters"),
    [("K-014", 13), ("K-111", 13), ("CARD-020", 22), ("I-001", 12), ("W" * 8 + "-1234", 47), ("W" * 9 + "-1234", 48)],
)
def test_a_number_is_as_wide_as_its_letters_and_its_widest_digits(number: str, quarters: int) -> None:
    assert quarters_wide(number) == quarters


def test_the_style_sheet_knows_every_width() -> None:
    sheet = (ROOT / "static/css/board.css").read_text(encoding="utf-8")
    assert [one for one in QUARTERS if f".ems-{one} {{ --ems: {one / 4:g}; }}" not in sheet] == []


@pytest.mark.parametrize(
    ("inches", "metres", "quarters"), [(43, 10, 16), (43, 11, 18), (65, 8, 9), (85, 2, 9), (32, 40, 18)]
)
def test_a_doctors_line_is_a_quarter_as_large_as_a_call(inches: int, metres: int, quarters: int) -> None:
    assert reads(inches, metres) == quarters


@pytest.mark.parametrize(("inches", "metres", "most"), [(43, 10, 10), (43, 20, 11), (65, 5, 8), (32, 40, 8)])
def test_doctors_lines_are_made_out_from_the_farthest_seat_or_as_far_as_their_largest_type_reaches(
    inches: int, metres: int, most: int
) -> None:
    assert int(made_out_from(inches, metres)) == most


@pytest.mark.parametrize("size", READS)
def test_the_style_sheet_knows_every_size_of_a_doctors_line(size: int) -> None:
    sheet = (ROOT / "static/css/board.css").read_text(encoding="utf-8")
    assert f".reads-{size} {{ --reads: {size / 4:g}vmin; }}" in sheet
