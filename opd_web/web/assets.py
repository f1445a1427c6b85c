"""Addresses of our own static files, which change with their content so that a browser may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for


def register(app: Flask) -> None:
    """Let templates say `asset("css/app.css")` and `icon_file()`."""
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Give the address of a static file, with a mark of its content."""
    return url_for("static", filename=name, v=_mark(Path(current_app.static_folder or "") / name))


@lru_cache(maxsize=100)
def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
