"""Measure the reports of a large hospital on a throw-away PostgreSQL; `make reports-measure`, TOKENS=2000000."""

import os
import time
from collections.abc import Callable
from contextvars import Context
from datetime import date, timedelta
from pathlib import Path

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from werkzeug.test import TestResponse

from opd_web import clock
from opd_web.app import create_app
from opd_web.config import Settings
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, audit, clinic, keeping
from opd_web.store.database import db
from tests.support import postgres, run
from tests.support.databases import fresh_postgres
from tools import many_events

SCRIPT = Path(__file__).with_suffix(".sql")
TOKENS_A_DAY = 2_000
DEPARTMENTS, DOCTORS = 10, 4
PASSWORD = "correct horse battery staple"  # noqa: S105  of a database that is thrown away
FILES = (("waits", "csv", "all"), ("tokens", "csv", "year"), ("tokens", "xlsx", "month"))
"""Each with the longest range that is asked for: a workbook of a year takes minutes."""

SEARCHES = {
    "newest": "", "one token": "token=D3-017", "one day": "day={past}", "by actor": "who=user%3A1",
    "by a rule that was never used, whole record": "rule=undo&since=2000-01-01T00:00",
}  # fmt: skip
REPORTS = ("summary", "waits", "utilisation", "no-shows", "fairness", "promises", "arrivals")


def main() -> None:
    """Fill the database, then ask for every report over a day, a month, a year and all there is."""
    tokens = int(os.environ.get("TOKENS", "2000000"))
    run.begin()
    try:
        measure(fresh_postgres(), max(1, tokens // TOKENS_A_DAY))
    finally:
        postgres.stop()
        run.end()


def measure(url: str, days: int) -> None:
    """Fill this database with so many days, and print how long each page takes, in seconds."""
    settings = Settings(instance=run.folder(), database_url=url, secret_key="s" * 32)
    app = create_app(settings)
    with app.app_context():
        today = prepare()
        print(f"{timed(lambda: fill(url, days, today)):8.1f} s to make the tokens")
        print(f"{timed(keep):8.1f} s to keep the overtakes of all days but today, as the process does by itself")
        ask_all(app, today, days)
        print(f"{timed(verify):8.1f} s to verify every event")
        db.engine.dispose()


def prepare() -> date:
    """Make the departments with a real policy, and the doctors."""
    now = clock.now()
    clinic.set_facility("Large hospital", "Asia/Kolkata", actor=SYSTEM, now=now)
    for number in range(1, DEPARTMENTS + 1):
        code = f"D{number}"
        department = clinic.add_department(code, f"Department {number}", f"Clinic {code}", actor=SYSTEM, now=now)
        for doctor in range(1, DOCTORS + 1):
            clinic.add_doctor(department, f"Doctor {number}.{doctor}", f"{number}{doctor}", actor=SYSTEM, now=now)
    accounts.add("measure", "Measure", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=now)
    return now.date()


def fill(url: str, days: int, today: date) -> None:
    """Make the days up inside the database."""
    script = SCRIPT.read_text(encoding="utf-8")
    script = script.replace(":today", f"'{today.isoformat()}'").replace(":days", str(days))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in script.split(";\n"):
            connection.execute(statement)
        many_events.chain(connection)
        connection.execute("VACUUM ANALYZE")
        for table in ("token", "event", "slot"):
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            print(f"{row[0] if row else 0:10,} {table}s")


def ask_all(app: Flask, today: date, days: int) -> None:
    """Print one line for each page and each file."""
    client = app.test_client()
    sign_in(client)
    spans = {"day": 1, "month": 30, "year": 365, "all": days}
    print(f"{'':24}" + "".join(f"{name:>10}" for name in spans))
    print(f"{'today':24}{timed(lambda: get(client, '/reports')):10.2f}")
    for report in REPORTS:
        line = [timed(lambda: get(client, address(report, today, span))) for span in spans.values()]  # noqa: B023  asked for at once
        print(f"{report:24}" + "".join(f"{seconds:10.2f}" for seconds in line), flush=True)
    for name, kind, longest in FILES:
        asked = list(spans.values())[: 1 + list(spans).index(longest)]
        line = [timed(lambda: take(client, name, kind, today, span)) for span in asked]  # noqa: B023  as above
        print(f"{f'{name}.{kind}':24}" + "".join(f"{seconds:10.2f}" for seconds in line), flush=True)
    for name, query in SEARCHES.items():
        path = f"/audit/?{query.format(past=today - timedelta(days // 2))}"
        print(f"audit, {name:50}{timed(lambda: get(client, path)):10.2f}", flush=True)  # noqa: B023  as above


def keep() -> None:
    """Count ahead what the process counts ahead."""
    while keeping.keep_overtakes(actor=SYSTEM, now=clock.now()):
        pass
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE overtakes, department_day")


def verify() -> None:
    """Check every chain, and stop where the made-up record does not hold: a break would be found fast."""
    found = audit.verify_in_parts(lambda _done, _total: None)
    if found.problem:
        raise SystemExit(found.problem)


def address(report: str, today: date, days: int) -> str:
    """Give the page of a report over so many days."""
    return f"/reports/{report}?from={today - timedelta(days - 1)}&to={today}"


def take(client: FlaskClient, name: str, kind: str, today: date, days: int) -> None:
    """Take a report, or every token, away as a file."""
    fields = {"csrf_token": csrf(client), "format": kind, "from": str(today - timedelta(days - 1)), "to": str(today)}
    path = f"/reports/{name}/download"
    expect(Context().run(lambda: _read(client.post(path, data=fields, buffered=False))), 200)


def csrf(client: FlaskClient) -> str:
    """Give what a form has to say so that it is taken for ours."""
    page = Context().run(client.get, "/sign-in").get_data(as_text=True)
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def sign_in(client: FlaskClient) -> None:
    """Sign in as a person would."""
    fields = {"csrf_token": csrf(client), "username": "measure", "password": PASSWORD}
    expect(Context().run(client.post, "/sign-in", data=fields).status_code, 303)


def get(client: FlaskClient, path: str) -> None:
    """Ask for a page to its end."""
    expect(Context().run(lambda: _read(client.get(path))), 200)


def _read(answer: TestResponse) -> int:
    """Take the whole answer, piece by piece, and give its status."""
    for _ in answer.response:
        pass
    return answer.status_code


def expect(status: int, wanted: int) -> None:
    """Stop where an answer is not what it should be: a refusal would be fast."""
    if status != wanted:
        raise SystemExit(f"the server answered {status}")


def timed(act: Callable[[], object]) -> float:
    """Give how many seconds this takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
