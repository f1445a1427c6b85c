"""Layouts for 1, 2, 4, 8 and 12 rooms: what the farthest seat reads, on a small and a large screen, in any script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from opd_web import clock
from opd_web.engine.legibility import DIGIT_MM_PER_METRE, LAYOUTS, MADE_OUT, Screen, lines_drawn
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, clinic, queue
from opd_web.services.booking import BookingRequest
from opd_web.store.board_rows import BoardRow
from opd_web.store.database import db
from opd_web.store.rows import ClinicSessionRow, DepartmentRow, DoctorRow
from tests.browser.conftest import Hospital
from tests.support.still import run, stop_clock

pytestmark = pytest.mark.browser

DIGIT = 0.727
"""Height of a digit of the board's font, as a part of its size."""

SEATS = {1: (43, 15), 2: (43, 15), 4: (43, 10), 8: (65, 8), 12: (65, 5)}
"""For each layout a screen in inches, and a farthest seat in metres from which all of it can just be read."""

SCREENS = ((1920, 1080), (3840, 2160), (1080, 1920), (2160, 3840))
LYING, UPRIGHT = SCREENS[0], SCREENS[2]
NAMES = (
    "டாக்டர் லக்ஷ்மி நாராயணஸ்வாமி வெங்கடசுப்பிரமணியன்",
    "डॉ. क्षितिज त्र्यम्बक सुब्रह्मण्यम शास्त्री",
    "الدكتور محمد عبد الرحمن",
)

MEASURED = """(digit) => [...document.querySelectorAll("#calls .call-number")].map(
    (one) => parseFloat(getComputedStyle(one).fontSize) * digit)"""

CUT_OFF = """() => [...document.querySelectorAll("#calls .call-number, #calls .call-room, .board-head, .board-foot")]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim())"""

OUTSIDE = """(lines) => [...document.querySelectorAll("#calls .call-number")].slice(0, lines).filter((one) => {
    const [box, line] = [one.getBoundingClientRect(), one.closest(".call").getBoundingClientRect()];
    return box.top < line.top - 1 || box.bottom > line.bottom + 1 || line.bottom > innerHeight;
}).length"""

CRAMPED = """([tongue, state]) => {
    document.body.className = `speaks-${tongue} ${state === "lost" ? "is-lost" : ""}`;
    const liveness = document.getElementById("liveness");
    liveness.textContent = state ? liveness.dataset[state].replaceAll("{time}", "10:42") : "";
    const list = document.querySelector(".doctor-lines").getBoundingClientRect();
    const end = list.bottom;
    // Of the earlier calls stand those that one line has room for.
    const floor = document.getElementById("calls").getBoundingClientRect().bottom;
    const isOut = (one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        // Of the doctors stand those whose turn it is.
        if (one.matches(".doctor-line") && (left > list.right || right < list.left)) return false;
        if (one.closest(".call") && top > floor - 10) return false;
        const line = one.closest(".call")?.getBoundingClientRect();
        const lowest = line?.bottom ?? (one.matches(".doctor-line") ? end : innerHeight);
        return right > innerWidth + 1 || bottom > lowest + 1 || (line && top < line.top - 1);
    };
    const isCut = (one) => one.matches(".call-number, .call-room") && one.scrollWidth > one.clientWidth + 1;
    const all = "#doctors, .doctor-line, :is(.board-head, .board-foot) > *, .call :is(p, b)";
    return [...document.querySelectorAll(all)].filter((one) => one.checkVisibility() && (isOut(one) || isCut(one)))
        .map((one) => `${one.className || one.id} ${one.textContent.trim()}`);
}"""
"""What is cut off or pushed out of the screen when it speaks so and is `late`, `lost` or neither."""

TURNED = """(turned) => {
    const keep = (element, text) => (element.textContent = text);
    opdBoardTurns({ now: () => turned * 8_000, tongues: 2, keep })();
    const list = document.querySelector("#doctor-lines").getBoundingClientRect();
    const lies = (one, whole) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        const fits = left >= whole.left - 1 && right <= whole.right + 1;
        const inside = fits && top >= whole.top - 1 && bottom <= whole.bottom + 1;
        return inside ? "inside" : right <= whole.left + 1 || left >= whole.right - 1 ? "beside" : "cut";
    };
    return [...document.querySelectorAll(".doctor-line")].map((line) => {
        const parts = [...line.querySelectorAll("span, b")].filter((one) => one.checkVisibility());
        const isWhole = parts.every((one) => lies(one, line.getBoundingClientRect()) === "inside");
        const digits = parts.map((one) => parseFloat(getComputedStyle(one).fontSize));
        return { lies: isWhole ? lies(line, list) : "cut", digits: Math.min(...digits) };
    });
}"""
"""Where each doctor's line is when it is the turn of this page, and the size of the smallest type in it."""

STYLE = """(one) => {
    const { direction, textAlign, overflowY } = getComputedStyle(one);
    return { direction, side: textAlign, overflow: overflowY };
}"""

