"""The hospital: its name, its time zone, and how far it is set up."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import changes, facility
from opd_web.store.admin_models import Facility, Progress
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


def read() -> Facility | None:
    """Give the hospital, None before it has a name."""
    with reading() as session:
        return facility.read(session)


def progress(*, now: datetime) -> Progress:
    """Tell how far the clinic is set up."""
    with reading() as session:
        return facility.progress(session, now)


def change(name: str, timezone: str, *, actor: Actor, now: datetime) -> None:
    """Name the hospital and its time zone, which no longer changes once slots are planned. Raise Refused."""
    _check(name, timezone)
    with unit_of_work(actor, now) as work:
        _check_planned(work, timezone)
        facility.change(work, name.strip(), timezone)
        changes.note(work, "hospital", zone=timezone)


def complete_demo_day(service_day: date, *, actor: Actor, now: datetime) -> None:
    """Note that the demo data of this day is complete. Raise Refused in a hospital that is no demo."""
    with unit_of_work(actor, now) as work:
        if not facility.set_demo_day(work, service_day):
            raise refuse("not_found", "facility", what="demo clinic")


def _check(name: str, timezone: str) -> None:
    if not name.strip():
        raise refuse("invalid", "name", problem="Enter the name of the hospital.")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = say("{zone} is no time zone. Choose one from the list, such as Asia/Kolkata.", zone=timezone)
        raise refuse("invalid", "timezone", problem=problem) from error


def _check_planned(work: UnitOfWork, timezone: str) -> None:
    """Refuse a zone in which the slots that are already planned would stand at other hours."""
    before = facility.read(work.session)
    planned = facility.slots_ahead(work.session, work.now)
    if before and before.timezone != timezone and planned:
        problem = say(
            "What is planned in {zone} would stand at other hours (slots ahead: {planned}). "
            "Stop the weekly plans and cancel these slots first.",
            zone=before.timezone, planned=planned,
        )  # fmt: skip
        raise refuse("invalid", "timezone", problem=problem)
