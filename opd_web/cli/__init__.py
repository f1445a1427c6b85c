"""Commands: parse, call one service, print."""

from flask import Flask

from opd_web.cli import accounts, api_keys, audit, day, demo, scenarios, simulate, voice

MODULES = (accounts, api_keys, audit, day, demo, scenarios, simulate, voice)


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`."""
    for module in MODULES:
        app.cli.add_command(module.group)
