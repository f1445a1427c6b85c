"""Commands: parse, call one service, print."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to `flask --app wsgi`."""
