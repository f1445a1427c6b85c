"""Files to take away: nothing in them is computed by a spreadsheet, however they are opened."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence

import pytest

from opd_web.web.reports import files
from opd_web.web.reports.files import Plain, Sheet, csv_pieces, harmless, xlsx_pieces


def sheet(*rows: Sequence[Plain], name: str = "waits") -> Sheet:
    return Sheet(name, (), ("who", "n"), rows)


def read_csv(*rows: Sequence[Plain]) -> list[list[str]]:
    text = b"".join(csv_pieces([sheet(*rows)])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def workbook(*sheets: Sheet) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(xlsx_pieces(sheets))))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_would_be_computed_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert read_csv([text, 1])[1][0] == f"'{text}"
    book = workbook(sheet([text, 1]))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page


@pytest.mark.parametrize("cell", ["K-001", "Dr Rao", "", None, -1, 2.5])
def test_everything_else_stays_as_it_is(cell: Plain) -> None:
    assert harmless(cell) == cell


def test_numbers_are_numbers() -> None:
    page = workbook(sheet(["a", -2.5])).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="B2"><v>-2.5</v></c>', page)


def test_every_alphabet_survives() -> None:
    assert read_csv(["डॉ राव, Zoë", 1])[1] == ["डॉ राव, Zoë", "1"]


def test_a_file_is_given_piece_by_piece() -> None:
    pieces = csv_pieces([Sheet("many", (), ("n",), ([number] for number in range(2_000)))])
    assert len(list(pieces)) == 6


def test_tables_stand_below_each_other_and_on_sheets_of_their_own() -> None:
    both = [sheet(["a", 1]), sheet(["b", 2], name="other")]
    text = b"".join(csv_pieces(both)).decode("utf-8-sig")
    assert text.splitlines() == ["who,n", "a,1", "", "who,n", "b,2"]
    assert re.findall(r'sheet name="([^"]+)"', workbook(*both).read("xl/workbook.xml").decode()) == ["waits", "other"]


def test_more_rows_than_a_sheet_holds_go_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    book = workbook(sheet(*([str(number), number] for number in range(5))))
    names = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    pages = [book.read(f"xl/worksheets/sheet{number}.xml").decode().count("<row ") for number in (1, 2, 3)]
    assert (names, pages) == (["waits", "waits-2", "waits-3"], [3, 3, 2])
