"""What the code decides the database holds too: written past every service, it is refused there."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.support.clinic import Clinic


def test_more_tokens_than_places(clinic: Clinic) -> None:
    clinic.book(clinic.slot(capacity=1))
    with pytest.raises(IntegrityError, match="capacity_held"):
        clinic.execute("UPDATE slot SET taken = taken + 1")


def test_fewer_places_than_tokens(clinic: Clinic) -> None:
    clinic.book(clinic.slot(capacity=2))
    clinic.book(clinic.slot_of(2))
    with pytest.raises(IntegrityError, match="capacity_held"):
        clinic.execute("UPDATE slot SET capacity = 1")


def test_an_overflow_without_emergencies(clinic: Clinic) -> None:
    clinic.book(clinic.slot(capacity=1))
    with pytest.raises(IntegrityError, match="only_emergencies_overflow"):
        clinic.execute("UPDATE slot SET taken = taken + 1, overflow = overflow + 1")


def test_more_overflow_than_emergencies(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    clinic.book(clinic.slot(capacity=1))
    clinic.emergency(clinic.slot_of(1))
    with pytest.raises(IntegrityError, match="only_emergencies_overflow"):
        clinic.execute("UPDATE slot SET taken = taken + 1, overflow = overflow + 1")


@pytest.mark.parametrize("change", ["taken = -1", "overflow = -1", "capacity = 0", "ends_at = starts_at"])
def test_a_slot_that_makes_no_sense(clinic: Clinic, change: str) -> None:
    clinic.slot()
    with pytest.raises(IntegrityError, match="ck_slot"):
        clinic.execute(f"UPDATE slot SET {change}")


COPY = (
    "INSERT INTO slot (doctor_id, department_day_id, clinic_session_id, starts_at, ends_at, capacity, status,"
    " delay_minutes, taken, overflow, emergencies, completed, last_sequence)"
    " SELECT doctor_id, department_day_id, clinic_session_id, starts_at, ends_at, capacity, status,"
    " delay_minutes, taken, overflow, emergencies, completed, last_sequence FROM slot"
)


def test_a_second_slot_in_the_same_time(clinic: Clinic) -> None:
    clinic.slot()
    with pytest.raises(IntegrityError, match="slot_no_overlap"):
        clinic.execute(COPY)


def test_a_slot_moved_into_another(clinic: Clinic) -> None:
    slot, other = clinic.slot("10:00"), clinic.slot("11:00")
    starts_at = clinic.slot_row(slot).starts_at + timedelta(minutes=59)
    with pytest.raises(IntegrityError, match="slot_no_overlap"):
        clinic.move_slot(other, starts_at)


def test_a_cancelled_slot_opened_again_over_another(clinic: Clinic) -> None:
    clinic.cancel_slot(clinic.slot("10:00"))
    clinic.slot("10:00")
    with pytest.raises(IntegrityError, match="slot_no_overlap"):
        clinic.execute("UPDATE slot SET status = 'SCHEDULED'")


@pytest.mark.parametrize("column", ["number", "arrival"])
def test_a_number_given_twice(clinic: Clinic, column: str) -> None:
    clinic.book(clinic.slot())
    clinic.book(clinic.slot_of(2))
    with pytest.raises(IntegrityError, match=column):
        clinic.execute(f"UPDATE token SET {column} = 1")


def test_a_sequence_number_given_twice(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    clinic.book(clinic.slot_of(2))
    with pytest.raises(IntegrityError, match="sequence"):
        clinic.execute("UPDATE token SET sequence = 1")


def test_a_position_given_twice(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    with pytest.raises(IntegrityError, match="position"):
        clinic.execute("UPDATE event SET position = 1")


@pytest.mark.parametrize("table", ["token", "slot", "department_day", "patient", "doctor", "department"])
def test_removing_what_the_record_speaks_of(clinic: Clinic, table: str) -> None:
    clinic.book(clinic.slot())
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        clinic.execute(f"DELETE FROM {table}")  # the names stand above
