"""What is somebody else's stays closed, whatever number stands in the address."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.read_models import TokenView
from opd_web.web.actions import SERVICES
from tests.security.conftest import address, methods
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in
from tests.support.programs import Program, with_key

NAME = "Zebrawood Canary"
OF_EVERYBODY = ("/api", "/boards", "/patients")
"""Programs are tried below. Patients are the whole hospital's: every desk finds each, and each look is recorded."""
FILLED_IN = {
    "minutes": "10", "slot": "2", "version": "1", "reason": "mine", "text": "mine", "key": "mine", "days": "7",
}  # fmt: skip
"""Right for every form of a token: what is refused is refused for who asks."""


@pytest.fixture
def theirs(clinic: Clinic) -> TokenView:
    """The first token of all: it is of department K."""
    return clinic.book(clinic.slot(capacity=3), name=NAME, phone="+919812345678")


@pytest.fixture
def nurse(app: Flask, clinic: Clinic, theirs: TokenView) -> Visitor:
    """A nurse who works in another department only."""
    return signed_in(app, department_ids=[clinic.department("B")])


@pytest.fixture
def doctor(app: Flask, clinic: Clinic, theirs: TokenView) -> Visitor:
    """Another doctor of the same department."""
    return signed_in(app, Role.DOCTOR, "Dr Das", doctor_id=clinic.doctor(name="Dr Das"))


def kept(clinic: Clinic) -> dict[str, object]:
    """Give everything but the record of who looked."""
    return {
        name: rows for name, rows in clinic.everything().items() if name not in {"access", "access_subject", "login"}
    }


def ask(visitor: Visitor, method: str, path: str) -> Page:
    """Ask as somebody would who may: what is refused is not what was filled in."""
    return visitor.post(path, FILLED_IN) if method == "POST" else visitor.get(path, htmx=True)


