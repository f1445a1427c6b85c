"""The schema: brought to its newest revision by migrations alone."""

from alembic import command
from alembic.config import Config

from opd_web.config import ROOT


def alembic_config(url: str) -> Config:
    """Give Alembic's configuration for one database."""
    config = Config(str(ROOT / "migrations" / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at this URL to a revision: up, or down where it is newer."""
    if revision in {"head", "heads"} or revision.startswith("+"):
        command.upgrade(alembic_config(url), revision)
    else:
        command.downgrade(alembic_config(url), revision)
