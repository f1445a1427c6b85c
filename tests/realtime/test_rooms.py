"""Who hears of what: the server derives it from the login or the board, never from what a client says."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_socketio import SocketIOTestClient

from opd_web import realtime
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import boards, pairing
from opd_web.services.boards import BoardFields
from opd_web.store.announcement import Announcement
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, add_board, signed_in

Connect = Callable[[Visitor], SocketIOTestClient]
Heard = Callable[[SocketIOTestClient], list[tuple[str, Any]]]


def test_a_stranger_is_refused(connect: Connect, visitor: Visitor) -> None:
    assert not connect(visitor).is_connected()


def test_a_nurse_hears_of_their_departments_only(app: Flask, clinic: Clinic, connect: Connect, heard: Heard) -> None:
    mine, other = clinic.department("A"), clinic.department("B")
    socket = connect(signed_in(app, department_ids=[mine]))
    realtime.announce((Announcement("A", 5, mine), Announcement("B", 7, other)))
    assert heard(socket) == [("changed", {"queue": "A", "version": 5})]


def test_a_doctor_hears_of_the_own_department_only(app: Flask, clinic: Clinic, connect: Connect, heard: Heard) -> None:
    mine, other = clinic.department("A"), clinic.department("B")
    socket = connect(signed_in(app, Role.DOCTOR, "Dr Rao", doctor_id=clinic.first_doctor))
    realtime.announce((Announcement("A", 5, mine), Announcement("B", 7, other)))
    assert heard(socket) == [("changed", {"queue": "A", "version": 5})]


def test_who_works_everywhere_hears_of_everything_once(
    app: Flask, clinic: Clinic, connect: Connect, heard: Heard
) -> None:
    department = clinic.department("A")
    socket = connect(signed_in(app, Role.ADMINISTRATOR))
    realtime.announce((Announcement("A", 5, department),))
    assert len(heard(socket)) == 1


def test_a_board_hears_of_its_departments_only(
    clinic: Clinic, connect: Connect, heard: Heard, visitor: Visitor
) -> None:
    mine, other = clinic.department("A"), clinic.department("B")
    visitor.get(f"/boards/{add_board(mine)}")
    socket = connect(visitor)
    realtime.announce((Announcement("B", 7, other),))
    assert heard(socket) == []
    realtime.announce((Announcement("A", 5, mine),))
    assert heard(socket) == [("changed", {})]


def test_a_forged_board_is_refused(connect: Connect, visitor: Visitor) -> None:
    visitor.client.set_cookie("opd_board", "1")
    assert not connect(visitor).is_connected()


def test_a_board_that_is_gone_is_refused(app: Flask, connect: Connect, visitor: Visitor) -> None:
    from opd_web import board_cookie

    visitor.client.set_cookie("opd_board", board_cookie.seal(99, str(app.secret_key)))
    assert not connect(visitor).is_connected()


def test_an_unpaired_tv_is_cut_and_hears_why(app: Flask, clinic: Clinic, connect: Connect, visitor: Visitor) -> None:
    who = {"actor": SYSTEM, "now": clinic.now}
    board = boards.add(BoardFields("TV", "Clinic", frozenset({clinic.department("A")})), **who)
    new = pairing.begin(now=clinic.now)
    pairing.approve(new.view.id, board, **who)
    collected = pairing.collect(new.secret, now=clinic.now)
    assert collected is not None
    visitor.client.set_cookie("opd_tv", collected.token)
    socket = connect(visitor)
    assert socket.is_connected()
    boards.unpair(board, **who)
    realtime._jobs.join()
    assert not socket.is_connected()
    assert not connect(visitor).is_connected()


def test_a_changed_board_is_nudged(clinic: Clinic, connect: Connect, heard: Heard, visitor: Visitor) -> None:
    department = clinic.department("A")
    board = add_board(department)
    visitor.get(f"/boards/{board}")
    socket = connect(visitor)
    fields = BoardFields("TV", "Other heading", frozenset({department}), open_to_all=True)
    boards.change(board, fields, actor=SYSTEM, now=clinic.now)
    assert heard(socket) == [("changed", {})]


def test_a_board_that_is_open_no_more_is_refused(clinic: Clinic, connect: Connect, visitor: Visitor) -> None:
    department = clinic.department("A")
    board = add_board(department)
    visitor.get(f"/boards/{board}")
    boards.change(board, BoardFields("TV", "TV", frozenset({department})), actor=SYSTEM, now=clinic.now)
    assert not connect(visitor).is_connected()


def test_a_booking_is_announced_without_a_name(clinic: Clinic, connect: Connect, heard: Heard, nurse: Visitor) -> None:
    slot = clinic.slot()
    socket = connect(nurse)
    clinic.book(slot, name="Zebrawood Canary", phone="+919811122233")
    messages = heard(socket)
    assert messages[-1][1].keys() == {"queue", "version"}
    assert "Zebrawood" not in str(messages)


def test_what_is_rolled_back_is_not_announced(clinic: Clinic, connect: Connect, heard: Heard, nurse: Visitor) -> None:
    clinic.slot()
    socket = connect(nurse)
    with clinic.refuses("queue_empty"):
        clinic.call_next()
    assert heard(socket) == []


def test_signing_out_cuts_the_socket(connect: Connect, nurse: Visitor) -> None:
    socket = connect(nurse)
    nurse.post("/sign-out", htmx=False)
    realtime._jobs.join()
    assert not socket.is_connected()


def test_signing_out_here_leaves_the_other_browser_connected(app: Flask, connect: Connect, heard: Heard) -> None:
    here = signed_in(app)
    there = Visitor(app)
    there.sign_in("Sister Mary")
    socket = connect(there)
    here.post("/sign-out", htmx=False)
    assert heard(socket) == []
    assert socket.is_connected()
