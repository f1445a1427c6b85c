"""Socket.IO: tells desks that a queue changed, and boards what they show now. A hint, never the truth."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask, current_app, request, session
from flask_login import current_user, user_logged_out
from flask_socketio import SocketIO, join_room

from opd_web import board_cookie, clock, cookies
from opd_web.config import Settings
from opd_web.realtime import board_screens
from opd_web.realtime.board_screens import CHANGED, BoardScreens, Draw
from opd_web.realtime.redis_manager import BoundedRedisManager
from opd_web.realtime.socket_cap import SocketCap
from opd_web.services import boards, catalogue, logins
from opd_web.store.announcement import BoardChange, Change

SIGNED_OUT = "signed-out"
UNPAIRED = "unpaired"

EVERY_DEPARTMENT = "departments"
LOGIN = "login:"

WATCH_SECONDS = 2

BACKLOG = 1_000
"""Jobs that may wait for the sender; past it they are dropped, and the screens' slow poll heals what was missed."""

log = logging.getLogger(__name__)

socketio = SocketIO()

_jobs: queue.Queue[Callable[[], None]] = queue.Queue(maxsize=BACKLOG)
_starting = threading.Lock()
_sender: threading.Thread | None = None
_screens: BoardScreens | None = None


def connect(app: Flask, draw: Draw) -> None:
    """Serve sockets beside the application's pages; `draw` gives what a board is sent when it changed."""
    global _screens  # noqa: PLW0603  # as `socketio`: the application that was connected last has them
    settings: Settings = app.config["OPD_SETTINGS"]
    options: dict[str, Any] = {"async_mode": "threading", "transports": ["websocket"], "manage_session": False}
    if settings.redis_url:
        options["client_manager"] = BoundedRedisManager(settings.redis_url)
    socketio.init_app(app, **options)
    app.wsgi_app = SocketCap(app.wsgi_app, settings.sockets)  # type: ignore[method-assign]
    user_logged_out.connect(_cut_this_login, app)
    _screens = BoardScreens(app, draw, _emit, partial(_is_heard, elsewhere=bool(settings.redis_url)))


def announce(changes: tuple[Change, ...]) -> None:
    """Tell the screens of these changes, off this thread: a dead Redis must not hold up whoever booked."""
    for change in changes:
        if isinstance(change, BoardChange):
            room = board_screens.room(change.board_id)
            _later(partial(_cut, room, UNPAIRED) if change.cut else partial(_emit, CHANGED, {}, [room]))
            continue
        rooms = [_department_room(change.department_id), EVERY_DEPARTMENT]
        _later(partial(_emit, CHANGED, {"queue": change.queue, "version": change.version}, rooms))
        if _screens:
            _screens.tell(change.department_id)


@socketio.on("connect")
def _connect() -> bool:
    """Put the socket into the rooms that its cookies give it; refuse it where they give none."""
    rooms = {*_rooms_of_user(), *_rooms_of_board()}
    for room in rooms:
        join_room(room)
    return bool(rooms)


def _rooms_of_user() -> Iterable[str]:
    if not current_user.is_authenticated or current_user.login.locked:
        return
    yield _login_room(logins.fingerprint(session["login"]))
    departments = current_user.actor.departments
    if current_user.actor.doctor is not None:
        yield _department_room(catalogue.doctor(current_user.actor.doctor, actor=current_user.actor).department_id)
    elif departments is None:
        yield EVERY_DEPARTMENT
    else:
        yield from map(_department_room, departments)


def _rooms_of_board() -> Iterable[str]:
    """Give the rooms of the board that this TV is, and of the open one that this browser looks at."""
    own = boards.of_token(request.cookies.get(cookies.name(board_cookie.TV), ""))
    looked_at = board_cookie.read(request.cookies.get(cookies.name(board_cookie.NAME)), str(current_app.secret_key))
    for board_id, only_open in ((own, False), (looked_at, True)):
        if board_id and boards.may_be_heard(board_id, only_open=only_open):
            yield board_screens.room(board_id)


def _is_heard(*, elsewhere: bool) -> bool:
    """Tell whether a board listens here, or may listen in another process."""
    return elsewhere or any(
        str(room).startswith(board_screens.ROOM) for room in list(_server().manager.rooms.get("/", ()))
    )


def _department_room(department_id: int) -> str:
    return f"department:{department_id}"


def _login_room(login: str) -> str:
    return f"{LOGIN}{login}"


def _cut_this_login(_app: Flask, **_: object) -> None:
    if "login" in session:
        _later(partial(_cut, _login_room(logins.fingerprint(session["login"])), SIGNED_OUT))


def watch(app: Flask) -> None:
    """Cut, from now on, the sockets of this process whose sign-in ended, wherever and however that was done."""
    threading.Thread(target=_watch, args=[app], name="opd-watch", daemon=True).start()


def _watch(app: Flask) -> None:
    while True:
        time.sleep(WATCH_SECONDS)
        try:
            cut_ended(app)
        # The next look can do what this one could not.
        except Exception:
            log.exception("ended sign-ins could not be looked for")


def cut_ended(app: Flask) -> None:
    """Disconnect the sockets of sign-ins that ended or are locked."""
    rooms = [room for room in _server().manager.rooms.get("/", {}) if str(room).startswith(LOGIN)]
    if not rooms:
        return
    settings: Settings = app.config["OPD_SETTINGS"]
    idle = timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None
    with app.app_context():
        counting = logins.which_count([room.removeprefix(LOGIN) for room in rooms], idle=idle, now=clock.now())
    for room in rooms:
        if room.removeprefix(LOGIN) not in counting:
            _cut(room, SIGNED_OUT)


def _cut(room: str, why: str) -> None:
    """Disconnect a room's sockets: here by force, in other processes by asking the page to leave."""
    _emit(why, {}, [room])
    for socket_id, _ in list(_server().manager.get_participants("/", room)):
        _server().disconnect(socket_id)


def _emit(event: str, payload: dict[str, object], rooms: list[str]) -> None:
    _server().emit(event, payload, to=rooms)


def _server() -> Any:
    """Give python-socketio's server, which takes several rooms at once; Flask-SocketIO's stubs do not know it."""
    return socketio.server  # type: ignore[attr-defined]


def _later(job: Callable[[], None]) -> None:
    """Give a job to the one sender thread, which starts in the process that has the first job."""
    global _sender  # noqa: PLW0603  # one thread for each process, made after gunicorn's fork
    with _starting:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send, name="opd-nudges", daemon=True)
            _sender.start()
    try:
        _jobs.put_nowait(job)
    except queue.Full:
        return


def _send() -> None:
    while True:
        job = _jobs.get()
        try:
            job()
        # Whatever becomes of one nudge, the next screen must still be told.
        except Exception:
            log.exception("a nudge could not be sent")
        finally:
            _jobs.task_done()
