"""The commands say what was done, and show a password once."""

from collections.abc import Callable

import pytest
from click.testing import Result

from opd_web.cli import accounts as command
from opd_web.cli import demo as demo_command
from opd_web.services import accounts
from opd_web.simulation.demo.data import tables
from opd_web.simulation.demo.ground import Password
from opd_web.simulation.demo.load import Outcome, Tell
from tests.support.clinic import Clinic

Run = Callable[..., Result]


@pytest.fixture
def run(clinic: Clinic) -> Run:
    """Run a command as `flask --app wsgi` does."""
    runner = clinic.app.test_cli_runner()

    def run(*words: str, typed: str | None = None) -> Result:
        return runner.invoke(args=[*words], input=typed)

    return run


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Callable[[Outcome], None]:
    """Let a load end in this way, without loading anything."""

    def prepare(outcome: Outcome) -> None:
        def load(_zone: str, *, now: object, tell: Tell) -> Outcome:
            if outcome is Outcome.LOADED:
                tell(tuple(Password(one, f"password-of-{one.username}") for one in tables().accounts))
            return outcome

        monkeypatch.setattr(demo_command, "load", load)

    return prepare


def test_the_first_load_tells_address_users_and_passwords(run: Run, loads: Callable[[Outcome], None]) -> None:
    loads(Outcome.LOADED)
    result = run("demo", "load")
    assert result.exit_code == 0
    assert "sign in at http://127.0.0.1:8000/sign-in" in result.stdout
    assert "  nurse.k     password-of-nurse.k  nurse, department K\n" in result.stdout
    assert result.stdout.endswith("The demo clinic is loaded.\n")


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.LOADED])
def test_every_other_load_says_in_one_line_what_it_did(
    run: Run, loads: Callable[[Outcome], None], outcome: Outcome
) -> None:
    loads(outcome)
    result = run("demo", "load")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)


def test_a_new_account_signs_in_with_the_password_on_the_last_line(run: Run, clinic: Clinic) -> None:
    clinic.department("K")
    result = run("accounts", "add", "asha", "--name", "Asha Rao", "--role", "nurse", "--department", "k")
    account = accounts.sign_in("asha", result.stdout.splitlines()[-1])
    assert (account.name, account.role, account.department_ids) == ("Asha Rao", "nurse", {clinic.first_department})


def test_a_typed_password_is_not_printed(run: Run) -> None:
    typed = "correct horse battery"
    result = run(
        "accounts", "add", "asha", "--name", "A", "--role", "auditor", "--ask-password", typed=f"{typed}\n{typed}\n"
    )
    assert accounts.sign_in("asha", typed)
    assert typed not in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "asha", "--name", "A", "--role", "doctor"), "A doctor's account names its doctor"),
        (("add", "asha", "--name", "A", "--role", "nurse", "--department", "X"), "This department does not exist"),
        (("password", "nobody"), "There is no such account."),
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("accounts", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert accounts.every() == ()


def test_a_new_password_ends_the_old_one(run: Run) -> None:
    old = run("accounts", "add", "asha", "--name", "A", "--role", "auditor").stdout.splitlines()[-1]
    new = run("accounts", "password", "Asha").stdout.splitlines()[-1]
    assert old != new
    assert accounts.sign_in("asha", new)


def test_where_nobody_can_sign_in_the_start_says_how_to_begin(run: Run, clinic: Clinic) -> None:
    assert "/setup/" in (command.hint(clinic.app) or "")
    run("accounts", "add", "admin", "--name", "A", "--role", "administrator")
    assert command.hint(clinic.app) is None
