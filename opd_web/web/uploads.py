"""How much a request may send: little, but for the pages that take a file."""

from flask import Flask, request

USUAL = 64 * 1024
FILES = {"admin.imports.check": 2 * 1024 * 1024, "admin.imports.take_in": 4 * 1024 * 1024}
"""Endpoint → bytes. The file comes back as a field of a form, in which each letter of other scripts takes more room."""


def register(app: Flask) -> None:
    """Bound every request; before anything reads its form."""
    app.config["MAX_CONTENT_LENGTH"] = USUAL
    app.before_request(_widen)


def _widen() -> None:
    most = FILES.get(request.endpoint or "")
    if most:
        request.max_content_length = request.max_form_memory_size = most
