"""Notes: what staff wrote about a token, kept apart from the events so that it can be erased."""

import hashlib
from dataclasses import replace
from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services._subject import Note, Subject, change
from opd_web.services.refused import refuse
from opd_web.store import actors, history, idempotency, notes, tokens
from opd_web.store.read_models import NoteView, TokenView
from opd_web.store.reading import reading

LONGEST = 500


def write(token_id: int, text: str, *, key: str, actor: Actor, now: datetime) -> TokenView:
    """Write a note about a token, whatever else happened to it since; the same `key` writes it once. Raise Refused."""
    if not 0 < len(text) <= LONGEST:
        raise refuse("invalid", "text", problem=say("A note has 1 to {most} characters.", most=LONGEST))
    return change(token_id, None, Note("", ""), lambda subject: _write(subject, text, key), actor, now)


def listed(token_id: int, *, actor: Actor) -> tuple[NoteView, ...]:
    """List what was written about a token, the oldest first. Raise Refused."""
    with reading() as session:
        about = history.subject(session, token_id)
        if about is None:
            raise refuse("not_found", "token", what="token")
        _scope.check_queue(actor, about.department_id, about.doctor_id)
        found = notes.of_token(session, token_id)
        names = actors.names(session, [one.who for one in found])
        return tuple(replace(one, who=names[one.who]) for one in found)


def _write(subject: Subject, text: str, key: str) -> None:
    work, token = subject.work, subject.token
    fingerprint = hashlib.sha256(f"{token.id}\n{text}".encode()).hexdigest()
    earlier = idempotency.find(work, key)
    if earlier is None:
        tokens.add_note(work, token, notes.NOTE, text)
        work.record(Kind.NOTED, rule="noted", token=token)
        idempotency.keep(work, key, fingerprint, token.id)
    elif earlier.fingerprint != fingerprint:
        raise refuse("idempotency_mismatch")
