"""What the report pages of a day show, computed in the day's own database as for a real day."""

from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.roles import Actor
from opd_web.services import reports
from opd_web.store.report_models import (
    ArrivalsReport,
    Asked,
    Due,
    FairnessReport,
    Named,
    PromisesReport,
    UseReport,
    WaitsReport,
)


@dataclass(frozen=True)
class DayPages:
    """One value for each page; `doctors` are those whose ids stand in them."""

    doctors: tuple[Named, ...]
    waits: WaitsReport
    utilisation: UseReport
    no_shows: tuple[Due, ...]
    fairness: FairnessReport
    promises: PromisesReport
    arrivals: ArrivalsReport


def read(asked: Asked, *, actor: Actor, now: datetime) -> DayPages:
    """Read them all."""
    return DayPages(
        doctors=reports.frame(actor=actor, now=now).doctors,
        waits=reports.waits(asked, actor=actor, now=now),
        utilisation=reports.utilisation(asked, actor=actor, now=now),
        no_shows=reports.no_shows(asked, actor=actor, now=now),
        fairness=reports.fairness(asked, actor=actor, now=now),
        promises=reports.promises(asked, actor=actor, now=now),
        arrivals=reports.arrivals(asked, actor=actor, now=now),
    )
