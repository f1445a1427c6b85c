"""A socket lives no longer than its sign-in, however and wherever that ended."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from opd_web import realtime
from opd_web.services import accounts, logins, users
from tests.support.clinic import Clinic
from tests.support.pages import Visitor

Connect = Callable[[Visitor], SocketIOTestClient]


def end(clinic: Clinic, how: str) -> None:
    mary = accounts.every()[0].id
    if how == "disabled":
        users.set_active(mary, active=False, **clinic.who)
    elif how == "new password":
        users.reset_password(mary, **clinic.who)
    else:
        users.sign_out(mary, **clinic.who)


@pytest.fixture(autouse=True)
def _same_clock(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)


@pytest.mark.parametrize("how", ["disabled", "new password", "signed out everywhere"])
def test_the_next_look_cuts_it(app: Flask, clinic: Clinic, connect: Connect, nurse: Visitor, how: str) -> None:
    socket = connect(nurse)
    realtime.cut_ended(app)
    assert socket.is_connected()
    end(clinic, how)
    realtime.cut_ended(app)
    assert not socket.is_connected()


def test_a_locked_screen_hears_nothing_and_opens_no_socket(
    app: Flask, clinic: Clinic, connect: Connect, nurse: Visitor
) -> None:
    socket = connect(nurse)
    nurse.post("/lock", htmx=False)
    realtime.cut_ended(app)
    assert not socket.is_connected()
    assert not connect(nurse).is_connected()


def test_the_secret_of_a_sign_in_names_no_room(connect: Connect, nurse: Visitor) -> None:
    connect(nurse)
    with nurse.client.session_transaction() as session:
        secret = session["login"]
    rooms = [str(room) for room in realtime._server().manager.rooms["/"]]
    assert f"login:{logins.fingerprint(secret)}" in rooms
    assert not [room for room in rooms if secret in room]
