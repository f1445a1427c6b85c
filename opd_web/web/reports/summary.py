"""The figures of days in one, as tables: the same for a real day, a range, and a simulated day."""

from opd_web.store.report_models import Figures, Waits
from opd_web.web.language import gettext
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of
from opd_web.web.reports.waits import spread_columns, wait_definition
from opd_web.web.words import class_word


def tables(figures: Figures, _names: Names) -> list[Table]:
    """Lay out the waits by class, then what was counted."""
    return [_waits(figures), _counts(figures), _doctors(figures)]


def _waits(figures: Figures) -> Table:
    rows = tuple((class_word(one.class_), *_spread(one)) for one in figures.by_class)
    everybody: tuple[Cell, ...] = (gettext("Everybody"), *_spread(figures.everybody))
    columns = spread_columns(gettext("Class"))
    title = gettext("Waits")
    chart = chart_of("bar", title, gettext("minutes"), columns, rows, range(2, 4))
    n = figures.everybody.n
    return Table("summary-waits", title, wait_definition(), n, columns, (*rows, everybody), chart, total=True)


def _spread(waits: Waits) -> tuple[Cell, ...]:
    return (waits.n, waits.p50, waits.p90)


def _counts(figures: Figures) -> Table:
    rows = (
        (gettext("Tokens"), figures.tokens),
        (gettext("Came"), figures.came),
        (gettext("Seen"), figures.seen),
        (gettext("Came and were not seen"), figures.not_seen),
        (gettext("Did not come"), figures.no_shows),
        (gettext("Cancelled"), figures.cancelled),
        (gettext("Places taken from others"), figures.displaced),
        (gettext("Overtakes"), figures.overtakes),
        (gettext("Most overtakes of one patient"), figures.most_overtaken),
    )
    definition = gettext(
        "Came: the patient arrived. Seen: the consultation ended. An overtake: somebody who asked later is called by "
        "the same doctor before somebody who was here already; emergencies do not count."
    )
    columns = (Column(gettext("Figure"), Kind.WORD), Column(gettext("Count")))
    return Table("summary-counts", gettext("Counts"), definition, figures.tokens, columns, rows)


def _doctors(figures: Figures) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = (
        (gettext("Overrun"), figures.sessions, figures.overrun_total, figures.overrun, None),
        (gettext("Idle"), figures.sessions, figures.idle_total, figures.idle, None),
        (gettext("Utilisation"), figures.capacity, None, None, figures.utilisation),
    )
    definition = gettext(
        "Overrun: from the planned end to the end of the last consultation. Idle: the doctor's time without a patient "
        "in the session. Utilisation: seen ÷ capacity. n counts the sessions, and for the utilisation the places."
    )
    columns = (
        Column(gettext("Figure"), Kind.WORD),
        Column(gettext("n")),
        Column(gettext("In all"), Kind.MINUTES),
        Column(gettext("Mean"), Kind.MINUTES),
        Column(gettext("Share"), Kind.SHARE),
    )
    return Table("summary-doctors", gettext("The doctors’ time"), definition, figures.sessions, columns, rows)
