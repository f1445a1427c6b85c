"""The policy lab: a made-up day or a real one under several policies; bounded, one at a time, kept over a reload."""

import pytest
from flask import Flask

from opd_web import running
from opd_web.engine.presets import PRESETS
from opd_web.engine.roles import Actor, Role
from opd_web.services import runs
from opd_web.services.runs import Kind
from opd_web.simulation.lab_apart import asked
from opd_web.store.runs import SILENT
from opd_web.web.admin import policy_words
from opd_web.web.lab.forms import MadeUpForm
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

TINY = {
    "departments": "1", "doctors": "1", "windows": "2", "capacity": "3", "booked": "80", "walk_ins": "40",
    "emergencies": "1", "consult_mean": "9", "seed": "7", "policies": ["fair", "strict"], "changes": "",
}  # fmt: skip


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return signed_in(app, Role.ADMINISTRATOR, "Administrator")


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[running.Task]:
    """The processes that would have been started."""
    seen: list[running.Task] = []
    monkeypatch.setattr(running, "launch", lambda _app, _run_id, task: seen.append(task))
    return seen


def test_a_made_up_day_is_played_by_a_process_that_knows_no_database(
    admin: Visitor, launched: list[running.Task]
) -> None:
    answer = admin.post("/reports/lab/days", TINY, htmx=False)
    assert answer.headers["Location"] == "/reports/lab/runs/1/"
    assert "DATABASE_URL" not in launched[0].environment
    assert '"windows": 2' in launched[0].given
    page = admin.get("/reports/lab/runs/1/")
    assert page["run"]["hx-trigger"] == "every 1s"
    assert page.all("title")[0].text.startswith("Run of the lab")


def test_a_user_plays_one_day_at_a_time(app: Flask, admin: Visitor, launched: list[running.Task]) -> None:
    admin.post("/reports/lab/days", TINY, htmx=False)
    again = admin.post("/reports/lab/days", TINY | {"seed": "8"}, htmx=False)
    assert (again.headers["Location"], len(launched)) == ("/reports/lab/runs/1/", 1)
    assert "One day is played at a time." in admin.get("/reports/lab/runs/1/")
    assert signed_in(app, Role.ADMINISTRATOR, "Another").get("/reports/lab/runs/1/").status == 404


def test_a_form_sent_twice_begins_one_run(clinic: Clinic, admin: Visitor, launched: list[running.Task]) -> None:
    form = TINY | {"form_key": admin.get("/reports/lab/").typed("form_key")}
    admin.post("/reports/lab/days", form, htmx=False)
    runs.finish(1, {}, **clinic.who)
    again = admin.post("/reports/lab/days", form, htmx=False)
    assert (again.location, len(launched)) == ("/reports/lab/runs/1/", 1)
    other = admin.post("/reports/lab/days", form | {"seed": "8"}, htmx=False)
    assert (other.location, len(launched)) == ("/reports/lab/runs/2/", 2)


def test_a_form_that_found_another_run_going_on_may_be_sent_again(
    clinic: Clinic, admin: Visitor, launched: list[running.Task]
) -> None:
    admin.post("/reports/lab/days", TINY, htmx=False)
    form = TINY | {"form_key": "k", "seed": "8"}
    assert admin.post("/reports/lab/days", form, htmx=False).location == "/reports/lab/runs/1/"
    runs.finish(1, {}, **clinic.who)
    assert admin.post("/reports/lab/days", form, htmx=False).location == "/reports/lab/runs/2/"


def test_it_says_how_far_it_is(clinic: Clinic, admin: Visitor, launched: list[running.Task]) -> None:
    admin.post("/reports/lab/days", TINY, htmx=False)
    runs.heard(1, 1200, 2400, **clinic.who)
    fragment = admin.get("/reports/lab/runs/1/progress", htmx=True)
    assert "1,200 of 2,400 requests" in fragment.text
    assert (fragment.elements[0]["id"], fragment["run-progress"]["value"]) == ("run", "1200")


def test_it_is_stopped(clinic: Clinic, admin: Visitor, launched: list[running.Task]) -> None:
    admin.post("/reports/lab/days", TINY, htmx=False)
    admin.post("/reports/lab/runs/1/stop", htmx=False)
    assert runs.heard(1, 1, 2, **clinic.who) is True
    runs.finish(1, problem="It was stopped.", **clinic.who)
    assert "You stopped this run." in admin.get("/reports/lab/runs/1/")


