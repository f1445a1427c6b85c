"""Two people on one token: one wins, the other is told who did what, and when."""

import pytest

from tests.support.clinic import Clinic


def test_a_version_that_is_not_current_is_refused_with_who_did_what_and_when(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.actor = clinic.account("Desk 2")
    clinic.at("10:42").call(token)
    with clinic.refuses("stale_version") as caught:
        clinic.cancel(token, version=token.version)
    assert str(caught.value) == "Desk 2 changed K-001 0 s ago (called). Look at it again."


@pytest.mark.parametrize(
    ("seconds", "ago"),
    [(12, "12 s ago"), (59, "59 s ago"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "at 10:42")],
)
def test_how_long_ago_it_was_is_said_in_few_words(clinic: Clinic, seconds: int, ago: str) -> None:
    token = clinic.book(clinic.slot())
    clinic.at("10:42").call(token)
    clinic.wait(seconds=seconds)
    with clinic.refuses("stale_version") as caught:
        clinic.cancel(token, version=token.version)
    assert f"changed K-001 {ago} (called)" in str(caught.value)


def test_the_current_version_is_taken_and_rises(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    called = clinic.call(token, version=token.version)
    assert called.version == token.version + 1
    assert clinic.start(token, version=called.version).version == called.version + 1


def test_without_a_version_the_state_alone_decides(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.call(token)
    assert clinic.start(token).status == "IN_CONSULTATION"


def test_whoever_was_displaced_in_the_meantime_is_stale(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.book(slot)
    clinic.emergency(slot)
    with clinic.refuses("stale_version") as caught:
        clinic.call(token, version=token.version)
    assert "(displaced)" in str(caught.value)
