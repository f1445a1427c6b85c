"""Files of doctors, weekly plans and patients: every bad row is named, all is taken in or nothing. DAY is a Monday."""

from collections.abc import Mapping
from typing import Any

import pytest

from opd_web.services import imports, schedule
from opd_web.services.refused import Refused
from opd_web.store.rows import DoctorRow, PatientRow, SlotRow
from tests.support.clinic import Clinic

DOCTORS = "department,name,room,code\n"
PLANS = "department,doctor,weekday,from,to,slot_minutes,capacity\n"
PATIENTS = "name,phone,language,external_id\n"


def who(clinic: Clinic) -> Mapping[str, Any]:
    return {"actor": clinic.actor, "now": clinic.now}


def take_in(clinic: Clinic, kind: str, text: str) -> imports.Done:
    return imports.take_in(kind, text.encode(), **who(clinic))


def problems(kind: str, text: str | bytes) -> list[tuple[int, str | None, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(one.line, one.column, str(one.text)) for one in imports.check(kind, data).problems]


def test_doctors_are_added(clinic: Clinic) -> None:
    clinic.department()
    done = take_in(clinic, "doctors", DOCTORS + "k,Dr Das,Room 4,77\nK,Dr Iyer,Room 5,\n")
    assert (done.added, done.known) == (2, 0)
    rows = [(row.name, row.room, row.code) for row in clinic.rows(DoctorRow)]
    assert rows[1:] == [("Dr Das", "Room 4", "77"), ("Dr Iyer", "Room 5", None)]


def test_patients_of_one_family_share_a_phone(clinic: Clinic) -> None:
    text = PATIENTS + "Asha Nair,98123 45678,hi,M-1\nRavi Nair,+91 98123-45678,,\n"
    assert take_in(clinic, "patients", text).added == 2
    rows = [(row.name, row.phone, row.language, row.external_id) for row in clinic.rows(PatientRow)]
    assert rows == [("Asha Nair", "+919812345678", "hi", "M-1"), ("Ravi Nair", "+919812345678", None, None)]


def test_a_plan_makes_slots_ahead(clinic: Clinic) -> None:
    clinic.department()
    assert take_in(clinic, "weekly-plans", PLANS + "K,Dr Rao,mon,09:00,11:00,60,4\n").added == 1
    assert [row.capacity for row in clinic.rows(SlotRow)] == [4] * 4
    assert len(schedule.of_doctor(clinic.first_doctor)) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("doctors", DOCTORS + "K,Dr Das,Room 4,\n"),
        ("weekly-plans", PLANS + "K,Dr Rao,Monday,09:00,11:00,60,4\n"),
        ("patients", PATIENTS + "Asha,9812345678,,M-1\nASHA,+919812345678,,M-1\n"),
    ],
)
def test_the_same_file_again_changes_nothing(clinic: Clinic, kind: str, text: str) -> None:
    clinic.department()
    first = take_in(clinic, kind, text)
    before = clinic.everything()
    again = take_in(clinic, kind, text)
    assert (first.added, again.added, again.known) == (1, 0, first.known + 1)
    assert clinic.everything() == before


def test_one_bad_row_keeps_all_out(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="1 lines are to be mended first"):
        take_in(clinic, "patients", PATIENTS + "Asha,9812345678,,\nRavi,12,,\n")
    assert clinic.rows(PatientRow) == []


