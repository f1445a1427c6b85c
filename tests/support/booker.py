"""A process that books, made to be killed: `python -m tests.support.booker MODE DATABASE_URL SLOT_ID`."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from opd_web.services import booking
from opd_web.store.unit_of_work import AFTER_COMMIT
from tests.support.clinic import Clinic, application


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def show(token: booking.TokenView) -> None:
    """Tell the reader that this was done."""
    tell(f"{token.id} {token.number}")


def stream(clinic: Clinic, slot: int) -> None:
    """Book and show, again and again."""
    for _ in count():
        show(clinic.book(slot, name=f"Patient of {os.getpid()}"))


def early(clinic: Clinic, slot: int) -> None:
    """Show what is not committed yet, and die: what no program may do."""
    view = booking._view

    def shown(*arguments: object) -> booking.TokenView:
        token = view(*arguments)
        show(token)
        return token

    booking._view = shown
    event.listen(Engine, "commit", lambda _connection: die())
    clinic.book(slot)


def answerless(clinic: Clinic, slot: int) -> None:
    """Die after the commit and before the answer."""
    clinic.app.extensions[AFTER_COMMIT] = lambda _announcements: die()
    clinic.send(clinic.ask(slot, name="Asha Devi", phone="+919812345678"), key="form-1")


def everywhere(clinic: Clinic, slot: int) -> None:
    """Die at the first statement of an emergency, at the second, and so on, and at last at its commit."""
    for point in count(1):
        child = os.fork()
        if child == 0:
            event.listen(Engine, "before_cursor_execute", dying_at(point))
            event.listen(Engine, "commit", lambda _connection: die(signal.SIGTERM))
            clinic.emergency(slot)
        how = os.WTERMSIG(os.waitpid(child, 0)[1])
        tell(signal.Signals(how).name)
        if how == signal.SIGTERM:
            return


def dying_at(point: int) -> Callable[..., None]:
    statements = count(1)

    def at(*_: object) -> None:
        if next(statements) == point:
            die()

    return at


def die(how: signal.Signals = signal.SIGKILL) -> None:
    os.kill(os.getpid(), how)


def main(mode: str, url: str, slot: str) -> None:
    modes = {"stream": stream, "early": early, "answerless": answerless, "everywhere": everywhere}
    with tempfile.TemporaryDirectory() as folder, application(url, Path(folder)) as app, app.app_context():
        modes[mode](clinic_of(app), int(slot))


def clinic_of(app: Flask) -> Clinic:
    """Give a clinic whose keys and phones nobody else uses."""
    clinic = Clinic(app)
    clinic._counter = count(os.getpid() * 1000)
    return clinic


if __name__ == "__main__":
    main(*sys.argv[1:])