@pytest.mark.parametrize("who", ["nurse", "doctor"])
def test_no_page_with_a_number_in_its_address_opens(
    request: pytest.FixtureRequest, app: Flask, clinic: Clinic, theirs: TokenView, who: str
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    before = kept(clinic)
    open_ = []
    for rule in app.url_map.iter_rules():
        if ("<id:" not in rule.rule and "<code>" not in rule.rule) or rule.rule.startswith(OF_EVERYBODY):
            continue
        for method in methods(rule):
            page = ask(visitor, method, address(rule))
            if page.status not in {403, 404} or NAME in page:
                open_.append((method, rule.rule, page.status))
    assert not open_, open_
    assert kept(clinic) == before


OF_THE_DESK = ("escalation.", "identifying.")
"""Only who books makes an emergency, or says who somebody unknown is."""


def of_a_token(app: Flask) -> list[tuple[str, str]]:
    """Give every address of one token or its slip that a doctor may ask for, but for the buttons of a queue."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/tokens/<", "/slips/<"))]
    may = [rule for rule in rules if not rule.endpoint.startswith(OF_THE_DESK)]
    return [(method, address(rule)) for rule in may for method in methods(rule)]


def test_the_same_forms_are_right_for_the_token_s_own_doctor(app: Flask, clinic: Clinic, theirs: TokenView) -> None:
    """The twin: nothing above is refused for what was filled in."""
    own = signed_in(app, Role.DOCTOR, "Dr Own", doctor_id=clinic.first_doctor)
    assert len(of_a_token(app)) >= 12
    statuses = {(method, path): ask(own, method, path).status for method, path in of_a_token(app)}
    assert {asked: status for asked, status in statuses.items() if status in {400, 403, 404}} == {}


@pytest.mark.parametrize("action", sorted(SERVICES))
def test_no_button_of_one_s_own_page_presses_on_a_token_of_another(
    app: Flask, clinic: Clinic, theirs: TokenView, action: str
) -> None:
    own = clinic.doctor(name="Dr Das")
    visitor = signed_in(app, Role.DOCTOR, "Dr Das", doctor_id=own)
    before = kept(clinic)
    page = visitor.post(f"/doctor/{own}/tokens/{theirs.id}/{action}", FILLED_IN)
    assert (page.status, NAME in page) == (403, False)
    assert kept(clinic) == before


@pytest.mark.parametrize("what", ["/tokens/1", "/tokens/1/explanation", "/slots/1", "/slots/1/tokens"])
def test_no_key_of_another_department_reads_it(app: Flask, clinic: Clinic, theirs: TokenView, what: str) -> None:
    clinic.department("B")
    program = with_key(app, Role.NURSE, department_codes=["B"])
    assert program.get(what).status in {403, 404}


@pytest.mark.parametrize("step", ["arrive", "call", "cancel", "no-show", "undo"])
def test_no_key_of_another_department_changes_it(app: Flask, clinic: Clinic, theirs: TokenView, step: str) -> None:
    clinic.department("B")
    program = with_key(app, Role.NURSE, department_codes=["B"])
    assert program.post(f"/tokens/{theirs.id}/{step}").status in {403, 404}
    assert clinic.token(theirs).version == theirs.version


def test_a_doctor_s_key_stays_with_its_doctor(app: Flask, clinic: Clinic, theirs: TokenView) -> None:
    other = clinic.doctor(name="Dr Das")
    program = with_key(app, Role.DOCTOR, doctor_id=other)
    assert program.post(f"/tokens/{theirs.id}/call").status == 403
    assert program.post(f"/doctors/{clinic.first_doctor}/call-next").status == 403


@pytest.mark.parametrize(
    "what",
    ["/tokens/1", "/tokens/1/explanation", "/slots/1", "/slots/1/tokens", "/waiting-list", "/waiting-list?slot=1",
     "/tokens?doctor=1"],
)  # fmt: skip
def test_a_doctor_s_key_reads_no_other_queue(app: Flask, clinic: Clinic, theirs: TokenView, what: str) -> None:
    other = clinic.doctor(name="Dr Das")
    assert with_key(app, Role.DOCTOR, doctor_id=other).get(what).status == 403


@pytest.mark.parametrize(
    "step", ["arrive", "call", "recall", "hold", "start", "complete", "no-show", "cancel", "transfer", "undo"]
)
def test_a_doctor_s_key_takes_no_step_in_another_queue(
    app: Flask, clinic: Clinic, theirs: TokenView, step: str
) -> None:
    program = with_key(app, Role.DOCTOR, doctor_id=clinic.doctor(name="Dr Das"))
    body = {"slot": str(theirs.slot_id)} if step == "transfer" else None
    assert program.post(f"/tokens/{theirs.id}/{step}", body).status == 403
    assert program.delete(f"/tokens/{theirs.id}").status == 403
    assert clinic.token(theirs).version == theirs.version


def test_a_doctor_s_key_lists_the_own_tokens_only(app: Flask, clinic: Clinic, theirs: TokenView) -> None:
    other = clinic.doctor(name="Dr Das")
    listed = {
        doctor: len(with_key(app, Role.DOCTOR, doctor_id=doctor).get("/tokens").body["items"])
        for doctor in (clinic.first_doctor, other)
    }
    assert listed == {clinic.first_doctor: 1, other: 0}


@pytest.fixture
def no_doctor_s(app: Flask, theirs: TokenView) -> Program:
    """A key of role doctor that was made without a doctor."""
    return with_key(app, Role.DOCTOR)


@pytest.mark.parametrize("what", ["/tokens", "/tokens?status=BOOKED", "/waiting-list", "/waiting-list?department=1"])
def test_a_key_of_no_doctor_sees_nobody_whose_doctor_it_does_not_name(
    clinic: Clinic, theirs: TokenView, no_doctor_s: Program, what: str
) -> None:
    clinic.book(department_id=clinic.first_department)
    assert no_doctor_s.get(what).body["items"] == []


def test_a_key_of_no_doctor_works_in_the_queue_that_it_names(
    clinic: Clinic, theirs: TokenView, no_doctor_s: Program
) -> None:
    clinic.arrive(theirs)
    listed = no_doctor_s.get("/tokens", doctor=clinic.first_doctor).body["items"]
    assert [one["id"] for one in listed] == [str(theirs.id)]
    assert no_doctor_s.post(f"/doctors/{clinic.first_doctor}/call-next").status == 200


def test_a_key_of_no_doctor_reads_nobody_who_waits_for_a_department(app: Flask, clinic: Clinic) -> None:
    waits = clinic.book(department_id=clinic.department(routing="earliest"))
    assert waits.doctor_id is None
    assert with_key(app, Role.DOCTOR).get(f"/tokens/{waits.id}").status == 403