BOXES = """(names) => names.map((name) => document.querySelector(name).getBoundingClientRect().toJSON())"""

SIDES = """() => ["#calls .call-number", "#calls .call-where", "#doctors"].map(
    (name) => document.querySelector(name).getBoundingClientRect().left)"""


def _set_up(hospital: Hospital, **columns: object) -> None:
    with hospital.app.app_context():
        db.session.execute(update(BoardRow).values(**columns))
        db.session.commit()


def _rename(hospital: Hospital, name: str) -> None:
    with hospital.app.app_context():
        db.session.execute(update(DoctorRow).values(name=name))
        db.session.commit()


def _crowd(hospital: Hospital, doctors: int = 12, code: str = "CARD") -> None:
    """Give the department a long code, so many doctors with rooms of long names, and numbers that were missed."""
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        db.session.execute(update(DepartmentRow).values(code=code))
        for rows in (DoctorRow, ClinicSessionRow):
            db.session.execute(update(rows).values(room="Reception 2"))
        db.session.commit()
        department = db.session.scalars(select(DepartmentRow.id)).one()
        for number in range(doctors - 1):
            doctor = clinic.add_doctor(department, NAMES[number % len(NAMES)], f"Room {number + 10}A", **who)
            slot = clinic.add_slot(clinic.NewSlot(doctor, who["now"], who["now"] + timedelta(hours=2), 5), **who).id
            asked = BookingRequest(slot_id=slot, class_="WALK_IN", phone=f"+9197{number:08d}", name="Somebody")
            queue.hold(queue.call(booking.book(asked, key=f"crowd-{number}", **who).token.id, **who).id, **who)


def _open(hospital: Hospital, context: Callable[..., BrowserContext], size: tuple[int, int]) -> Page:
    page = context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto(f"{hospital.url}/boards/1")
    expect(page.locator("#calls .call")).to_have_count(14)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def _pixels_per_mm(size: tuple[int, int], inches: int) -> float:
    return min(size) / (inches * 25.4 * 9 / (16**2 + 9**2) ** 0.5)


@pytest.mark.parametrize("lines", LAYOUTS)
def test_every_large_number_is_as_high_as_the_farthest_seat_needs(
    hospital: Hospital, context: Callable[..., BrowserContext], lines: int
) -> None:
    inches, metres = SEATS[lines]
    _set_up(hospital, lines=lines, inches=inches, metres=metres)
    _rename(hospital, NAMES[lines % len(NAMES)])
    hospital.call_many(14, seconds_ago=120)
    for size in SCREENS:
        page = _open(hospital, context, size)
        pixels_per_mm = _pixels_per_mm(size, inches)
        digits = page.evaluate(MEASURED, DIGIT)
        assert min(digits[:lines]) >= DIGIT_MM_PER_METRE * metres * pixels_per_mm
        assert max(digits[lines:]) < min(digits[:lines])
        assert page.evaluate(OUTSIDE, lines) == 0
        assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("code", ["ENT", "CARD"])
@pytest.mark.parametrize("size", [LYING, UPRIGHT])
def test_of_wide_numbers_so_many_stand_large_as_the_farthest_seat_can_read(
    hospital: Hospital, context: Callable[..., BrowserContext], size: tuple[int, int], code: str
) -> None:
    """A TV of its own has told of its screen."""
    with hospital.app.app_context():
        db.session.execute(update(DepartmentRow).values(code=code))
        db.session.commit()
    _set_up(hospital, lines=4, inches=43, metres=10, token_hash="a" * 64, screen=f"{size[0]}x{size[1]}")
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, size)
    lines = lines_drawn(4, Screen(43, upright=size == UPRIGHT), 10, [code])
    expect(page.locator("#board")).to_contain_class(f"lines-{lines}")
    digits = page.evaluate(MEASURED, DIGIT)
    assert min(digits[:lines]) >= DIGIT_MM_PER_METRE * 10 * _pixels_per_mm(size, 43)
    assert page.evaluate(OUTSIDE, lines) == 0
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("size", [LYING, UPRIGHT])
@pytest.mark.parametrize("lines", LAYOUTS)
def test_nothing_is_cut_off_on_a_crowded_board(
    hospital: Hospital, context: Callable[..., BrowserContext], lines: int, size: tuple[int, int]
) -> None:
    """Nobody scrolls a TV: where its room is, and whether it is live, must be in sight."""
    inches, metres = SEATS[lines]
    _crowd(hospital)
    _set_up(
        hospital, lines=lines, inches=inches, metres=metres, languages="en,hi", ticker="Vaccination on Thursday. " * 5
    )
    hospital.call_many(14)
    page = _open(hospital, context, size)
    expect(page.locator(".doctor-line")).to_have_count(12)
    faces = [(tongue, state) for tongue in (0, 1) for state in ("", "late", "lost")]
    assert [(face, cut) for face in faces if (cut := page.evaluate(CRAMPED, face))] == []


