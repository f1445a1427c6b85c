"""Tables as files to take away: CSV as it is read, XLSX in constant memory; no cell is ever a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Plain = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

BATCH = 500
MOST_ROWS = 1_048_576
"""Of one sheet, its header included; the rest goes on the next one."""

PIECE = 64 * 1024


@dataclass(frozen=True)
class Sheet:
    """One table: `name` for a program (a to z, digits, hyphens), `about` in sentences, then header and rows."""

    name: str
    about: Sequence[str]
    header: Sequence[str]
    rows: Iterable[Sequence[Plain]]


def harmless(cell: Plain) -> Plain:
    """Put an apostrophe before text that a spreadsheet would compute; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def csv_pieces(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Write the tables one below the other, some hundred rows at a time."""
    # The mark tells spreadsheets that this is UTF-8.
    yield b"\xef\xbb\xbf"
    for place, sheet in enumerate(sheets):
        above = [*([()] if place else []), *((line,) for line in sheet.about), sheet.header]
        lines = chain(above, sheet.rows)
        while batch := list(islice(lines, BATCH)):
            yield _csv(batch)


def _csv(rows: Iterable[Sequence[Plain]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def xlsx_pieces(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Write the workbook to a file that has no name, and give that."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            for sheet in sheets:
                _write(book, sheet)
        file.seek(0)
        yield from _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _write(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """Write one table, on as many sheets as it needs."""
    rows = iter(sheet.rows)
    batch: Iterable[Sequence[Plain]] = chain([*((line,) for line in sheet.about), sheet.header], rows)
    number = 1
    while True:
        page = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name}-{number}")
        for row, cells in enumerate(islice(batch, MOST_ROWS)):
            _write_row(page, row, cells)
        following = next(rows, None)
        if following is None:
            return
        batch, number = chain([sheet.header, following], rows), number + 1


def _write_row(page: Worksheet, row: int, cells: Sequence[Plain]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            page.write_string(row, column, str(harmless(cell)))
        elif cell is not None:
            page.write_number(row, column, cell)
