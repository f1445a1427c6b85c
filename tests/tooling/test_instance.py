"""The instance folder is made by the first that needs it, and not before."""

from pathlib import Path

import pytest
from flask import Flask

from opd_web.app import create_app
from opd_web.config import from_environment
from opd_web.store.database import db


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "instance"


@pytest.fixture
def app(instance: Path) -> Flask:
    return create_app(from_environment({"OPD_INSTANCE": str(instance)}))


def test_the_application_alone_writes_nothing(app: Flask, instance: Path) -> None:
    assert app.config["OPD_SETTINGS"].secret_key is None
    assert not instance.parent.exists()


def test_the_database_makes_it(app: Flask, instance: Path) -> None:
    with app.app_context():
        db.engine.connect().close()
        db.engine.dispose()
    assert [path.name for path in instance.iterdir()] == ["opd.sqlite3"]


def test_the_secret_makes_it_and_stays(app: Flask, instance: Path) -> None:
    assert app.secret_key == (instance / "secret_key").read_text("ascii")
    again = create_app(from_environment({"OPD_INSTANCE": str(instance)}))
    assert again.secret_key == app.secret_key


def test_a_secret_of_the_settings_is_kept_nowhere(instance: Path) -> None:
    app = create_app(from_environment({"OPD_INSTANCE": str(instance), "SECRET_KEY": "s" * 32}))
    assert (app.secret_key, instance.exists()) == ("s" * 32, False)
