"""Who a booking is for: found by phone, chosen among a family, or registered."""

from opd_web.store.rows import PatientRow
from tests.support.clinic import Clinic

PHONE = "+919812345678"


def test_an_unknown_phone_without_a_name_is_refused(clinic: Clinic) -> None:
    slot = clinic.slot()
    with clinic.refuses("unknown_patient") as caught:
        clinic.book(slot, phone=PHONE)
    assert str(caught.value).startswith("No patient has the phone number +919812345678. Enter the name")


def test_an_unknown_phone_with_a_name_registers_the_patient(clinic: Clinic) -> None:
    clinic.book(clinic.slot(), phone=PHONE, name=" Asha Devi ")
    assert [(row.name, row.phone) for row in clinic.rows(PatientRow)] == [("Asha Devi", PHONE)]


def test_a_phone_of_one_patient_needs_no_name(clinic: Clinic) -> None:
    slot = clinic.slot()
    first = clinic.book(slot, phone=PHONE, name="Asha Devi")
    assert clinic.book(slot, phone=PHONE).patient_id == first.patient_id


def test_a_phone_that_several_share_needs_a_choice(clinic: Clinic) -> None:
    slot = clinic.slot()
    for name in ("Asha Devi", "Ravi Kumar"):
        clinic.book(slot, phone=PHONE, name=name)
    with clinic.refuses("several_patients") as caught:
        clinic.book(slot, phone=PHONE)
    assert str(caught.value).startswith("2 patients share the phone number")


def test_a_name_chooses_among_those_who_share_a_phone(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    _, ravi = (clinic.book(slot, phone=PHONE, name=name) for name in ("Asha Devi", "Ravi Kumar"))
    assert clinic.book(slot, phone=PHONE, name="ravi  KUMAR").patient_id == ravi.patient_id


def test_a_new_name_on_a_known_phone_is_a_new_patient(clinic: Clinic) -> None:
    slot = clinic.slot()
    mother, child = (clinic.book(slot, phone=PHONE, name=name) for name in ("Asha Devi", "Baby of Asha"))
    assert mother.patient_id != child.patient_id


def test_names_in_every_script_are_kept_as_they_are(clinic: Clinic) -> None:
    slot, names = clinic.slot(capacity=4), ["ਹਰਪ੍ਰੀਤ ਕੌਰ", "लक्ष्मी नारायणन", "محمد عرفان", "Zoë O’Brien"]
    booked = [clinic.book(slot, phone=PHONE, name=name) for name in names]
    again = [clinic.book(slot, phone=PHONE, name=name) for name in names]
    assert [one.patient_id for one in again] == [one.patient_id for one in booked]
    assert [row.name for row in clinic.rows(PatientRow)] == names


def test_an_unknown_patient_is_refused(clinic: Clinic) -> None:
    slot = clinic.slot()
    with clinic.refuses("not_found"):
        clinic.book(slot, patient_id=999_999)
