"""Pairing a TV: a code that expires, an administrator who approves, a token that is told once and can be taken away."""

from datetime import timedelta

import pytest

from opd_web.services import boards, pairing, views
from opd_web.services.boards import BoardFields
from opd_web.services.pairing import LETTERS, LIFETIME
from opd_web.services.refused import Refused
from opd_web.store.board_models import BoardContact
from opd_web.store.board_rows import BoardPairingRow, BoardRow
from tests.support.clinic import Clinic


def add(clinic: Clinic, **fields: object) -> int:
    shown = {"department_ids": frozenset({clinic.first_department})} | fields
    return boards.add(BoardFields("TV", "Clinic K", **shown), **clinic.who)


def pair(clinic: Clinic, board_id: int) -> str:
    """Pair a TV with the board, and give its token."""
    new = pairing.begin(now=clinic.now)
    pairing.approve(new.view.id, board_id, **clinic.who)
    collected = pairing.collect(new.secret, now=clinic.now)
    assert collected is not None
    return collected.token


def test_a_code_is_short_and_without_letters_that_are_mistaken(clinic: Clinic) -> None:
    code = pairing.begin(now=clinic.now).view.code
    assert len(code) == 6
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("AEIOU01")


def test_a_tv_becomes_the_board_that_was_chosen_for_its_code(clinic: Clinic) -> None:
    board = add(clinic)
    new = pairing.begin(now=clinic.now)
    assert pairing.collect(new.secret, now=clinic.now) is None
    found = pairing.find(f" {new.view.code[:3].lower()}-{new.view.code[3:]}", now=clinic.now)
    pairing.approve(found.id, board, **clinic.who)
    collected = pairing.collect(new.secret, now=clinic.now)
    assert collected is not None
    assert (collected.board_id, boards.of_token(collected.token)) == (board, board)


def test_a_token_is_told_once_and_only_its_hash_is_kept(clinic: Clinic) -> None:
    board = add(clinic)
    new = pairing.begin(now=clinic.now)
    pairing.approve(new.view.id, board, **clinic.who)
    collected = pairing.collect(new.secret, now=clinic.now)
    with pytest.raises(Refused):
        pairing.collect(new.secret, now=clinic.now)
    assert collected is not None
    assert collected.token not in str(clinic.everything())
    assert new.secret not in str(clinic.everything())


def test_a_code_is_over_after_ten_minutes(clinic: Clinic) -> None:
    board = add(clinic)
    new = pairing.begin(now=clinic.now)
    clinic.now += LIFETIME
    with clinic.refuses("invalid"):
        pairing.find(new.view.code, now=clinic.now)
    with clinic.refuses("not_found"):
        pairing.approve(new.view.id, board, **clinic.who)
    with clinic.refuses("not_found"):
        pairing.collect(new.secret, now=clinic.now)


def test_codes_that_are_over_are_forgotten(clinic: Clinic) -> None:
    pairing.begin(now=clinic.now)
    clinic.now += LIFETIME + timedelta(seconds=1)
    pairing.begin(now=clinic.now)
    assert len(clinic.rows(BoardPairingRow)) == 1


def test_a_code_is_approved_once(clinic: Clinic) -> None:
    board = add(clinic)
    new = pairing.begin(now=clinic.now)
    pairing.approve(new.view.id, board, **clinic.who)
    with clinic.refuses("invalid"):
        pairing.find(new.view.code, now=clinic.now)
    with clinic.refuses("not_found"):
        pairing.approve(new.view.id, board, **clinic.who)


def test_another_tv_takes_the_place_of_the_first(clinic: Clinic) -> None:
    board = add(clinic)
    first, second = pair(clinic, board), pair(clinic, board)
    assert (boards.of_token(first), boards.of_token(second)) == (None, board)


def test_an_unpaired_tv_is_no_board_any_more(clinic: Clinic) -> None:
    board = add(clinic)
    token = pair(clinic, board)
    boards.unpair(board, **clinic.who)
    assert boards.of_token(token) is None
    assert boards.get(board).paired_at is None


def test_what_a_board_is_survives_a_change_and_an_unpairing(clinic: Clinic) -> None:
    board = add(clinic)
    token = pair(clinic, board)
    doctor = clinic.first_doctor
    wanted = BoardFields(
        "New", "Rooms", rooms=frozenset({"3"}), doctor_ids=frozenset({doctor}), lines=8, ticker="Hello"
    )
    boards.change(board, wanted, **clinic.who)
    boards.note_contacts({board: BoardContact(clinic.now, "on", "1920x1080")}, **clinic.who)
    found = boards.get(board)
    assert (found.name, found.rooms, found.doctor_ids, found.department_ids) == ("New", {"3"}, {doctor}, frozenset())
    assert (found.lines, found.ticker, found.sound, found.screen) == (8, "Hello", "on", "1920x1080")
    assert boards.of_token(token) == board


def test_a_board_is_silent_half_a_minute_after_it_was_heard_of(clinic: Clinic) -> None:
    board = add(clinic)
    boards.note_contacts({board: BoardContact(clinic.now)}, **clinic.who)
    found = boards.get(board)
    assert [found.is_silent(clinic.now + timedelta(seconds=wait)) for wait in (5, 31)] == [False, True]


def test_nothing_heard_writes_nothing(clinic: Clinic) -> None:
    before = clinic.everything()
    boards.note_contacts({}, **clinic.who)
    assert clinic.everything() == before


def test_a_board_of_doctors_shows_theirs_only(clinic: Clinic) -> None:
    other = clinic.doctor(name="Dr Sen", room="7")
    clinic.call(clinic.book(clinic.slot()))
    clinic.call(clinic.book(clinic.slot(doctor=other)))
    shown = views.board(add(clinic, department_ids=frozenset(), doctor_ids=frozenset({other})), now=clinic.now)
    assert ([call.number for call in shown.calls], [one.name for one in shown.doctors]) == (["K-002"], ["Dr Sen"])


def test_a_board_of_rooms_shows_whoever_sees_patients_there(clinic: Clinic) -> None:
    other = clinic.doctor(clinic.department("M"), name="Dr Sen", room="7")
    clinic.call(clinic.book(clinic.slot(doctor=other)))
    clinic.hold(clinic.call(clinic.book(clinic.slot())))
    shown = views.board(add(clinic, department_ids=frozenset(), rooms=frozenset({"7"})), now=clinic.now)
    assert ([call.number for call in shown.calls], shown.missed) == (["M-001"], ())


def test_a_department_lists_the_boards_that_show_something_of_it(clinic: Clinic) -> None:
    mine = add(clinic)
    other = clinic.department("M")
    doctor = clinic.doctor(other)
    theirs = add(clinic, department_ids=frozenset(), doctor_ids=frozenset({doctor}))
    assert [one.id for one in boards.of_department(clinic.first_department)] == [mine]
    assert [one.id for one in boards.of_department(other)] == [theirs]


def test_new_boards_are_for_their_tv_only(clinic: Clinic) -> None:
    add(clinic)
    assert [row.open_to_all for row in clinic.rows(BoardRow)] == [False]
