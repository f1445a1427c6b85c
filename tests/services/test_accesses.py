"""The reading log: who looked at which patient's data; ids only."""

from typing import Any

import pytest

from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import accesses
from opd_web.services.accesses import AccessView, Look, WantedAccess
from opd_web.store.paging import Asked
from tests.support.clinic import Clinic
from tests.support.statements import recorded


def listed(limit: int = 50, after: int | None = None, **wanted: Any) -> tuple[AccessView, ...]:
    asked = Asked(limit, (after,) if after else None)
    return accesses.listed(asked, WantedAccess(**wanted), actor=SYSTEM).items


def test_a_look_says_who_when_through_what_and_at_whom(clinic: Clinic) -> None:
    mary = clinic.account("Sister Mary")
    token = clinic.book(clinic.slot())
    accesses.note("token_panel", tokens=[token.id], actor=mary, now=clinic.now)
    found = listed()[0]
    assert (found.who, found.actor, found.at) == ("Sister Mary", mary.id, clinic.now)
    assert (found.what, found.tokens, found.patients) == ("token_panel", ("K-001",), ())


def test_the_newest_comes_first_page_by_page(clinic: Clinic) -> None:
    for number in range(5):
        accesses.note("patient", patients=[number + 1], **clinic.wait(seconds=1).who)
    first = accesses.listed(Asked(2), WantedAccess(), actor=SYSTEM)
    assert [one.patients for one in first.items] == [(5,), (4,)]
    rest = accesses.listed(Asked(10, first.next), WantedAccess(), actor=SYSTEM)
    assert ([one.patients for one in rest.items], rest.next) == ([(3,), (2,), (1,)], None)


def test_looks_at_a_patients_tokens_are_looks_at_the_patient(clinic: Clinic) -> None:
    patient = clinic.patient()
    token = clinic.book(clinic.slot(), patient_id=patient)
    other = clinic.book(clinic.slot("12:00"))
    for token_id in (token.id, other.id):
        accesses.note("slip", tokens=[token_id], **clinic.who)
    accesses.note("patient", patients=[patient], **clinic.who)
    assert [one.what for one in listed(patient_id=patient)] == ["patient", "slip"]
    assert [one.tokens for one in listed(token_id=other.id)] == [("K-002",)]


def test_it_is_asked_by_who_what_and_when(clinic: Clinic) -> None:
    accesses.note("patient", patients=[1], **clinic.at("09:00").who)
    accesses.note("export", detail="daily/2025-03-03.xlsx", **clinic.at("10:00").who)
    assert [one.detail for one in listed(what="export")] == ["daily/2025-03-03.xlsx"]
    assert [one.what for one in listed(since=clinic.moment("09:30"))] == ["export"]
    assert [one.what for one in listed(until=clinic.moment("09:30"))] == ["patient"]
    assert (len(listed(actor=clinic.actor.id)), listed(actor="user:7")) == (2, ())


def test_a_look_at_many_names_some_and_counts_the_rest(clinic: Clinic) -> None:
    accesses.note("export", patients=range(1, 101), **clinic.who)
    found = listed()[0]
    assert (len(found.patients), found.more) == (20, 80)


def test_noting_costs_the_same_for_one_and_for_many(clinic: Clinic) -> None:
    counts = []
    for many in (1, 300):
        with recorded() as made:
            accesses.note("export", patients=range(1, many + 1), **clinic.who)
        counts.append(len(made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("detail", ["Asha Rao", "+91 98", "आशा", "x" * 81])
def test_no_name_and_no_search_text_can_be_written(clinic: Clinic, detail: str) -> None:
    with pytest.raises(ValueError, match="a word for programs"):
        accesses.note("patient_search", detail=detail, **clinic.who)
    assert listed() == ()


def test_an_unknown_kind_of_look_is_refused(clinic: Clinic) -> None:
    with pytest.raises(ValueError, match="glance"):
        accesses.note("glance", **clinic.who)


def test_who_works_in_some_departments_is_told_of_one_token_only(clinic: Clinic) -> None:
    accesses.note("slip", tokens=[1], **clinic.who)
    some = Actor("user:1", Role.AUDITOR, frozenset({1}))
    assert len(accesses.listed(Asked(9), WantedAccess(token_id=1), actor=some).items) == 1
    with clinic.refuses("forbidden"):
        accesses.listed(Asked(9), WantedAccess(), actor=some)


def test_every_kind_fits_its_column() -> None:
    assert max(len(one.value) for one in Look) <= 30
