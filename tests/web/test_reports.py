"""Reports in the browser: who sees them, what they say, what an empty or a wrong range says."""

import json
import re

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.access_rows import AccessRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

WAITS = "/reports/waits?from=2025-03-03&to=2025-03-03"
FAIRNESS = "/reports/fairness?from=2025-03-03&to=2025-03-03"


@pytest.fixture
def auditor(app: Flask, clinic: Clinic) -> Visitor:
    """The browser of an auditor of every department."""
    return signed_in(app, Role.AUDITOR, "Ravi")


@pytest.fixture
def busy(clinic: Clinic) -> Clinic:
    """Twelve who were seen, and one who waits."""
    slot = clinic.at("10:00").slot("10:00", "13:00", capacity=40)
    for wait in range(12):
        token = clinic.book(slot)
        clinic.wait(minutes=wait)
        clinic.see(token)
    clinic.book(slot)
    return clinic.wait(minutes=5)


@pytest.mark.parametrize(("role", "shown"), [(Role.ADMINISTRATOR, True), (Role.AUDITOR, True), (Role.NURSE, False)])
def test_the_header_leads_there_who_may(app: Flask, clinic: Clinic, role: Role, shown: bool) -> None:
    page = signed_in(app, role, "Anita").get("/desk/K" if role == Role.NURSE else "/reports")
    assert bool(page.all("a", href="/reports", class_="site-link")) is shown


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR])
def test_nurses_and_doctors_read_no_reports(app: Flask, clinic: Clinic, role: Role) -> None:
    scope = {"doctor_id": clinic.first_doctor} if role == Role.DOCTOR else {}
    assert signed_in(app, role, "Dr Rao", **scope).get("/reports").status == 403


def test_today_says_who_waits(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/reports")
    assert "Waiting now 1 Longest wait 5 min Called or inside 0 Seen 12" in page["today"].text
    assert "Dr Rao 1 5 min 0 0 12" in page["today"].text


def test_today_is_not_sent_twice(busy: Clinic, auditor: Visitor) -> None:
    etag = auditor.get("/reports/today", htmx=True).headers["ETag"]
    assert auditor.get("/reports/today", htmx=True, **{"If-None-Match": etag}).status == 304
    busy.book(busy.slot_of(40))
    assert auditor.get("/reports/today", htmx=True, **{"If-None-Match": etag}).status == 200


def test_an_empty_today_says_so(clinic: Clinic, auditor: Visitor) -> None:
    assert "Nobody has asked for a token today." in auditor.get("/reports")


def test_waits_have_definition_number_and_zone(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get(WAITS)
    assert "Wait: from arrival to the first call." in page
    assert "n = 13" in page
    assert re.search(r"Computed 3 Mar 2025, \d\d:\d\d, times are Asia/Kolkata\.", page.text)
    assert "Everybody 13 at least 5 min at least 9.8 min" in page


def test_a_chart_shows_what_its_table_says(busy: Clinic, auditor: Visitor) -> None:
    chart = json.loads(auditor.get(WAITS).all("div", class_="chart")[0]["data-chart"])
    assert (chart["labels"], [series["values"] for series in chart["series"]]) == (["Walk-in"], [[5.0], [9.8]])


def test_few_cases_show_their_number_only(clinic: Clinic, auditor: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot()))
    assert "Everybody 1 – –" in auditor.get(WAITS)


def test_a_chart_of_few_cases_is_left_out(clinic: Clinic, auditor: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot()))
    page = auditor.get(WAITS)
    assert (len(page.all("div", class_="chart")), len(page.all("table"))) == (0, 4)


def test_the_use_of_few_places_is_no_share(clinic: Clinic, auditor: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot(capacity=9)))
    assert "Everybody 1 9 1 –" in auditor.get("/reports/utilisation?from=2025-03-03&to=2025-03-03")


