"""What planning does shows in two weeks as well as in six, which take three times as long to make."""

import pytest


@pytest.fixture(autouse=True)
def _two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opd_web.services._planning.AHEAD", 14)
