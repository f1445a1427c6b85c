"""`flask --app wsgi demo`: the demo clinic."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from flask.cli import AppGroup

from opd_web import clock
from opd_web.config import Settings
from opd_web.simulation.demo.ground import Password
from opd_web.simulation.demo.load import Outcome, load

group = AppGroup("demo", help="The demo clinic.")

SAID = {
    Outcome.LOADED: "The demo clinic is loaded.",
    Outcome.RENEWED: "The demo clinic has a new morning, since its last one was on another day.",
    Outcome.ALREADY_THERE: "The demo clinic is loaded already. Nothing was changed.",
    Outcome.OTHER_CLINIC: "This database holds a clinic of its own, so the demo clinic was not loaded.",
}


@group.command("load")
def load_command() -> None:
    """Load the demo clinic, or its morning of today; print its users' passwords once."""
    settings: Settings = current_app.config["OPD_SETTINGS"]
    with _only_one(settings.instance):
        outcome = load(settings.timezone, now=clock.now(), tell=lambda passwords: _tell(passwords, settings))
    print(SAID[outcome], flush=True)


def _tell(passwords: tuple[Password, ...], settings: Settings) -> None:
    width = max(len(one.account.username) for one in passwords)
    print(f"\nDemo users, to sign in at {settings.address}/sign-in. These passwords are shown only this once:\n")
    for one in passwords:
        print(f"  {one.account.username:<{width}}  {one.password}  {one.account.title}")
    print(flush=True)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Let one load at a time run. The lock is on the folder itself, so it leaves no file behind."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
