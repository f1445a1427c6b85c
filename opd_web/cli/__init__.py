"""Commands: parse, call one service, print."""

from flask import Flask

from opd_web.cli import accounts, api_keys, audit, day, demo, scenarios, simulate


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`."""
    for group in (accounts.group, api_keys.group, audit.group, day.group, demo.group, scenarios.group, simulate.group):
        app.cli.add_command(group)
