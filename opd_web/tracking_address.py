"""The secret in the address of a tracking page: made anew whenever a slip is printed, and stored nowhere.

It is the token's id and service day, hidden, behind 128 bits of HMAC over the id with a key of the day. The key comes
from the program's secret and the day, so that a link lives exactly as long as its day. Hidden are id and day because
they would tell how many patients a hospital has; what hides them is derived from the HMAC, so that nothing is random
and the same token has the same address on every slip.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

MAC = 16
ID = 5
DAY = 3


@dataclass(frozen=True)
class Tracked:
    """Which token a link is for, and on which of the facility's days it dies."""

    token_id: int
    service_day: date


def seal(tracked: Tracked, secret_key: str) -> str:
    """Give the secret of a token's page: 32 letters, digits, hyphens and underscores."""
    mac = _mac(tracked, secret_key)
    plain = tracked.token_id.to_bytes(ID, "big") + tracked.service_day.toordinal().to_bytes(DAY, "big")
    return base64.urlsafe_b64encode(mac + _hidden(plain, mac, secret_key)).decode()


def read(secret: str, secret_key: str, today: date) -> Tracked | None:
    """Give what the secret names; None where it was not made here, or its day is over."""
    try:
        sealed = base64.b64decode(secret.encode(), b"-_", validate=True)
        mac, hidden = sealed[:MAC], sealed[MAC:]
        plain = _hidden(hidden, mac, secret_key)
        tracked = Tracked(int.from_bytes(plain[:ID], "big"), date.fromordinal(int.from_bytes(plain[ID:], "big")))
    except (binascii.Error, UnicodeError, ValueError, OverflowError):
        return None
    # Written anew and compared as a whole: letters that stand for no other bits must not make a second address.
    genuine = hmac.compare_digest(seal(tracked, secret_key), secret)
    return tracked if genuine and today <= tracked.service_day else None


def _mac(tracked: Tracked, secret_key: str) -> bytes:
    day_key = _keyed(secret_key.encode(), f"tracking {tracked.service_day.isoformat()}")
    return _keyed(day_key, str(tracked.token_id))[:MAC]


def _hidden(text: bytes, mac: bytes, secret_key: str) -> bytes:
    """Hide, or show what was hidden: the same step both ways."""
    if len(text) != ID + DAY:
        raise ValueError("not as long as an id and a day")
    pad = hmac.digest(_keyed(secret_key.encode(), "tracking pad"), mac, hashlib.sha256)
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), hashlib.sha256)
