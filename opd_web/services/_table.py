"""A file of rows as people save it from a spreadsheet; each bad row is named by line and column, with what to do."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opd_web.engine.phrases import Phrase, say

LARGEST = 1024 * 1024
"""Bytes of one file."""

MOST_ROWS = 5000
DELIMITERS = (",", ";")
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula, once the text is exported again."""

UNPRINTABLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Column:
    """One column: whether it must be filled in, how long it may be, and whether it may begin like a formula."""

    name: str
    required: bool = True
    longest: int = 200
    any_beginning: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the file, and what to do; without a column it is about the whole line or file."""

    line: int
    column: str | None
    text: Phrase


@dataclass(frozen=True)
class Line:
    """One row: where it stands in the file, and its values by column, without spaces around them."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Give one value; a column that the file does not have is empty."""
        return self.values.get(column, "")


@dataclass(frozen=True)
class Table:
    """The rows that can be read, and what is wrong with the others."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(data: bytes, columns: Sequence[Column]) -> Table:
    """Read the file: UTF-8 with or without its mark, commas or semicolons."""
    if len(data) > LARGEST:
        return _nothing(say("The file is larger than {most} KB. Split it.", most=LARGEST // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _nothing(say("The file is not UTF-8. Save it as “CSV UTF-8” and upload it again."))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return _table(list(_numbered(rows)), columns)
    except csv.Error:
        return _nothing(
            say("The quotation marks do not match. Look at the line, and save the file again."), rows.line_num
        )


def _nothing(text: Phrase, line: int = 1) -> Table:
    return Table((), (Problem(line, None, text),))


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Give each row that holds anything with the line on which it begins: a quoted value may go over several."""
    begins = 1
    for row in rows:
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = rows.line_num + 1  # type: ignore[attr-defined]  # csv's reader counts lines


def _table(rows: list[tuple[int, list[str]]], columns: Sequence[Column]) -> Table:
    if not rows:
        return _nothing(say("The file is empty. Start from the template."))
    if len(rows) - 1 > MOST_ROWS:
        return _nothing(say("The file has more than {most} rows. Split it.", most=MOST_ROWS))
    number, first = rows[0]
    names = ["_".join(cell.strip().lower().split()) for cell in first]
    problems = _wrong_header(number, names, columns)
    if problems:
        return Table((), problems)
    lines, wrong = [], []
    for line, found in ((_line(at, row, names), _wrong_line(at, row, names, columns)) for at, row in rows[1:]):
        wrong += found
        lines += [] if found else [line]
    return Table(tuple(lines), tuple(wrong))


def _wrong_header(number: int, names: list[str], columns: Sequence[Column]) -> tuple[Problem, ...]:
    known = {column.name for column in columns}
    missing = [column.name for column in columns if column.required and column.name not in names]
    found = [say("The column is missing. Add it to the first line, as in the template.") for _ in missing]
    problems = [Problem(number, name, text) for name, text in zip(missing, found, strict=True)]
    for name in dict.fromkeys(names):
        if name and name not in known:
            problems.append(Problem(number, name[:40], say("There is no such column. Take it away, or rename it.")))
        if name and names.count(name) > 1:
            problems.append(Problem(number, name[:40], say("The column is there twice. Take one away.")))
    return tuple(problems)


def _line(number: int, row: list[str], names: list[str]) -> Line:
    return Line(number, {name: cell.strip() for name, cell in zip(names, row, strict=False) if name})


def _wrong_line(number: int, row: list[str], names: list[str], columns: Sequence[Column]) -> list[Problem]:
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        text = say("The line has more values than the first line has columns. Put quotation marks around a value.")
        return [Problem(number, None, text)]
    line = _line(number, row, names)
    checked = ((column.name, _wrong_value(line[column.name], column)) for column in columns)
    return [Problem(number, name, text) for name, text in checked if text]


def _wrong_value(value: str, column: Column) -> Phrase | None:
    if column.required and not value:
        return say("Fill it in.")
    if len(value) > column.longest:
        return say("Use at most {most} characters.", most=column.longest)
    if UNPRINTABLE.search(value):
        return say("It holds a character that cannot be printed, or a line break. Type it again.")
    if value.startswith(FORMULA) and not column.any_beginning:
        return say("It begins with {sign}, which a spreadsheet would run. Take the sign away.", sign=value[0])
    return None
