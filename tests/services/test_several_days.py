"""A department has many days under one policy; what happens to a token touches its own day only."""

from tests.support.clinic import Clinic


def test_a_token_is_acted_on_behind_the_lock_of_its_own_day(clinic: Clinic) -> None:
    today, tomorrow = (clinic.book(clinic.slot("10:00", days=days)) for days in (0, 1))
    assert clinic.arrive(tomorrow).number == clinic.arrive(today).number == "K-001"
    assert clinic.cancel(tomorrow).status == "CANCELLED"
    assert clinic.seen_next() == today.number
