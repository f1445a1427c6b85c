"""The secret of a tracking page: made from what is known, told by nobody, dead with its day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opd_web.tracking_address import Tracked, read, seal

DAY = date(2025, 3, 3)
TOKENS = st.builds(Tracked, st.integers(1, 2**39), st.dates(date(2000, 1, 1), date(2200, 1, 1)))


@given(TOKENS)
def test_it_comes_back(tracked: Tracked) -> None:
    secret = seal(tracked, "key")
    assert len(secret) == 32
    assert read(secret, "key", tracked.service_day) == tracked


@given(TOKENS, st.integers(0, 31), st.sampled_from("ABCxyz019-_"))
def test_one_other_letter_and_it_is_wrong(tracked: Tracked, place: int, letter: str) -> None:
    secret = seal(tracked, "key")
    changed = secret[:place] + letter + secret[place + 1 :]
    assert read(changed, "key", tracked.service_day) == (tracked if changed == secret else None)


@given(st.text())
def test_any_other_text_is_wrong(text: str) -> None:
    assert read(text, "key", DAY) is None


def test_it_dies_with_its_day() -> None:
    secret = seal(Tracked(1, DAY), "key")
    assert read(secret, "key", DAY - timedelta(days=9)) is not None
    assert read(secret, "key", DAY + timedelta(days=1)) is None


def test_another_programs_secret_is_wrong() -> None:
    assert read(seal(Tracked(1, DAY), "key"), "other", DAY) is None


def test_neighbours_have_nothing_in_common() -> None:
    secrets = [seal(Tracked(number, DAY), "key") for number in range(1, 200)]
    assert max(sum(a == b for a, b in zip(secrets[0], other, strict=True)) for other in secrets[1:]) < 8


def test_every_print_has_the_same_one() -> None:
    assert seal(Tracked(7, DAY), "key") == seal(Tracked(7, DAY), "key")