@pytest.mark.parametrize(("inches", "metres"), [(43, 10), (65, 5)])
@pytest.mark.parametrize("doctors", [1, 4, 10, 16])
def test_every_doctor_stands_there_whole_in_turn_and_can_be_made_out_from_the_farthest_seat(
    hospital: Hospital, context: Callable[..., BrowserContext], doctors: int, inches: int, metres: int
) -> None:
    _crowd(hospital, doctors, "K")
    _set_up(hospital, lines=4, inches=inches, metres=metres, languages="en,hi", title=f"Hall {doctors} {metres}")
    hospital.call_many(14, seconds_ago=120)
    for size in SCREENS:
        page = _open(hospital, context, size)
        expect(page.locator(".doctor-line")).to_have_count(doctors)
        turns = [page.evaluate(TURNED, turned) for turned in range(2 * doctors)]
        assert {line["lies"] for turn in turns for line in turn} <= {"inside", "beside"}
        assert all(any(turn[line]["lies"] == "inside" for turn in turns) for line in range(doctors))
        needed = DIGIT_MM_PER_METRE / MADE_OUT * metres * _pixels_per_mm(size, inches)
        assert min(line["digits"] for turn in turns for line in turn) * DIGIT >= needed


@pytest.mark.parametrize("doctors", [4, 7, 8, 16])
def test_every_doctor_stands_there_in_every_language(
    hospital: Hospital, context: Callable[..., BrowserContext], doctors: int
) -> None:
    _crowd(hospital, doctors, "K")
    _set_up(hospital, lines=4, languages="en,hi", title=f"Hall {doctors}")
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, LYING)
    expect(page.locator(".doctor-line")).to_have_count(doctors)
    stood = set[tuple[int, str]]()
    for turned in range(4 * doctors):
        lines = page.evaluate(TURNED, turned)
        language = page.evaluate("document.body.classList.contains('speaks-0') ? 'en' : 'hi'")
        stood |= {(index, language) for index, line in enumerate(lines) if line["lies"] == "inside"}
    assert len(stood) == 2 * doctors


def test_what_could_not_be_read_is_not_drawn_large(hospital: Hospital, context: Callable[..., BrowserContext]) -> None:
    _set_up(hospital, lines=12, inches=43, metres=10)
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, LYING)
    expect(page.locator("#board")).to_contain_class("lines-4")


def test_from_right_to_left_the_number_stands_at_the_right(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    _set_up(hospital, languages="ur", lines=4)
    _rename(hospital, NAMES[2])
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, LYING)
    sides = page.evaluate(SIDES)
    assert (page.evaluate("document.documentElement.dir"), sides) == ("rtl", sorted(sides, reverse=True))
    expect(page.locator("#calls .call-number").first).to_have_text("K-014")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ur", "right")])
def test_a_name_that_does_not_fit_loses_its_end_and_nothing_of_its_letters(
    hospital: Hospital, context: Callable[..., BrowserContext], name: str, language: str, side: str
) -> None:
    _set_up(hospital, languages=language, lines=4, title=f"{name} " * 3)
    _rename(hospital, f"{name} " * 3)
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, LYING)
    for part in ("#calls .call-doctor", ".doctor-name", "h1"):
        style = page.locator(part).first.evaluate(STYLE)
        assert style["direction"] == ("rtl" if name == NAMES[2] else "ltr")
        assert part == "h1" or style["side"] == side
        assert part == ".doctor-name" or style["overflow"] == "visible"


def test_upright_the_extra_line_has_the_whole_width(hospital: Hospital, context: Callable[..., BrowserContext]) -> None:
    _set_up(
        hospital, lines=4, title="Ground floor, beside the lift, to the left", ticker="The pharmacy closes at 18:00."
    )
    hospital.call_many(14, seconds_ago=120)
    page = _open(hospital, context, UPRIGHT)
    head, title, clock_, ticker = page.evaluate(BOXES, [".board-head", "h1", ".clock", ".ticker"])
    assert ticker["width"] == head["width"]
    assert head["left"] <= title["left"] < title["right"] <= clock_["left"] < clock_["right"] <= head["right"]
    assert head["top"] <= title["top"] < title["bottom"] <= ticker["top"] < ticker["bottom"] <= head["bottom"]


def test_the_languages_of_a_board_take_turns(hospital: Hospital, board: Page) -> None:
    _set_up(hospital, languages="en,hi")
    board.reload()
    foot = board.locator(".longer .tongue:visible")
    # Without the network the board's own clock is the only one; with it the server's real time would win.
    board.context.set_offline(True)
    stop_clock(board)
    first = foot.get_attribute("lang")
    for _ in range(8):
        board.clock.run_for(1_000)
    expect(foot).to_have_count(1)
    expect(foot).to_have_attribute("lang", "hi" if first == "en" else "en")


def test_a_board_that_was_changed_is_drawn_anew(hospital: Hospital, board: Page) -> None:
    _set_up(hospital, title="Second floor", lines=8, inches=85, metres=4)
    stop_clock(board)
    run(board, 8)
    expect(board.locator("h1")).to_have_text("Second floor")
    expect(board.locator("#board")).to_contain_class("lines-8")
