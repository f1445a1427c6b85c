"""Reports of a day, and the sealed events of a token."""

from collections import Counter
from datetime import date

from opd_web import clock
from opd_web.api import cursors
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.reports import AuditQuery, DailyReportSchema, DayQuery, EventSchema
from opd_web.api.schemas.resources import page_of
from opd_web.api.zone import facility_zone
from opd_web.engine.roles import Permission
from opd_web.services import accesses, audit, catalogue, records
from opd_web.simulation.figures import DEFINITIONS, figures
from opd_web.store.day_record import DayRecord
from opd_web.store.paging import Asked

EVERY = Asked(500)

calls = Calls("reports", __name__, description="Figures of a day, and the record behind them.")


@calls.call("GET", "/reports/daily", Permission.READ_REPORTS, query=DayQuery, gives=DailyReportSchema)
def daily(query: Json) -> Json:
    """Give the figures of a service day, whole and by department."""
    now = clock.now()
    on = query.get("date") or now.astimezone(facility_zone()).date()
    days = _days(on)
    return {
        "date": on,
        "zone": facility_zone().key,
        "computed_at": now,
        "figures": figures((record for _, record in days), now=now),
        "departments": [_department(department_id, record) for department_id, record in days],
        "definitions": DEFINITIONS,
    }


@calls.call("GET", "/audit", Permission.READ_REPORTS, query=AuditQuery, gives=page_of(EventSchema, "Events"))
def events(query: Json) -> Json:
    """List the sealed events of one token, in order."""
    found = audit.of_token(query["token"], cursors.asked(query), actor=caller())
    accesses.note("audit_token", tokens=[query["token"]], actor=caller(), now=clock.now())
    return cursors.body(found)


def _days(on: date) -> list[tuple[int, DayRecord]]:
    departments = catalogue.list_departments(EVERY, actor=caller()).items
    found = ((one.id, records.find_day(one.code, on)) for one in departments)
    return [(department_id, record) for department_id, record in found if record]


def _department(department_id: int, record: DayRecord) -> Json:
    return {
        "department": department_id,
        "code": record.department,
        "policy": record.preset,
        "events": record.events,
        "by_status": Counter(token.status.value for token in record.tokens),
        "figures": figures([record], now=clock.now()),
    }