@pytest.mark.parametrize(("silent", "words"), [(True, "The server was restarted"), (False, "could not be played")])
def test_one_without_a_result_says_why(
    clinic: Clinic, admin: Visitor, launched: list[running.Task], *, silent: bool, words: str
) -> None:
    admin.post("/reports/lab/days", TINY, htmx=False)
    if silent:
        clinic.now += SILENT * 2
    else:
        runs.finish(1, problem="It ended before it came to a result.", **clinic.who)
    assert words in admin.get("/reports/lab/runs/1/").text


def test_the_process_plays_each_policy_and_the_page_shows_them_side_by_side(
    app: Flask, clinic: Clinic, admin: Visitor
) -> None:
    with app.test_request_context(method="POST", data=TINY):
        form = MadeUpForm(meta={"csrf": False})
        task = running.comparison(asked(form.plan(), form.wanted()))
    known = {"policies": ["fair", "strict"], "changes": "", "plan": {"seed": 7}}
    run = runs.begin(Kind.LAB, known, actor=Actor("user:1", Role.ADMINISTRATOR), now=clinic.now).run
    running.launch(app, run.id, task).join()
    page = admin.get(f"/reports/lab/runs/{run.id}/")
    assert [one.text for one in page.all("th", scope="col")] == ["Figure", "Fair", "Strict"]
    assert "Wait in minutes, p50 / p90" in page
    assert {"Everybody", "Walk-in", "Displaced", "Overtakes", "Idle, minutes in all"} <= {
        one.text for one in page.all("th")
    }
    assert "a rule was broken" not in page
    assert "Made-up day, seed 7" in admin.get("/reports/lab/")


def test_a_real_day_stands_beside_itself_as_it_was(app: Flask, clinic: Clinic, admin: Visitor) -> None:
    slot = clinic.slot(capacity=3)
    for _ in range(3):
        clinic.see(clinic.book(slot))
    fields = {"past-department": "K", "past-day": "2025-03-03", "past-seed": "7", "past-policies": ["fair"]}
    launch, threads = running.launch, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "launch", lambda *started: threads.append(launch(*started)))
        place = admin.post("/reports/lab/past-days", fields, htmx=False).headers["Location"]
    threads[0].join()
    page = admin.get(place)
    assert [one.text for one in page.all("th", scope="col")] == ["Figure", "As it was (Pre-emptive)", "Fair"]
    assert "K on 2025-03-03" in page
    assert [one["href"] for one in page.all("a", class_="lab-pages")] == [
        "/reports/summary?from=2025-03-03&to=2025-03-03&department=1", f"{place}days/1/summary",
    ]  # fmt: skip
    assert "Dr Rao" in admin.get(f"{place}days/1/utilisation")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"changes": "favour = 1"}, "favour: is unknown; known are"),
        ({"changes": "routing = sideways"}, "routing: 'sideways' is unknown; known are"),
        ({"changes": "nonsense"}, "nonsense is no option with its value"),
        ({"policies": []}, "Choose at least one policy."),
        ({"policies": ["favourites"]}, "is not a valid choice"),
        ({"departments": "9"}, "Enter a whole number from 1 to 8."),
        ({"capacity": "lots"}, "Enter a whole number from 1 to 30."),
        ({"seed": "-1"}, "Enter a whole number from 0 to"),
        ({"departments": "8", "doctors": "10", "windows": "10", "capacity": "30"}, "the day would have"),
        ({"departments": "8", "doctors": "4", "capacity": "15", "policies": list(PRESETS)}, "3000 are the most"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(
    clinic: Clinic, admin: Visitor, launched: list[running.Task], change: dict[str, object], problem: str
) -> None:
    page = admin.post("/reports/lab/days", TINY | change, htmx=False)
    assert (page.status, problem in page.text, launched) == (422, True, [])


@pytest.mark.parametrize(
    ("day", "problem"), [("2020-01-01", "Nobody asked for a token"), ("", "Choose a day."), ("x", "Choose a day.")]
)
def test_a_day_without_anybody_says_so(
    clinic: Clinic, admin: Visitor, launched: list[running.Task], day: str, problem: str
) -> None:
    clinic.department()
    fields = {"past-department": "K", "past-day": day, "past-seed": "7", "past-policies": ["fair"]}
    page = admin.post("/reports/lab/past-days", fields, htmx=False)
    assert (page.status, problem in page.text, launched) == (422, True, [])


@pytest.mark.parametrize("role", [Role.NURSE, Role.AUDITOR])
def test_nobody_else_may(app: Flask, role: Role) -> None:
    assert signed_in(app, role).get("/reports/lab/").status == 403


def test_every_preset_has_its_words() -> None:
    assert set(policy_words.PRESETS) == set(PRESETS)