def test_the_time_of_few_sessions_is_summed_and_no_mean(clinic: Clinic, auditor: Visitor) -> None:
    clinic.at("10:00").see(clinic.book(clinic.slot(capacity=9)))
    page = auditor.get("/reports/summary?from=2025-03-03&to=2025-03-03")
    assert "Overrun 1 0 min – – Idle 1 60 min – – Utilisation 9 – – –" in page


def test_arrivals_of_few_days_have_no_mean(busy: Clinic, auditor: Visitor) -> None:
    assert "Monday 1 13 –" in auditor.get("/reports/arrivals?from=2025-03-03&to=2025-03-03")


def test_a_range_without_data_says_so(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/reports/waits?from=2024-01-01&to=2024-01-31")
    assert "There is nothing in these days." in page
    assert "Tokens were given out from 3 Mar 2025 to 3 Mar 2025." in page
    assert not page.all("table")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("from=yesterday", "Enter a date, such as 2025-03-03."),
        ("from=2025-03-03&to=2025-03-02", "The last day lies before the first."),
        ("from=1025-03-03&to=2025-03-02", "That is more than ten years. Choose fewer days."),
    ],
)
def test_a_range_that_is_none_is_asked_for_again(auditor: Visitor, query: str, error: str) -> None:
    page = auditor.get(f"/reports/waits?{query}")
    assert (page.status, page.errors) == (422, [error])


@pytest.mark.parametrize("days", ["from=0001-01-01&to=0001-01-02", "from=9999-12-30&to=9999-12-31"])
def test_a_range_at_the_end_of_all_calendars_is_empty(auditor: Visitor, days: str) -> None:
    page = auditor.get(f"/reports/waits?{days}")
    assert page.status == 200
    assert "There is nothing in these days." in page


def test_an_unknown_doctor_is_no_choice(auditor: Visitor) -> None:
    assert auditor.get("/reports/waits?doctor=99").status == 422


