"""The report pages of a simulated day: those of a real one, from what the lab's run kept."""

from typing import Any

import pytest
from flask import Flask

from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import accesses, runs
from opd_web.services.accesses import WantedAccess
from opd_web.services.auditing import Asked
from opd_web.services.runs import Kind
from opd_web.simulation.day import DayReport, simulate_day
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.plain import report_from, to_plain
from opd_web.web.reports.pages import REPORTS
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

HEADINGS = {
    "summary": {"Waits", "Counts", "The doctors’ time"},
    "waits": {"By class", "By hour of arrival", "By doctor", "The rest of a visit"},
    "utilisation": {"By doctor", "How sessions ended"},
    "no-shows": {"By source", "By lead time"},
    "fairness": {"Places taken from others", "What became of them", "What it cost in waiting", "Overtakes"},
    "promises": {"By doctor", "By hour of the slot"},
    "arrivals": {"By weekday and hour", "By weekday"},
}


@pytest.fixture(scope="module")
def day() -> DayReport:
    """A small day with enough patients for quantiles."""
    return simulate_day(DayPlan(departments=1, doctors=2, windows=2, capacity=4, tick_seconds=600, check_every=0))


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return signed_in(app, Role.ADMINISTRATOR, "Administrator")


@pytest.fixture
def run_id(clinic: Clinic, admin: Visitor, day: DayReport) -> int:
    return finished(clinic, [to_plain(day)])


def finished(clinic: Clinic, result: list[dict[str, Any]]) -> int:
    """Keep a run of the administrator's with this result."""
    run = runs.begin(Kind.LAB, {"policies": ["fair"], "changes": "", "plan": {"seed": 7}},
                     actor=Actor("user:1", Role.ADMINISTRATOR), now=clinic.now).run  # fmt: skip
    runs.finish(run.id, result, actor=SYSTEM, now=clinic.now)
    return run.id


def headings(page: Page) -> set[str]:
    return {one.text.partition(" n =")[0] for one in page.all("h2")}


def test_every_report_has_its_case_here() -> None:
    assert set(HEADINGS) == set(REPORTS)


@pytest.mark.parametrize("name", HEADINGS)
def test_it_shows_the_tables_of_a_real_day_marked_as_simulated(admin: Visitor, run_id: int, name: str) -> None:
    page = admin.get(f"/reports/lab/runs/{run_id}/days/1/{name}")
    assert (page.status, headings(page) >= HEADINGS[name]) == (200, True)
    assert "A simulated day under Fair: nobody was there." in page
    assert [one.text for one in page.all("a", aria_current="page")] == [name.capitalize()]


def test_the_comparison_leads_there(admin: Visitor, run_id: int) -> None:
    page = admin.get(f"/reports/lab/runs/{run_id}/")
    (link,) = page.all("a", class_="lab-pages")
    assert (link["href"], link["aria-label"]) == (
        f"/reports/lab/runs/{run_id}/days/1/summary", "Reports of the day: Fair",
    )  # fmt: skip


def test_the_pages_say_the_figures_of_the_comparison(admin: Visitor, run_id: int, day: DayReport) -> None:
    page = admin.get(f"/reports/lab/runs/{run_id}/days/1/waits")
    rows = page.all("tr", class_="is-total")
    assert rows[0].text.startswith(f"Everybody {day.figures.everybody.n} ")
    assert day.pages
    assert day.pages.waits.waits["all"][0].p50 == day.figures.everybody.p50


def test_the_tables_are_taken_away_and_that_is_noted(admin: Visitor, run_id: int) -> None:
    file = admin.post(f"/reports/lab/runs/{run_id}/days/1/waits/download", {"format": "csv"}, htmx=False)
    assert file.headers["Content-Disposition"] == f'attachment; filename="simulated-{run_id}-fair-waits.csv"'
    assert '"Simulated day 2025-03-03 under Fair, Asia/Kolkata"' in file.html
    noted = accesses.listed(Asked(1), WantedAccess(), actor=SYSTEM).items[0]
    assert (noted.what, noted.detail) == ("export", f"reports/simulated-{run_id}-fair-waits.csv")


@pytest.mark.parametrize("address", ["2/summary", "1/favourites", "1/today"])
def test_what_is_not_there_is_not_found(admin: Visitor, run_id: int, address: str) -> None:
    assert admin.get(f"/reports/lab/runs/{run_id}/days/{address}").status == 404


@pytest.mark.parametrize(("name", "kind"), [("favourites", "csv"), ("waits", "pdf")])
def test_a_file_that_is_not_there_is_not_found(admin: Visitor, run_id: int, name: str, kind: str) -> None:
    address = f"/reports/lab/runs/{run_id}/days/1/{name}/download"
    assert admin.post(address, {"format": kind}, htmx=False).status == 404


def test_somebody_elses_day_is_not_found(app: Flask, run_id: int) -> None:
    other = signed_in(app, Role.ADMINISTRATOR, "Another")
    assert other.get(f"/reports/lab/runs/{run_id}/days/1/summary").status == 404


def test_a_run_that_was_kept_without_pages_still_shows_its_comparison(
    clinic: Clinic, admin: Visitor, day: DayReport
) -> None:
    old = {name: value for name, value in to_plain(day).items() if name != "pages"}
    run_id = finished(clinic, [old])
    page = admin.get(f"/reports/lab/runs/{run_id}/")
    assert (page.status, page.all("a", class_="lab-pages")) == (200, [])
    assert admin.get(f"/reports/lab/runs/{run_id}/days/1/summary").status == 404
    assert report_from(old).figures == day.figures
