"""`flask --app wsgi accounts`: make a user's account, give a user a new password."""

import sys
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from opd_web import clock
from opd_web.config import Settings
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, second_step, setup, views
from opd_web.services.refused import Refused, refuse
from opd_web.store.errors import Busy, Unavailable

group = AppGroup("accounts", help="Make accounts of users, and give new passwords.")

SET_UP = "Set the hospital up, with this link, once and within 30 minutes:"
AGAIN = "A new link:  .venv/bin/flask --app wsgi accounts setup-link"
NOT_NEEDED = "An administrator can sign in already. Sign in, or give one a new password with `accounts password NAME`."

asks = click.option("--ask-password", is_flag=True, help="Type the password, instead of having one made.")


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--department",
    "departments",
    multiple=True,
    metavar="CODE",
    help="Works here only; may be repeated. Not for administrators.",
)
@click.option("--doctor", type=int, metavar="ID", help="The doctor whose account this is, with --role doctor.")
@asks
def add(
    username: str, name: str, role: str, departments: tuple[str, ...], doctor: int | None, *, ask_password: bool
) -> None:
    """Make an account for USERNAME; print its password once, alone on the last line."""
    password = _password(ask=ask_password)
    try:
        works_in = [_department_id(code) for code in departments]
        accounts.add(
            username,
            name,
            password,
            Role(role),
            department_ids=works_in,
            doctor_id=doctor,
            actor=SYSTEM,
            now=clock.now(),
        )
    except Refused as refused:
        _fail(refused)
    _tell(f"{username} can sign in.", password, ask=ask_password)


@group.command("password")
@click.argument("username")
@asks
def password(username: str, *, ask_password: bool) -> None:
    """Give USERNAME a new password, and end every sign-in of this user; print it once, alone on the last line."""
    new = _password(ask=ask_password)
    try:
        accounts.set_password(_account_id(username), new, actor=SYSTEM, now=clock.now())
    except Refused as refused:
        _fail(refused)
    _tell(f"{username} has a new password.", new, ask=ask_password)


@group.command("end-second-step")
@click.argument("username")
def end_second_step(username: str) -> None:
    """Ask USERNAME, who lost the phone, for no code any more."""
    try:
        second_step.end(_account_id(username), actor=SYSTEM, now=clock.now())
    except Refused as refused:
        _fail(refused)
    print(f"The password of {username} is enough now.")


@group.command("setup-link")
def setup_link() -> None:
    """Print a link that makes the first administrator, alone on the last line; every earlier one ends."""
    link = _new_link(current_app)
    if link is None:
        print(NOT_NEEDED, file=sys.stderr)
        sys.exit(1)
    print(SET_UP, link, sep="\n")


def hint(app: Flask) -> str | None:
    """Make the link of the first administrator where there is none yet, and say so."""
    with app.app_context():
        try:
            link = _new_link(app)
        except (Unavailable, Busy, SQLAlchemyError):
            # Not the place to say what is wrong with the database: every page does.
            return None
    return f"{SET_UP}\n\n  {link}\n\n{AGAIN}" if link else None


def _new_link(app: Flask) -> str | None:
    settings: Settings = app.config["OPD_SETTINGS"]
    secret = setup.new_link(actor=SYSTEM, now=clock.now())
    return f"{settings.address}/setup/{secret}" if secret else None


def _password(*, ask: bool) -> str:
    if not ask:
        return accounts.new_password()
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _tell(done: str, password: str, *, ask: bool) -> None:
    print(done if ask else f"{done} The password is shown only this once:")
    if not ask:
        print(password)


def _department_id(code: str) -> int:
    found = next((one.id for one in views.departments() if one.code == code.upper()), None)
    if found is None:
        raise refuse("unknown_department", "department")
    return found


def _account_id(username: str) -> int:
    found = next((one.id for one in accounts.every() if one.username == username.strip().casefold()), None)
    if found is None:
        raise refuse("not_found", "username", what="account")
    return found


def _fail(refused: Refused) -> NoReturn:
    print(refused.refusal.sentence, file=sys.stderr)
    sys.exit(1)
