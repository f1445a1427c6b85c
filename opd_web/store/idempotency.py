"""Creating requests that were done: sent again, they get the same answer."""

import hashlib

from sqlalchemy import select

from opd_web.store.rows import IdempotencyRow
from opd_web.store.unit_of_work import UnitOfWork

LONGEST = 200


def kept(key: str) -> str:
    """Give a key as it is kept: one that is too long for the column, or not printable, by its hash."""
    plain = len(key) <= LONGEST and key.isprintable()
    return key if plain else f"sha256:{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()}"


def find(work: UnitOfWork, key: str) -> IdempotencyRow | None:
    """Give what this actor already did with this key."""
    query = select(IdempotencyRow).where(IdempotencyRow.actor == work.actor.id, IdempotencyRow.key == kept(key))
    return work.session.scalars(query).one_or_none()


def keep(work: UnitOfWork, key: str, fingerprint: str, token_id: int) -> None:
    """Remember what was done; raises the store's Collision where the same request was done at the same time."""
    work.session.add(
        IdempotencyRow(
            actor=work.actor.id, key=kept(key), fingerprint=fingerprint, token_id=token_id, created_at=work.now
        )
    )
