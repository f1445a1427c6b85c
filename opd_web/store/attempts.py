"""Tries with passwords, counted together by bucket: in the database, so that every process counts the same."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select

from opd_web.store.people_rows import AttemptRow
from opd_web.store.unit_of_work import UnitOfWork


def count(work: UnitOfWork, bucket: str, since: datetime) -> int:
    """Count the tries of a bucket since a moment."""
    query = select(func.count(AttemptRow.id)).where(AttemptRow.bucket == bucket, AttemptRow.at > since)
    return work.session.scalar(query) or 0


def add(work: UnitOfWork, buckets: Collection[str]) -> None:
    """Write one try into each of these buckets."""
    work.session.add_all(AttemptRow(bucket=bucket, at=work.now) for bucket in buckets)


def clear(work: UnitOfWork, bucket: str) -> None:
    """Forget the tries of a bucket."""
    work.session.execute(delete(AttemptRow).where(AttemptRow.bucket == bucket))


def forget(work: UnitOfWork, before: datetime) -> None:
    """Forget the tries that count no more."""
    work.session.execute(delete(AttemptRow).where(AttemptRow.at < before))
