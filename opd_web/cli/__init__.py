"""Commands: parse, call one service, print."""

from flask import Flask

from opd_web.cli import audit


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`."""
    for group in (audit.group,):
        app.cli.add_command(group)