def test_filters_go_along_to_the_next_report(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get(f"{WAITS}&doctor={busy.first_doctor}")
    links = [one["href"] for one in page.all("a") if "report-nav" not in one.inside and "/reports/waits" in one["href"]]
    assert f"/reports/waits?from=2025-03-03&to=2025-03-03&doctor={busy.first_doctor}" in links


def test_what_is_printed_or_taken_away_says_what_it_is_narrowed_to(busy: Clinic, auditor: Visitor) -> None:
    narrowed = RANGE | {"doctor": str(busy.first_doctor), "department": str(busy.first_department)}
    page = auditor.get(f"{WAITS}&doctor={busy.first_doctor}&department={busy.first_department}")
    assert re.search(r"Only: K [^,]+, Dr Rao\.", page.text)
    file = auditor.post("/reports/waits/download", {**narrowed, "format": "csv"}, htmx=False)
    assert re.search(r"computed [^,]+, K [^,]+, Dr Rao", file.html)
    assert "Only:" not in auditor.get(WAITS)


def test_a_table_without_rows_says_so(busy: Clinic, auditor: Visitor) -> None:
    assert "n = 0" in auditor.get(FAIRNESS)
    assert auditor.get(FAIRNESS).text.count("None in these days.") == 2


def test_no_name_of_a_patient_stands_in_a_report(clinic: Clinic, auditor: Visitor) -> None:
    clinic.book(clinic.slot(), name="Sunita Rao", phone="+919812345678")
    assert "Sunita" not in auditor.get("/reports").html + auditor.get(WAITS).html


RANGE = {"from": "2025-03-03", "to": "2025-03-03"}
NAMES = ("summary", "waits", "utilisation", "no-shows", "fairness", "promises", "arrivals")


@pytest.mark.parametrize("name", NAMES)
def test_every_report_says_n_and_a_definition(busy: Clinic, auditor: Visitor, name: str) -> None:
    page = auditor.get(f"/reports/{name}?from=2025-03-03&to=2025-03-03")
    assert page.status == 200
    for section in page.all("section", class_="report"):
        assert re.search(r"n = \d+ \S", section.text)
    assert page.all("table")


@pytest.mark.parametrize("name", NAMES)
def test_every_report_says_that_there_is_nothing(clinic: Clinic, auditor: Visitor, name: str) -> None:
    assert "There is nothing in these days." in auditor.get(f"/reports/{name}")


def test_the_heat_map_says_in_numbers_what_it_shows_in_colours(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/reports/arrivals?from=2025-03-03&to=2025-03-03")
    cells = [(one.text, one["class"]) for one in page.all("td", class_="is-heat")]
    assert cells[0] == ("12", "is-heat heat-5")
    assert ("0", "is-heat heat-0") in cells


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", [*NAMES, "tokens"])
def test_a_report_is_taken_away_and_that_is_noted(busy: Clinic, auditor: Visitor, name: str, kind: str) -> None:
    page = auditor.post(f"/reports/{name}/download", RANGE | {"format": kind}, htmx=False)
    file = f"{name}-2025-03-03-2025-03-03.{kind}"
    assert (page.status, page.headers["Content-Disposition"]) == (200, f'attachment; filename="{file}"')
    (noted,) = busy.rows(AccessRow)
    assert (noted.what, noted.detail, noted.actor) == ("export", f"reports/{file}", "user:1")


def test_the_file_says_what_the_page_says(busy: Clinic, auditor: Visitor) -> None:
    text = auditor.post("/reports/waits/download", RANGE | {"format": "csv"}, htmx=False).html
    assert 'Class,n,"Median, minutes",Median is at least' in text
    assert "Walk-in,13,5.0,yes,9.8,yes" in text
    assert "2025-03-03 to 2025-03-03, Asia/Kolkata, computed" in text


def test_the_file_of_tokens_has_a_line_for_each_and_no_name(busy: Clinic, auditor: Visitor) -> None:
    busy.book(busy.slot_of(40), name="=Sunita", phone="+919812345678")
    text = auditor.post("/reports/tokens/download", RANGE | {"format": "csv"}, htmx=False).html
    lines = text.splitlines()
    assert (len(lines), lines[1].startswith("2025-03-03,K-001,K,Dr Rao,WALK_IN,WALK_IN,COMPLETED,")) == (15, True)
    assert "Sunita" not in text


def test_a_wrong_range_or_format_gives_no_file(clinic: Clinic, auditor: Visitor) -> None:
    wrong = auditor.post("/reports/waits/download", {"from": "x", "format": "csv"}, htmx=False)
    unknown = auditor.post("/reports/waits/download", RANGE | {"format": "exe"}, htmx=False)
    nowhere = auditor.post("/reports/secrets/download", RANGE, htmx=False)
    assert [page.status for page in (wrong, unknown, nowhere)] == [422, 404, 404]
    assert not clinic.rows(AccessRow)


def test_nobody_else_takes_a_report_away(app: Flask, busy: Clinic) -> None:
    nurse = signed_in(app)
    assert nurse.post("/reports/waits/download", RANGE | {"format": "csv"}, htmx=False).status == 403
    assert not busy.rows(AccessRow)


def test_a_doctor_whose_name_is_a_formula_stays_text(clinic: Clinic, auditor: Visitor) -> None:
    doctor = clinic.doctor(name="=HYPERLINK(1)")
    clinic.see(clinic.book(clinic.slot(doctor=doctor)))
    text = auditor.post("/reports/waits/download", RANGE | {"format": "csv"}, htmx=False).html
    assert "'=HYPERLINK(1),1," in text


def test_every_page_with_figures_offers_its_files(busy: Clinic, auditor: Visitor) -> None:
    page = auditor.get(WAITS)
    buttons = [(one["formaction"], one["value"]) for one in page.all("button", name="format")]
    assert buttons == [(f"/reports/{name}/download", kind) for name in ("waits", "tokens") for kind in ("csv", "xlsx")]
    assert [one["value"] for one in page.all("input", name="from", type="hidden")] == ["2025-03-03"]
