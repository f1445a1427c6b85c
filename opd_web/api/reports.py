"""Reports of a day, and the sealed events of a token."""

from datetime import datetime

from opd_web import clock
from opd_web.api import cursors
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.reports import AuditQuery, DailyReportSchema, DayQuery, EventSchema
from opd_web.api.schemas.resources import page_of
from opd_web.api.zone import facility_zone
from opd_web.engine.roles import Permission
from opd_web.services import accesses, audit, reports
from opd_web.simulation.figures import DEFINITIONS
from opd_web.store.report_models import Asked, DepartmentDay

calls = Calls("reports", __name__, description="Figures of a day, and the record behind them.")


@calls.call("GET", "/reports/daily", Permission.READ_REPORTS, query=DayQuery, gives=DailyReportSchema)
def daily(query: Json) -> Json:
    """Give the figures of a service day, whole and by department."""
    now = clock.now()
    on = query.get("date") or now.astimezone(facility_zone()).date()
    asked = Asked(on, on)
    return {
        "date": on,
        "zone": facility_zone().key,
        "computed_at": now,
        "figures": reports.figures(asked, actor=caller(), now=now),
        "departments": [_department(known, now) for known in reports.department_days(asked, actor=caller(), now=now)],
        "definitions": DEFINITIONS,
    }


@calls.call("GET", "/audit", Permission.READ_REPORTS, query=AuditQuery, gives=page_of(EventSchema, "Events"))
def events(query: Json) -> Json:
    """List the sealed events of one token, in order."""
    found = audit.of_token(query["token"], cursors.asked(query), actor=caller())
    accesses.note("audit_token", tokens=[query["token"]], actor=caller(), now=clock.now())
    return cursors.body(found)


def _department(known: DepartmentDay, now: datetime) -> Json:
    asked = Asked(known.day, known.day, known.department_id)
    return {
        "department": known.department_id,
        "code": known.code,
        "policy": known.preset,
        "events": known.events,
        "by_status": known.by_status,
        "figures": reports.figures(asked, actor=caller(), now=now),
    }
