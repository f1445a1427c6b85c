"""How Alembic reaches the database: through the application, or through a URL given by the store's `schema` module."""

from alembic import context
from flask import has_app_context
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from opd_web.store.database import Base, UtcDateTime, db


def run(connection: Connection) -> None:
    """Bring this database to the revision asked for, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_moment,
    )
    with context.begin_transaction():
        context.run_migrations()


def render_moment(kind: str, item: object, _context: object) -> str | bool:
    """Write the project's own type for moments as the plain type that it stands on: migrations outlive the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def engine() -> Engine:
    """Give the engine of the application, or a short-lived one for a bare URL."""
    url = context.config.attributes.get("url")
    if url is None and has_app_context():
        return db.engine
    return create_engine(str(url), poolclass=NullPool)


with engine().connect() as connection:
    run(connection)
    connection.commit()
