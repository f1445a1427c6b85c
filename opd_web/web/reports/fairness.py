"""What priority cost others, as tables."""

from opd_web.store.report_models import FairnessReport
from opd_web.web.language import gettext
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of, spread_cells
from opd_web.web.reports.waits import spread_columns, wait_definition
from opd_web.web.words import STATES, class_word


def tables(report: FairnessReport, _names: Names) -> list[Table]:
    """Lay out who took whose place, what became of them, how long they waited, and who was overtaken."""
    return [_costs(report), _outcomes(report), _waits(report), _overtaken(report)]


def _costs(report: FairnessReport) -> Table:
    columns = (
        Column(gettext("Lost their place"), Kind.WORD),
        Column(gettext("To"), Kind.WORD),
        Column(gettext("Times")),
    )
    rows = tuple((class_word(one.class_), class_word(one.by_class), one.times) for one in report.costs)
    definition = gettext(
        "A place is taken where a token of a higher class is booked into a full slot and the policy lets it have the "
        "place of a lower one. Places lost because a session or a slot was closed are not counted."
    )
    title = gettext("Places taken from others")
    return Table("displaced", title, definition, sum(one.times for one in report.costs), columns, rows)


def _outcomes(report: FairnessReport) -> Table:
    columns = (Column(gettext("Now"), Kind.WORD), Column(gettext("Patients")))
    counts = sorted(report.outcomes.items(), key=lambda pair: -pair[1])
    rows = tuple((str(STATES.get(status, status)), count) for status, count in counts)
    definition = gettext("Everybody who ever lost a place in these days, once each, by how the token stands now.")
    title = gettext("What became of them")
    return Table("outcomes", title, definition, sum(report.outcomes.values()), columns, rows)


def _waits(report: FairnessReport) -> Table:
    words = {0: gettext("Kept their place"), 1: gettext("Lost it at least once")}
    rows = tuple((words[int(one.key or 0)], *spread_cells(one)) for one in report.waits["displaced"])
    columns = spread_columns(gettext("Patients"))
    title = gettext("What it cost in waiting")
    chart = chart_of("bar", title, gettext("minutes"), columns, rows, range(2, 4))
    n = sum(one.n for one in report.waits["displaced"])
    return Table("displaced-waits", title, wait_definition(), n, columns, rows, chart)


def _overtaken(report: FairnessReport) -> Table:
    columns = (
        Column(gettext("Class"), Kind.WORD),
        Column(gettext("Calls past them")),
        Column(gettext("Patients overtaken")),
        Column(gettext("Most past one")),
    )
    rows = tuple((class_word(one.class_), one.overtakes, one.patients, one.most) for one in report.overtaken)
    everybody: tuple[Cell, ...] = (
        gettext("Everybody"),
        sum(one.overtakes for one in report.overtaken),
        sum(one.patients for one in report.overtaken),
        max((one.most for one in report.overtaken), default=0),
    )
    definition = gettext(
        "An overtake: somebody who asked later is called by the same doctor before somebody who was here already. "
        "Emergencies do not count."
    )
    title = gettext("Overtakes")
    chart = chart_of("bar", title, gettext("calls"), columns, rows, range(1, 2))
    return Table("overtakes", title, definition, report.came, columns, (*rows, everybody), chart, total=True)
