"""A patient's page opens with its own secret of its own day, and with nothing else, whoever asks."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from opd_web import tracking_address
from opd_web.engine.roles import Role
from opd_web.store.read_models import TokenView
from opd_web.tracking_address import Tracked
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

NAME = "Zebrawood Canary"


@pytest.fixture
def tokens(clinic: Clinic) -> list[TokenView]:
    """Two patients of one morning."""
    slot = clinic.slot(capacity=3)
    return [clinic.book(slot, name=NAME, phone=f"+9198123456{last}") for last in ("77", "78")]


@pytest.fixture
def secret(app: Flask, clinic: Clinic) -> Callable[..., str]:
    """Give the secret of a token, as its slip names it."""

    def find(token: TokenView, days: int = 0, key: str | None = None) -> str:
        return tracking_address.seal(Tracked(token.id, clinic.day(days)), key or str(app.secret_key))

    return find


def test_each_secret_opens_its_own_token(visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str]) -> None:
    for mine, other in (tokens, tokens[::-1]):
        page = visitor.get(f"/t/{secret(mine)}")
        assert (mine.number in page, other.number in page, NAME in page) == (True, False, False)


def guesses(mine: str, other: str) -> dict[str, str]:
    """Give what somebody can make of two secrets, or of none."""
    return {
        "halves of two": mine[:16] + other[16:],
        "the other way round": other[:16] + mine[16:],
        "one letter less": mine[:-1],
        "one letter more": mine + "A",
        "twice": mine + mine,
        "padded": mine + "====",
        "upper case": mine.upper(),
        "the id": "1",
        "the number": "K-001",
        "zeros": "A" * 32,
        "no text": "%00" * 32,
        "a path": "..%2f..%2fadmin",
    } | {f"letter {at}": mine[:at] + ("A" if mine[at] != "A" else "B") + mine[at + 1 :] for at in range(0, 32, 5)}


def test_nothing_that_is_guessed_opens(visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str]) -> None:
    tried = {name: visitor.get(f"/t/{one}") for name, one in guesses(*map(secret, tokens)).items()}
    assert {name: page.status for name, page in tried.items() if page.status != 404} == {}
    assert not [name for name, page in tried.items() if "K-00" in page]


def test_a_secret_of_yesterday_opens_nothing(
    clinic: Clinic, visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str]
) -> None:
    of_yesterday = secret(tokens[0])
    assert visitor.get(f"/t/{of_yesterday}").status == 200
    clinic.at("00:00", days=1)
    assert visitor.get(f"/t/{of_yesterday}").status == 404


@pytest.mark.parametrize("days", [-1, 1, 30])
def test_a_secret_of_another_day_opens_no_token_of_this_one(
    visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str], days: int
) -> None:
    assert visitor.get(f"/t/{secret(tokens[0], days)}").status == 404


def test_a_secret_of_another_hospital_opens_nothing(
    visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str]
) -> None:
    assert visitor.get(f"/t/{secret(tokens[0], key='another hospital')}").status == 404


def test_a_secret_for_a_token_that_is_none_opens_nothing(
    visitor: Visitor, tokens: list[TokenView], secret: Callable[..., str]
) -> None:
    assert visitor.get(f"/t/{secret(replace(tokens[0], id=999_999))}").status == 404


@pytest.mark.parametrize("role", Role)
def test_who_is_signed_in_sees_no_more_of_it(
    app: Flask, clinic: Clinic, tokens: list[TokenView], secret: Callable[..., str], role: Role
) -> None:
    scope = {"doctor_id": clinic.first_doctor} if role == Role.DOCTOR else {}
    page = signed_in(app, role, **scope).get(f"/t/{secret(tokens[0])}")
    assert page["tracking"].text == Visitor(app).get(f"/t/{secret(tokens[0])}")["tracking"].text


def test_a_slip_of_another_department_finds_nobody_at_the_desk(
    app: Flask, clinic: Clinic, tokens: list[TokenView], secret: Callable[..., str]
) -> None:
    scanned = {"text": f"http://localhost/t/{secret(tokens[0])}"}
    other, own = (signed_in(app, name=code, department_ids=[clinic.department(code)]) for code in ("B", "C"))
    assert NAME not in other.post("/patients", scanned)
    assert own.post("/patients", scanned).status == 200
    assert NAME in signed_in(app, name="Everywhere").post("/patients", scanned)