@pytest.mark.parametrize(
    ("kind", "row", "column", "text"),
    [
        ("doctors", "X,Dr Das,Room 4,", "department", "There is no department X in use."),
        ("doctors", "K,Dr Das,,", "room", "Fill it in."),
        ("doctors", "K,Dr Rao,Room 9,", "name", "Dr Rao is there already, in 3, or with another code."),
        ("doctors", "K,DR RAO,Room 9,", "name", "DR RAO is there already, in 3, or with another code."),
        ("doctors", "K,=1+1,Room 4,", "name", "It begins with =, which a spreadsheet would run."),
        ("doctors", "K,@SUM(A1),Room 4,", "name", "It begins with @, which a spreadsheet would run."),
        ("doctors", f"K,{'x' * 201},Room 4,", "name", "Use at most 200 characters."),
        ("doctors", 'K,"Dr\u202eDas",Room 4,', "name", "It holds a character that cannot be printed"),
        ("doctors", 'K,"Dr\nDas",Room 4,', "name", "It holds a character that cannot be printed, or a line break."),
        ("doctors", "K,Dr Das,Room 4,,more", None, "The line has more values than the first line has columns."),
        ("patients", "Asha,12,,", "phone", "This is no phone number."),
        ("patients", "Asha,9812345678,Hindi,", "language", "Write a language as in hi or en"),
        (
            "weekly-plans",
            "K,Dr Who,Monday,09:00,11:00,60,4",
            "doctor",
            "Department K has no doctor of this name",
        ),
        ("weekly-plans", "K,Dr Rao,Someday,09:00,11:00,60,4", "weekday", "Write a weekday in English"),
        ("weekly-plans", "K,Dr Rao,Monday,nine,11:00,60,4", "from", "Write a time, such as 09:30."),
        ("weekly-plans", "K,Dr Rao,Monday,09:00,24:00,60,4", "to", "Write a time, such as 09:30."),
        ("weekly-plans", "K,Dr Rao,Monday,09:00,11:00,50,4", "to", "2 slots of 50 minutes leave 20 minutes over."),
        ("weekly-plans", "K,Dr Rao,Monday,09:00,11:00,60,many", "capacity", "Write a whole number."),
        ("weekly-plans", "K,Dr Rao,Monday,09:00,11:00,60,0", "capacity", "A slot takes from 1 to 500 patients."),
    ],
)
def test_a_bad_row_is_named_with_what_to_do(clinic: Clinic, kind: str, row: str, column: str, text: str) -> None:
    clinic.department()
    heads = {"doctors": DOCTORS, "weekly-plans": PLANS, "patients": PATIENTS}
    found = problems(kind, heads[kind] + row + "\n")
    assert [(line, name) for line, name, _ in found] == [(2, column)]
    assert found[0][2].startswith(text)


def test_lines_are_counted_as_an_editor_counts_them(clinic: Clinic) -> None:
    text = PATIENTS + '\n"A\nB",9812345678,,\n\nRavi,12,,\n'
    assert [line for line, _, _ in problems("patients", text)] == [3, 6]


def test_two_lines_of_a_plan_must_not_overlap(clinic: Clinic) -> None:
    clinic.department()
    row = "K,Dr Rao,Monday,{},60,4\n"
    found = problems("weekly-plans", PLANS + row.format("09:00,11:00") + row.format("10:00,12:00"))
    assert found == [(3, "from", "Dr Rao already has 09:00 to 11:00 on that weekday. Change one of the two.")]


def test_another_systems_number_belongs_to_one_patient(clinic: Clinic) -> None:
    found = problems("patients", PATIENTS + "Asha,9812345678,,M-1\nRavi,9812345678,,M-1\n")
    assert [(line, column) for line, column, _ in found] == [(3, "external_id")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_save_in_several_ways(clinic: Clinic, mark: bytes, delimiter: str, end: str) -> None:
    lines = ["Name;Phone;External ID", "आशा नायर;98123 45678;M-1"]
    data = mark + (end.join(lines) + end).replace(";", delimiter).encode()
    found = imports.check("patients", data)
    assert found.problems == ()
    assert found.new[0].values == {"name": "आशा नायर", "phone": "98123 45678", "external_id": "M-1"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "The file is empty. Start from the template."),
        ("name,phone\nJos\u00e9,9812345678\n".encode("latin-1"), "The file is not UTF-8."),
        (b'name,phone\n"Asha,9812345678\n', "The quotation marks do not match."),
        (b"name\nAsha\n", "The column is missing."),
        (b"name,phone,shoe size\nAsha,9812345678,38\n", "There is no such column."),
        (b"name,phone,phone\nAsha,9812345678,1\n", "The column is there twice."),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1024 KB. Split it."),
        (b"name,phone\n" + b"A,1\n" * 5001, "The file has more than 5000 rows. Split it."),
        (b"PK\x03\x04\xff\xfe\x00", "The file is not UTF-8."),
    ],
)
def test_what_is_no_such_file_is_said(clinic: Clinic, data: bytes, text: str) -> None:
    found = problems("patients", data)
    assert len(found) == 1
    assert found[0][2].startswith(text)


def test_five_thousand_patients_are_taken_in_at_once(clinic: Clinic) -> None:
    rows = "".join(f"Patient {number},98{number:08d},,\n" for number in range(5000))
    assert take_in(clinic, "patients", PATIENTS + rows).added == 5000


def test_a_kind_that_there_is_not_is_refused(clinic: Clinic) -> None:
    with pytest.raises(Refused):
        imports.check("nurses", b"")
