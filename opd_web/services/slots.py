"""Slots: listed, read with their queue, added, changed, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from opd_web.engine.events import Kind
from opd_web.engine.model import PLACED, SlotStatus
from opd_web.engine.phrases import Phrase, say
from opd_web.engine.roles import Actor
from opd_web.services import _scope, _slot
from opd_web.services._slot import LARGEST_CAPACITY, NewSlot, Seen
from opd_web.services.refused import refuse
from opd_web.store import days, places, pools, slots, token_lists, tokens
from opd_web.store.paging import Asked, Page
from opd_web.store.read_models import SlotQueue, SlotView
from opd_web.store.reading import reading
from opd_web.store.rows import DepartmentDayRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["LARGEST_CAPACITY", "NewSlot", "Wanted", "add", "change", "change_capacity", "get", "listed", "remove"]

NAMED = 6
"""How many numbers a refusal names, before it only counts the rest."""

Removal = Literal["removed", "has_history", "is_closed"]


@dataclass(frozen=True)
class Wanted:
    """Which slots; None is any."""

    doctor_id: int | None = None
    department_id: int | None = None
    service_day: date | None = None


def listed(asked: Asked, wanted: Wanted, *, actor: Actor, now: datetime) -> Page[SlotView]:
    """List slots in time order. Raise Refused for a department that is not the caller's."""
    if wanted.department_id is not None:
        _scope.check_department(actor, wanted.department_id)
    with reading() as session:
        return slots.listed(
            session,
            asked,
            actor.departments,
            now,
            doctor_id=wanted.doctor_id,
            department_id=wanted.department_id,
            service_day=wanted.service_day,
        )


def get(slot_id: int, *, actor: Actor, now: datetime) -> SlotQueue:
    """Give a slot with its active tokens and its pool's waiting ones, in order. Raise Refused."""
    with reading() as session:
        place = slots.place(session, slot_id)
        if place is None:
            raise refuse("unknown_slot", "slot")
        _scope.check_queue(actor, place.department_id, place.doctor_id)
        return SlotQueue(
            slots.one(session, slot_id, now),
            tuple(token_lists.active_in(session, slot_id, now)),
            tuple(token_lists.waiting_in(session, place.department_day_id, place.pool, now)),
        )


def add(new: NewSlot, *, actor: Actor, now: datetime) -> SlotView:
    """Add a slot that is not over yet, and give its places to whoever waits. Raise Refused."""
    if new.ends_at < now:
        raise refuse("slot_in_past", "ends_at")
    with unit_of_work(actor, now) as work:
        return slots.one(work.session, _slot.add(work, new).id, now)


def change(
    slot_id: int, changes: Mapping[str, Any], *, seen: Seen | None = None, actor: Actor, now: datetime
) -> SlotView:
    """Change some of starts_at, ends_at, capacity; places that are new go to whoever waits. Raise Refused.

    The doctor stays; the start stays once a token was given; the capacity is never below what is taken.
    """
    with unit_of_work(actor, now) as work:
        day, row = _slot.find(work, slot_id)
        if seen:
            seen(slots.one(work.session, row.id, now))
        places.end_graces(work, day.id)
        _check_open(work, row)
        differing = {name: value for name, value in changes.items() if getattr(row, name) != value}
        _check(work, day, row, differing)
        if differing:
            _write(work, row, differing)
        return slots.one(work.session, row.id, now)


def change_capacity(slot_id: int, capacity: int, *, actor: Actor, now: datetime) -> SlotView:
    """Give the slot another capacity; new places go to whoever waits. Raise Refused below what is used."""
    return change(slot_id, {"capacity": capacity}, actor=actor, now=now)


def remove(slot_id: int, *, seen: Seen | None = None, actor: Actor, now: datetime) -> Removal:
    """Take a slot away that never had a token; one with a history stays, and is to be cancelled. Raise Refused."""
    with unit_of_work(actor, now) as work:
        _, row = _slot.find(work, slot_id)
        if seen:
            seen(slots.one(work.session, row.id, now))
        if slots.has_history(work, row):
            return "has_history" if slots.is_open(row) else "is_closed"
        row.status, row.removed = SlotStatus.CANCELLED, True
        work.record(Kind.SLOT_REMOVED, rule="slot_removed", slot=row)
        return "removed"


def _check_open(work: UnitOfWork, row: SlotRow) -> None:
    if not slots.is_open(row):
        raise refuse("slot_ended", "slot")
    if pools.is_over(row, work.now):
        raise refuse("slot_in_past", "slot")


def _check(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow, changes: Mapping[str, Any]) -> None:
    if "doctor_id" in changes:
        raise refuse("slot_other_doctor", "doctor")
    if "capacity" in changes:
        _slot.check_capacity(changes["capacity"])
        _check_taken(work, day, row, changes["capacity"])
    if "starts_at" in changes:
        _check_start(work, day, row, changes["starts_at"])
    if {"starts_at", "ends_at"} & set(changes):
        starts_at, ends_at = changes.get("starts_at", row.starts_at), changes.get("ends_at", row.ends_at)
        _slot.check_times(work, row.doctor_id, starts_at, ends_at, [row.id])
        if ends_at < work.now:
            raise refuse("slot_in_past", "ends_at")


def _check_taken(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow, capacity: int) -> None:
    """Refuse a capacity below what is used, and name who stands in the way; emergencies beyond it do not."""
    least = row.taken - row.overflow
    if capacity < least:
        raise refuse("invalid", "capacity", problem=_used(least, _holders(work, day, row)))


def _used(least: int, numbers: list[str]) -> Phrase:
    more = len(numbers) - NAMED
    named = ", ".join(numbers[:NAMED])
    if more > 0:
        return say(
            "{least} places are used ({numbers} and {more} more). "
            "Choose {least} or more, or move or cancel some of them first.",
            least=least, numbers=named, more=more,
        )  # fmt: skip
    return say(
        "{least} places are used ({numbers}). Choose {least} or more, or move or cancel some of them first.",
        least=least, numbers=named,
    )  # fmt: skip


def _holders(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow) -> list[str]:
    return [tokens.number_text(day, one.number) for one in tokens.of_slot(work, row) if one.status in PLACED]


def _check_start(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow, starts_at: datetime) -> None:
    if starts_at.second or starts_at.microsecond:
        raise refuse("invalid", "starts_at", problem="A slot starts at a whole minute.")
    if slots.has_history(work, row):
        raise refuse("slot_has_tokens", "starts_at")
    if days.day_of(work, starts_at) != day.service_day:
        raise refuse("slot_other_day", "starts_at")


def _write(work: UnitOfWork, row: SlotRow, changes: Mapping[str, Any]) -> None:
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.overflow = min(row.overflow, max(0, row.taken - row.capacity))
    work.record(Kind.SLOT_CHANGED, rule="slot_changed", slot=row, facts={"before": before})
    places.pass_on(work, row)
    work.session.flush()
