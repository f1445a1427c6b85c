"""Runs in processes of their own: started, listened to, stopped; what they say is kept in their row.

A thread of this server listens to each. When the server ends, the process finds nobody to talk to and ends too; its
row then says that it was lost.
"""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

from flask import Flask

from opd_web import clock, processes
from opd_web.config import ROOT
from opd_web.engine.roles import SYSTEM
from opd_web.services import runs
from opd_web.services.refused import Refused
from opd_web.store.errors import Busy, Unavailable
from opd_web.store.unit_of_work import AUDIT_KEY

HEARTBEAT_SECONDS = 1.0
MOST_SECONDS = 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A process: what it is given on standard input, and what it knows of its surroundings.

    It writes lines of JSON: {"done", "total"} now and then, and last {"result"}.
    """

    command: Sequence[str]
    given: str
    environment: Mapping[str, str]


class Ended(Exception):
    """The process came to no result; the message says why."""


def verification(app: Flask) -> Task:
    """Give the process that checks the record: the one kind that is told where the database is."""
    settings, key = app.config["OPD_SETTINGS"], app.config[AUDIT_KEY]
    told = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "OPD_INSTANCE": str(settings.instance)}
    secret = {"OPD_AUDIT_KEY": key.decode()} if key else {}
    command = (sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify", "--json")
    return Task(command, "", processes.bare_environment() | told | secret)


def comparison(asked: str) -> Task:
    """Give the process that plays a day under several policies; the hospital's database is out of its reach."""
    command = (sys.executable, "-m", "opd_web.simulation.lab_apart")
    return Task(command, asked, processes.bare_environment())


def launch(app: Flask, run_id: int, task: Task) -> Thread:
    """Start the process of a run, and a thread that listens to it."""
    thread = Thread(target=_keep, args=(app, run_id, task), daemon=True, name=f"run-{run_id}")
    thread.start()
    return thread


def _keep(app: Flask, run_id: int, task: Task) -> None:
    """See the run through, and keep what came of it."""
    with app.app_context():
        try:
            result, problem = _follow(run_id, task), None
        except Ended as ended:
            result, problem = None, str(ended)
        except Exception:
            log.exception("run %s", run_id)
            result, problem = None, "Something went wrong. The server's log says what."
        try:
            runs.finish(run_id, result, problem=problem, actor=SYSTEM, now=clock.now())
        except (Busy, Unavailable, Refused) as error:
            log.warning("run %s: %s", run_id, error)


def _follow(run_id: int, task: Task) -> object:
    """Run the process and give its result. Raise Ended."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(  # noqa: S603  # the commands above, none of them made of what somebody typed
            task.command, cwd=ROOT, env=dict(task.environment), stderr=complaints, **pipes
        ) as process,
    ):
        try:
            return _listen(run_id, process, task.given)
        finally:
            processes.end(process)
            _log(run_id, complaints)


def _log(run_id: int, complaints: IO[str]) -> None:
    complaints.seek(0)
    said = complaints.read().strip()
    if said:
        log.warning("run %s: %s", run_id, said[-2000:])


def _listen(run_id: int, process: "subprocess.Popen[str]", given: str) -> object:
    said: Queue[str | None] = Queue()
    Thread(target=_pump, args=(process.stdout, said), daemon=True).start()
    if process.stdin:
        process.stdin.write(given)
        process.stdin.close()
    done, total = 0, 0
    for message in _messages(said):
        if "result" in message:
            return message["result"]
        done, total = message.get("done", done), message.get("total", total)
        if _was_asked_to_stop(run_id, done, total):
            raise Ended("It was stopped.")
    raise Ended("It ended before it came to a result.")


def _pump(stream: IO[str] | None, said: "Queue[str | None]") -> None:
    for line in stream or ():
        said.put(line)
    said.put(None)


def _messages(said: "Queue[str | None]") -> Iterator[dict[str, Any]]:
    """Give the newest word of the process at least once in a heartbeat, an empty one where it was silent."""
    waited = 0.0
    while waited < MOST_SECONDS:
        try:
            line = said.get(timeout=HEARTBEAT_SECONDS)
        except Empty:
            waited += HEARTBEAT_SECONDS
            yield {}
            continue
        while line is not None and "result" not in line and not said.empty():
            line = said.get()
        if line is None:
            return
        yield json.loads(line)
    raise Ended("It took too long.")


def _was_asked_to_stop(run_id: int, done: int, total: int) -> bool:
    try:
        return runs.heard(run_id, done, total, actor=SYSTEM, now=clock.now())
    except (Busy, Unavailable) as problem:
        # The next heartbeat says it again.
        log.warning("run %s: %s", run_id, problem)
        return False
