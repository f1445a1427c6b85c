"""The second step of a sign-in: codes count once, and the secret is readable by nobody with the database alone."""

import pyotp
import pytest

from opd_web.engine.roles import Actor, Role
from opd_web.services import _sealed, accounts, second_step, users
from opd_web.services.refused import Refused
from tests.support.clinic import Clinic

KEY = "the product's own key"


@pytest.fixture
def anita(clinic: Clinic) -> int:
    """An administrator whose app has the secret, and whose second step has not begun."""
    account_id = accounts.add("anita", "Anita", "correct horse battery staple", Role.ADMINISTRATOR, **clinic.who)
    second_step.begin(account_id, key=KEY, **clinic.who)
    return account_id


def secret(account_id: int) -> str:
    found = second_step.waiting(account_id, key=KEY)
    assert found
    return found.secret


def code(clinic: Clinic, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clinic.now, counter_offset=steps)


def begun(clinic: Clinic, account_id: int) -> tuple[str, tuple[str, ...]]:
    """Begin, and let the half minute of the first code pass; give the secret and the codes for a lost phone."""
    known = secret(account_id)
    codes = second_step.confirm(account_id, code(clinic, known), key=KEY, **clinic.who)
    clinic.wait(seconds=60)
    return known, codes


def check(clinic: Clinic, account_id: int, typed: str) -> int:
    return second_step.check(account_id, 1, typed, key=KEY, now=clinic.now).id


def test_the_app_is_told_whose_code_it_is(clinic: Clinic, anita: int) -> None:
    found = second_step.waiting(anita, key=KEY)
    assert found
    assert found.address.startswith("otpauth://totp/Hospital:anita?secret=")


def test_it_begins_with_a_right_code_only(clinic: Clinic, anita: int) -> None:
    with clinic.refuses("invalid"):
        second_step.confirm(anita, "000000", key=KEY, **clinic.who)
    begun(clinic, anita)
    found = accounts.find(anita)
    assert found
    assert found.second_step


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(clinic: Clinic, anita: int, steps: int) -> None:
    known, _ = begun(clinic, anita)
    assert check(clinic, anita, code(clinic, known, steps)) == anita


@pytest.mark.parametrize("steps", [-2, 2])
def test_it_may_not_be_a_minute_off(clinic: Clinic, anita: int, steps: int) -> None:
    known, _ = begun(clinic, anita)
    with clinic.refuses("invalid"):
        check(clinic, anita, code(clinic, known, steps))


def test_a_code_counts_once_and_so_do_those_before_it(clinic: Clinic, anita: int) -> None:
    known, _ = begun(clinic, anita)
    check(clinic, anita, code(clinic, known))
    for steps in (0, -1):
        with pytest.raises(Refused):
            check(clinic, anita, code(clinic, known, steps))


def test_the_code_that_began_it_does_not_sign_in(clinic: Clinic, anita: int) -> None:
    first = code(clinic, secret(anita))
    second_step.confirm(anita, first, key=KEY, **clinic.who)
    with pytest.raises(Refused):
        check(clinic, anita, first)


def test_a_code_for_the_loss_of_the_phone_counts_once(clinic: Clinic, anita: int) -> None:
    _, codes = begun(clinic, anita)
    assert len(set(codes)) == 10
    assert check(clinic, anita, f" {codes[3].upper()} ") == anita
    with pytest.raises(Refused):
        check(clinic, anita, codes[3])


def test_neither_secret_nor_codes_stand_in_the_database(clinic: Clinic, anita: int) -> None:
    known, codes = begun(clinic, anita)
    everything = str(clinic.everything())
    assert known not in everything
    assert not [one for one in codes if one in everything]


def test_with_another_key_nothing_is_read(clinic: Clinic, anita: int) -> None:
    known, _ = begun(clinic, anita)
    with pytest.raises(Refused):
        second_step.check(anita, 1, code(clinic, known), key="another", now=clinic.now)


@pytest.mark.parametrize("typed", ["", "१२३४५६", "123 456", "abcdef"])
def test_what_is_no_code_is_wrong(clinic: Clinic, anita: int, typed: str) -> None:
    begun(clinic, anita)
    with clinic.refuses("invalid"):
        check(clinic, anita, typed)


def test_it_does_not_begin_twice(clinic: Clinic, anita: int) -> None:
    begun(clinic, anita)
    with clinic.refuses("invalid"):
        second_step.begin(anita, key=KEY, **clinic.who)


def test_a_password_of_before_the_last_sign_out_everywhere_is_none(clinic: Clinic, anita: int) -> None:
    known, _ = begun(clinic, anita)
    users.sign_out(anita, **clinic.who)
    with clinic.refuses("invalid"):
        check(clinic, anita, code(clinic, known))


def test_nobody_ends_the_own_one_as_that_of_another(clinic: Clinic, anita: int) -> None:
    begun(clinic, anita)
    with clinic.refuses("invalid"):
        second_step.end_for(anita, actor=Actor(f"user:{anita}", Role.ADMINISTRATOR), now=clinic.now)


def test_it_ends(clinic: Clinic, anita: int) -> None:
    known, codes = begun(clinic, anita)
    second_step.end(anita, **clinic.who)
    for typed in (code(clinic, known), codes[0]):
        with pytest.raises(Refused):
            check(clinic, anita, typed)


def test_what_is_sealed_is_read_with_its_key_and_shows_any_change() -> None:
    sealed = _sealed.seal(b"twenty bytes of it..", KEY)
    assert _sealed.unseal(sealed, KEY) == b"twenty bytes of it.."
    assert _sealed.seal(b"twenty bytes of it..", KEY) != sealed
    changed = ("A" if sealed[40] != "A" else "B").join((sealed[:40], sealed[41:]))
    assert _sealed.unseal(changed, KEY) is None
