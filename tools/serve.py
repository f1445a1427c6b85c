"""Check what a start needs, bring the tables up to date, load the demo clinic where it is asked for, and serve."""

import os
import socket
import subprocess
import sys
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from opd_web.config import ROOT, InvalidSettings, Settings, from_environment, make_instance


def main() -> None:
    """Begin nothing that cannot be finished: settings, database and port are checked before anything is written."""
    try:
        settings = from_environment()
        make_instance(settings.instance)
    except InvalidSettings as refused:
        fail(str(refused))
    check_database(settings.database_url)
    check_port(settings)
    flask("db", "upgrade", quiet=True)
    if settings.demo:
        flask("demo", "load")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn"])  # noqa: S606  takes this process's place on purpose


def check_database(address: str) -> None:
    """Open the database and take its write lock for a moment."""
    try:
        engine = sa.create_engine(address, poolclass=sa.NullPool)
    except (ArgumentError, SQLAlchemyError, ImportError, ValueError):
        fail(
            "DATABASE_URL is no address of a database that is supported. Use "
            "postgresql+psycopg://user:password@host/name, or leave it unset for SQLite."
        )
    try:
        with engine.connect() as connection:
            sqlite = engine.dialect.name == "sqlite"
            connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "SELECT 1")
    except DBAPIError as error:
        fail(no_database(engine.url, str(error.orig)))


def no_database(url: sa.URL, reason: str) -> str:
    why = next(iter(reason.strip().splitlines()), "no reason given").rstrip(".")
    if url.get_backend_name() != "sqlite":
        return f"The database {url.render_as_string()} does not answer ({why}). Start it, or correct DATABASE_URL."
    if "locked" in why:
        return f"The database {url.database} is in use by another program. Stop that one and try again."
    return (
        f"The database {url.database} cannot be used ({why}). Put a good copy in its place, let this user write it, "
        "or name another one with DATABASE_URL."
    )


def check_port(settings: Settings) -> None:
    """Take the port for a moment: gunicorn itself tries for five seconds and then says less."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        fail(f"HOST: {settings.host!r} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for the whole network.")
    except OSError as error:
        fail(no_port(settings, error))


def no_port(settings: Settings, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return (
            f"PORT: {settings.port} is kept for the administrator of this machine. Choose another: PORT=8000 make run"
        )
    return (
        f"Port {settings.port} on {settings.host} cannot be used ({os.strerror(error.errno or 0)}). "
        f"Stop the program that has it, or choose another: PORT={settings.port % 65535 + 1} make run"
    )


def flask(*command: str, quiet: bool = False) -> None:
    """Run one of the product's own commands; a quiet one is heard only when it fails."""
    full = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    done = subprocess.run(full, cwd=ROOT, capture_output=quiet, text=True, check=False)
    if done.returncode:
        if quiet:
            print(done.stdout + done.stderr, file=sys.stderr)
        fail(f"`flask --app wsgi {' '.join(command)}` failed, so the server was not started. The reason stands above.")


def fail(sentence: str) -> NoReturn:
    sys.exit(sentence)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
