"""`flask --app wsgi api-keys`: make the keys of programs, list them, revoke them."""

import sys
from datetime import timedelta
from typing import NoReturn

import click
from flask.cli import AppGroup

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import api_keys
from opd_web.services.refused import Refused
from opd_web.store.resources import ApiKeyView

group = AppGroup("api-keys", help="Make, list and revoke the keys of programs that call the HTTP API.")


NO_DOCTOR = "The key names no doctor (--doctor ID): it sees the queue of the one that a call names, and else nobody."


@group.command("create")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What the program may do."
)
@click.option("--department", "departments", multiple=True, metavar="CODE", help="Works here only; may be repeated.")
@click.option("--doctor", type=int, metavar="ID", help="With --role doctor: the key works in this doctor's queue only.")
@click.option("--days", type=click.IntRange(1, 3660), help="Expires after so many days; never, where left out.")
def create(name: str, role: str, departments: tuple[str, ...], doctor: int | None, days: int | None) -> None:
    """Make a key for the program NAME, and print it once, alone on the last line."""
    now = clock.now()
    try:
        new = api_keys.create(
            name,
            Role(role),
            department_codes=departments,
            doctor_id=doctor,
            expires_at=now + timedelta(days=days) if days else None,
            actor=SYSTEM,
            now=now,
        )
    except Refused as refused:
        _fail(refused)
    if role == Role.DOCTOR and doctor is None:
        print(NO_DOCTOR)
    print(f"Key {new.view.id} for {new.view.name}, {_ending(new.view)}. It is not kept: copy it now.")
    print(new.secret)


@group.command("list")
def list_() -> None:
    """Print every key, one a line: number, role, last use, end, name."""
    for key in api_keys.every():
        used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
        print(f"{key.id}\t{key.role}\t{used}\t{_ending(key)}\t{key.name}")


@group.command("revoke")
@click.argument("key", type=int)
def revoke(key: int) -> None:
    """End the key with the number KEY: its next call is refused."""
    try:
        view = api_keys.revoke(key, actor=SYSTEM, now=clock.now())
    except Refused as refused:
        _fail(refused)
    print(f"Key {view.id} for {view.name} is revoked.")


def _ending(key: ApiKeyView) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d %H:%M} UTC"
    return f"expires {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else "never expires"


def _fail(refused: Refused) -> NoReturn:
    print(refused.refusal.sentence, file=sys.stderr)
    sys.exit(1)
