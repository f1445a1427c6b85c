"""Passwords that others would guess are refused; nobody has to change theirs by the calendar."""

import pytest

from opd_web.services import _password
from opd_web.services.refused import Refused


def sentence(password: str, *names: str) -> str:
    with pytest.raises(Refused) as caught:
        _password.check(password, *names)
    return str(caught.value)


@pytest.mark.parametrize(
    "password",
    [
        "1q2w3e4r5t6y", "Qwerty123456", "football2026!!", "passwordpassword", "123456789012", "qwertyuiop12",
        "aaaaaaaaaaaa", "121212121212", "abcdefghijkl", "lkjihgfedcba", "!!!iloveyou!!!",
    ],
)  # fmt: skip
def test_what_many_people_use_is_refused(password: str) -> None:
    assert sentence(password) == _password.GUESSED


@pytest.mark.parametrize(
    "password", ["StMarysHospital1", "asharao-asharao", "Hospital-2026-Hospital", "asha.rao@stmarys", "MARYNURSE2026!"]
)
def test_names_that_everybody_here_knows_are_refused(password: str) -> None:
    assert sentence(password, "St. Mary’s", "asha.rao", "Asha Rao") == _password.ABOUT


def test_a_short_one_is_refused() -> None:
    assert sentence("x7k9-mm2p-3") == _password.SHORT


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "lantern-otter-quilt", "x7k9-mm2p-3sda", "आम-नदी-पत्थर-चाँद", "4829103847561029"],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    _password.check(password, "St. Mary’s", "asha.rao", "Asha Rao")
    assert _password.matches(_password.hashed(password), password)


def test_a_password_that_was_made_is_never_refused() -> None:
    for _ in range(200):
        _password.check(_password.made())


def test_the_list_holds_what_its_source_says() -> None:
    assert len(_password._common()) == 19_640
