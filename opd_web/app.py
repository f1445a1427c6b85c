"""The factory: the only module that knows every layer."""

from functools import cached_property

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from opd_web import api, cli, realtime, web
from opd_web.config import ROOT, Settings, kept_secret, make_instance
from opd_web.store.database import Base, db, engine_options
from opd_web.store.unit_of_work import AFTER_COMMIT, AUDIT_KEY
from opd_web.web import boards


class Program(Flask):
    """The application; its instance is made by the first that needs it, since some commands need none."""

    @cached_property
    def secret_key(self) -> str:  # type: ignore[override]  # Flask reads it from the configuration, at each use
        """Give the secret of the settings, else the one that the instance keeps."""
        settings: Settings = self.config["OPD_SETTINGS"]
        return settings.secret_key or kept_secret(settings.instance)


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings; touches no database and writes nothing."""
    app = Program("opd_web", root_path=str(ROOT), instance_path=str(settings.instance))
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, settings.threads),
        OPD_SETTINGS=settings,
    )
    app.config[AUDIT_KEY] = settings.audit_key.encode() if settings.audit_key else None
    db.init_app(app)
    with app.app_context():
        # The database file lies in the instance, unless the settings name another place.
        event.listen(db.engine, "do_connect", lambda *_: make_instance(settings.instance))
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, metadata=Base.metadata)
    web.register(app)
    api.register(app)
    cli.register(app)
    realtime.connect(app, boards.sent)
    _trust_proxies(app, settings.proxies)
    app.extensions[AFTER_COMMIT] = realtime.announce
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies say of the client and of https; outermost, since sockets read cookies too."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
