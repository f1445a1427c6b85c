"""What is taken away: the tables of a report, or every token of the range."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, stream_with_context

from opd_web import clock
from opd_web.services import accesses, reports
from opd_web.store.report_models import Asked, Frame, Quantile, TokenLine
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext
from opd_web.web.reports.files import Plain, Sheet, csv_pieces, xlsx_pieces
from opd_web.web.reports.pages import REPORTS
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table

TOKENS = "tokens"
"""The name of the file with every token."""

FORMATS = {
    "csv": (csv_pieces, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_pieces, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

HEADER = (
    "day", "number", "department", "doctor", "class", "source", "status", "booked_at", "slot_starts_at", "arrived_at",
    "first_called_at", "started_at", "completed_at", "closed_at", "calls", "wait_minutes", "wait_is_at_least",
)  # fmt: skip


def file_of(name: str, kind: str, asked: Asked, frame: Frame) -> Response:
    """Note who takes what, then give the file piece by piece."""
    file_name = f"{name}-{asked.first}-{asked.last}.{kind}"
    if name != TOKENS:
        return tables_file(file_name, kind, REPORTS[name].build(asked, Names.of(frame)), _facts(asked, frame))
    _note(file_name)
    return _file(file_name, kind, [_tokens(asked, frame)])


def tables_file(file_name: str, kind: str, tables: Iterable[Table], facts: str) -> Response:
    """Note who takes these tables, then give them piece by piece; `facts` say in a sentence what they are of."""
    _note(file_name)
    return _file(file_name, kind, [_sheet(table, facts) for table in tables])


def _note(file_name: str) -> None:
    accesses.note("export", detail=f"reports/{file_name}", actor=current_actor(), now=clock.now())


def _file(file_name: str, kind: str, sheets: Sequence[Sheet]) -> Response:
    pieces, mime = FORMATS[kind]
    response = Response(stream_with_context(pieces(sheets)), mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _facts(asked: Asked, frame: Frame) -> str:
    computed = gettext(
        "%(first)s to %(last)s, %(zone)s, computed %(time)s",
        first=asked.first, last=asked.last, zone=frame.zone, time=_local(frame.now, ZoneInfo(frame.zone)),
    )  # fmt: skip
    return ", ".join((computed, *frame.narrowed(asked)))


def _sheet(table: Table, facts: str) -> Sheet:
    about = (table.title, table.definition, facts, f"n = {table.n}")
    header = [title for column in table.columns for title in _titles(column)]
    rows = ([plain for cell, column in zip(row, table.columns, strict=True) for plain in _plain(cell, column)]
            for row in table.rows)  # fmt: skip
    return Sheet(table.name, about, header, rows)


def _titles(column: Column) -> Sequence[str]:
    if column.kind != Kind.MINUTES:
        return (column.title,)
    return (gettext("%(title)s, minutes", title=column.title), gettext("%(title)s is at least", title=column.title))


def _plain(cell: Cell, column: Column) -> Sequence[Plain]:
    """Give what a spreadsheet computes with: a duration as its number, and beside it whether it is at least that."""
    if column.kind != Kind.MINUTES:
        return (None if isinstance(cell, Quantile) else cell,)
    if isinstance(cell, Quantile):
        return (round(cell.minutes, 2), gettext("yes") if cell.at_least else None)
    return (round(cell, 2) if isinstance(cell, int | float) else None, None)


def _tokens(asked: Asked, frame: Frame) -> Sheet:
    lines = reports.token_lines(asked, actor=current_actor(), now=frame.now)
    return Sheet(TOKENS, (), HEADER, _token_rows(lines, ZoneInfo(frame.zone)))


def _token_rows(lines: Iterable[TokenLine], zone: ZoneInfo) -> Iterator[Sequence[Plain]]:
    for line in lines:
        moments = (
            line.booked_at, line.slot_starts_at, line.arrived_at, line.first_called_at, line.started_at,
            line.completed_at, line.closed_at,
        )  # fmt: skip
        came = line.arrived_at is not None and line.wait is not None
        yield (
            line.day.isoformat(), f"{line.department}-{line.number:03d}", line.department, line.doctor, line.class_,
            line.source, line.status, *(_local(moment, zone) for moment in moments), line.calls,
            round(line.wait or 0, 2) if came else None,
            "yes" if came and line.first_called_at is None else None,
        )  # fmt: skip


def _local(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else None
