"""Reports, the record of a token, and days to try things on."""

from collections.abc import Callable

import pytest

from opd_web.api import simulations
from opd_web.engine.roles import Role
from tests.api.conftest import Setting, done
from tests.support.programs import with_key

SMALL = {"seed": 3, "departments": 1, "doctors": 1, "windows": 1, "capacity": 3, "check_every": 0}


def test_a_day_in_figures(setting: Setting, wall: Callable[..., None]) -> None:
    slot = setting.slot()
    seen = setting.book(slot)
    setting.program.delete(f"/tokens/{setting.book(slot)['id']}")
    for step in ("call", "start", "complete"):
        setting.program.post(f"/tokens/{seen['id']}/{step}")
    report = done(setting.program.get("/reports/daily", date="2025-03-03"))
    department = report["departments"][0]
    assert (report["date"], report["zone"]) == ("2025-03-03", "Asia/Kolkata")
    assert (department["code"], department["by_status"]) == ("K", {"COMPLETED": 1, "CANCELLED": 1})
    assert (report["figures"]["tokens"], report["figures"]["seen"], report["figures"]["capacity"]) == (2, 1, 2)
    assert set(report["definitions"]) >= {"wait", "utilisation"}


def test_of_few_cases_only_their_number_is_told(setting: Setting) -> None:
    setting.book(setting.slot())
    waits = done(setting.program.get("/reports/daily"))["figures"]["everybody"]
    assert (waits["n"], waits["p50"], waits["p90"]) == (1, None, None)


def test_of_few_sessions_and_places_no_mean_or_share_is_told(setting: Setting) -> None:
    setting.slot()
    figures = done(setting.program.get("/reports/daily"))["figures"]
    assert (figures["sessions"], figures["idle_total"], figures["overrun_total"]) == (1, 60, 0)
    assert (figures["idle"], figures["overrun"], figures["utilisation"]) == (None, None, None)


def test_a_day_without_anybody(setting: Setting) -> None:
    report = done(setting.program.get("/reports/daily", date="2031-01-01"))
    assert (report["departments"], report["figures"]["tokens"], report["figures"]["utilisation"]) == ([], 0, None)


@pytest.mark.parametrize(
    "date", ["2025-02-29", "today", "20250303", "", "0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"]
)
def test_a_day_that_there_is_not(setting: Setting, date: str) -> None:
    assert setting.program.get("/reports/daily", date=date).fields == {"date"}


def test_a_report_tells_of_the_reader_s_departments(setting: Setting) -> None:
    setting.book(setting.slot())
    setting.clinic.department("E")
    other = with_key(setting.program.app, Role.AUDITOR, department_codes=["E"])
    assert done(other.get("/reports/daily"))["departments"] == []


def test_the_record_of_a_token(setting: Setting) -> None:
    token = setting.book(setting.slot())
    setting.program.post(f"/tokens/{token['id']}/call")
    first = done(setting.program.get("/audit", token=token["id"], limit=1))
    second = done(setting.program.get("/audit", token=token["id"], limit=1, cursor=first["next"]))
    events = first["items"] + second["items"]
    assert [(one["kind"], one["status_after"], one["rule"]) for one in events] == [
        ("booked", "BOOKED", "has_room"),
        ("called", "CALLED", "called"),
    ]
    assert (events[1]["previous_hash"], events[1]["who"]) == (events[0]["hash"], "administrator in tests")
    assert second["next"] is None


def test_a_record_is_asked_for_by_token(setting: Setting) -> None:
    assert setting.program.get("/audit").fields == {"token"}
    assert setting.program.get("/audit", token="9").code == "not_found"


def test_an_auditor_reads_reports_and_records_and_changes_nothing(setting: Setting) -> None:
    token = setting.book(setting.slot())
    auditor = with_key(setting.program.app, Role.AUDITOR)
    assert [auditor.get(path).status for path in ("/reports/daily", "/audit?token=1", "/tokens/1")] == [200] * 3
    assert auditor.post(f"/tokens/{token['id']}/call").code == "forbidden"


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR])
def test_the_desk_reads_no_records(setting: Setting, role: Role) -> None:
    other = with_key(setting.program.app, role)
    assert [other.get(path).code for path in ("/reports/daily", "/audit?token=1")] == ["forbidden"] * 2


def test_a_simulated_day(setting: Setting) -> None:
    before = setting.clinic.everything()["token"]
    report = done(setting.program.post("/simulations/opd-day", SMALL, once="day"))
    again = done(setting.program.post("/simulations/opd-day", SMALL, once="day"))
    assert (report["violations"], report["departments"], report["policy"]) == ([], ["A"], "fair")
    assert report == again
    assert setting.clinic.everything()["token"] == before


def test_one_day_is_played_at_a_time(setting: Setting) -> None:
    with simulations._playing:
        answer = setting.program.post("/simulations/opd-day", SMALL)
    assert (answer.status, answer.code) == (409, "busy")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"doctors": 0}, "doctors"),
        ({"doctors": "2"}, "doctors"),
        ({"capacity": 10_000}, "capacity"),
        ({"departments": 26, "doctors": 20, "capacity": 200}, "capacity"),
        ({"cancels": 2}, "cancels"),
        ({"cancels": "0.5"}, "cancels"),
        ({"day": "2025-02-29"}, "day"),
        ({"windows": 16, "window_minutes": 480}, "windows"),
        ({"policy": {"preset": "royal"}}, "policy.preset"),
        ({"policy": {"routing": "random"}}, "policy.routing"),
        ({"policy": {"emergency": "off"}}, "policy.emergency"),
        ({"policy": {"jumps": 3}}, "policy.jumps"),
        ({"weather": "rain"}, "weather"),
    ],
)
def test_a_day_that_cannot_be_played_is_refused_by_field(setting: Setting, body: dict[str, object], field: str) -> None:
    answer = setting.program.post("/simulations/opd-day", body)
    assert (answer.status, answer.fields) == (422, {field})


@pytest.mark.parametrize(
    ("policy", "field", "known"),
    [
        ({"preset": "royal"}, "policy.preset", ("elastic", "fair")),
        ({"jumps": 3}, "policy.jumps", ("max_overtakes", "routing")),
        ({"routing": "random"}, "policy.routing", ("earliest", "least_loaded")),
    ],
)
def test_what_a_policy_does_not_know_is_answered_with_what_it_does(
    setting: Setting, policy: dict[str, object], field: str, known: tuple[str, ...]
) -> None:
    answer = setting.program.post("/simulations/opd-day", {"policy": policy})
    (said,) = answer.body["errors"][field]
    assert [name for name in known if name not in said] == []
