"""`flask --app wsgi accounts`: make a user's account, give a user a new password."""

import sys
from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, views
from opd_web.services.refused import Refused, refuse
from opd_web.store.errors import Busy, Unavailable

group = AppGroup("accounts", help="Make accounts of users, and give new passwords.")

FIRST = (
    "Nobody can sign in yet. Make the first administrator with:  "
    ".venv/bin/flask --app wsgi accounts add USERNAME --name NAME --role administrator"
)

asks = click.option("--ask-password", is_flag=True, help="Type the password, instead of having one made.")


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--department", "departments", multiple=True, metavar="CODE", help="Works here only; may be repeated.")
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


def hint(app: Flask) -> str | None:
    """Say how to make the first account where there is none yet."""
    with app.app_context():
        try:
            return None if accounts.every() else FIRST
        except (Unavailable, Busy, SQLAlchemyError):
            # Not the place to say what is wrong with the database: every page does.
            return None


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
