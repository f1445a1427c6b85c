"""What a search found, kept for the way back from a patient: in the session, by ids, under a key that says nothing."""

from secrets import token_urlsafe

from flask import session, url_for

from opd_web.services.finding import Found

KEPT = "people_found"
"""Key in the session, which ends with the sign-in: the next user of a shared PC sees nothing of it."""


def keep(found: Found) -> str:
    """Keep the last result, and give its address: no name and no number may stand there, nor in the browser."""
    key = token_urlsafe(6)
    session[KEPT] = {"key": key, "ids": [one.id for one in found.patients], "more": found.more}
    return url_for("people.search", found=key)


def kept(key: str | None) -> tuple[list[int], bool] | None:
    """Give who was found under this key, and whether there were more; None where another search came since."""
    last = session.get(KEPT)
    return (last["ids"], last["more"]) if key and last and last["key"] == key else None


def address_with(patient_id: int) -> str:
    """Give the way back to the last result if this patient was in it, else to an empty search."""
    last = session.get(KEPT)
    return url_for("people.search", found=last["key"] if last and patient_id in last["ids"] else None)
