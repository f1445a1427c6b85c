"""The figures of days in one, as a simulated day reports them."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import SlotStatus, TokenStatus
from opd_web.store.report_models import Figures, Spread, Waits, told
from opd_web.store.reports import fairness, overtakes, use, waits
from opd_web.store.reports.quantiles import everybody
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import SlotRow, TokenRow


def read(session: Session, scope: Scope) -> Figures:
    """Read them all."""
    status, came, not_seen, classes = _counts(session, scope)
    found = waits.by(session, scope, ("class",))
    by_class = {spread.key: spread for spread in found["class"]}
    overtaken = overtakes.read(session, scope)
    clinics = use.sessions(scope).subquery()
    sums = select(func.count(), func.sum(use.overrun(clinics)), func.sum(use.idle(clinics)))
    sessions, overrun, idle = session.execute(sums).one()
    seen = status[TokenStatus.COMPLETED]
    capacity = _capacity(session, scope)
    return Figures(
        tokens=status.total(),
        came=came,
        seen=seen,
        not_seen=not_seen,
        cancelled=status[TokenStatus.CANCELLED],
        no_shows=status[TokenStatus.NO_SHOW],
        displaced=session.scalar(fairness.displacements(scope, func.count())) or 0,
        overtakes=sum(one.overtakes for one in overtaken),
        most_overtaken=max((one.most for one in overtaken), default=0),
        overrun=told(overrun, sessions),
        idle=told(idle, sessions),
        utilisation=told(seen, capacity),
        everybody=_waits("", everybody(found)),
        by_class=tuple(_waits(name, by_class.get(name, Spread(name, 0))) for name in sorted(classes)),
        sessions=sessions,
        capacity=capacity,
        overrun_total=overrun or 0.0,
        idle_total=idle or 0.0,
    )


def _waits(class_: str, spread: Spread) -> Waits:
    return Waits(class_, spread.n, spread.p50, spread.p90)


def _counts(session: Session, scope: Scope) -> tuple[Counter[str], int, int, Mapping[str, int]]:
    """Count the tokens by status, those that came, those of them who were never seen, and by class."""
    came = TokenRow.arrived_at.is_not(None)
    query = scope.tokens(
        TokenRow.status,
        TokenRow.class_,
        func.count(),
        func.sum(case((came, 1), else_=0)),
        func.sum(case((and_(came, TokenRow.started_at.is_(None)), 1), else_=0)),
    ).group_by(TokenRow.status, TokenRow.class_)
    status: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    here = unseen = 0
    for name, class_, count, some, others in session.execute(query):
        status[name] += count
        classes[class_] += count
        here, unseen = here + some, unseen + others
    return status, here, unseen, classes


def _capacity(session: Session, scope: Scope) -> int:
    query = scope.slots(func.sum(SlotRow.capacity)).where(SlotRow.status != SlotStatus.CANCELLED)
    return session.scalar(query) or 0
