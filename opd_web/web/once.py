"""A creating form that is sent again, by a second press, back and again or in two tabs: it is done once."""

import hashlib
from collections.abc import Callable
from uuid import uuid4

from flask import Flask, request
from markupsafe import Markup

from opd_web import clock
from opd_web.services import answers
from opd_web.services.answers import Answer, Attempt
from opd_web.services.refused import Refused, refuse
from opd_web.web.identity import current_actor

KEY = "form_key"

NO_CONTENT = frozenset({KEY, "csrf_token", "acting"})
"""What differs between two sendings of the same form, or says nothing of what is asked for."""


def register(app: Flask) -> None:
    """Let templates name a filling-in of a form."""
    app.jinja_env.globals["form_key"] = form_key


def form_key() -> Markup:
    """Give the field that names this filling-in; a form that is handed back keeps its name."""
    name = request.form.get(KEY) or str(uuid4())
    return Markup('<input type="hidden" name="{}" value="{}">').format(KEY, name)


def once(act: Callable[[], Answer], *, each_content: bool = False) -> Answer:
    """Do what the form asks for, in one transaction, and give the answer; sent again, give it without doing anything.

    Raise Refused where the form was sent before with other content, unless `each_content` is asked for on its own,
    and whatever `act` raises; then nothing is kept.
    """
    key = request.form.get(KEY)
    if not key:
        return act()
    content = _fingerprint()
    named = key + content if each_content else key
    attempt = Attempt(f"form {hashlib.sha256(named.encode()).hexdigest()}", content)
    try:
        return answers.once(attempt, act, actor=current_actor(), now=clock.now()).answer
    except Refused as refused:
        if refused.refusal.reason == "key_reused":
            raise refuse("idempotency_mismatch") from None
        raise


def _fingerprint() -> str:
    sent = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NO_CONTENT)
    return hashlib.sha256(repr((request.path, sent)).encode()).hexdigest()
