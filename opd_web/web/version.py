"""Which program serves: a board that was loaded from another one loads itself anew."""

import hashlib
from functools import cache

from opd_web.config import ROOT

HEADER = "X-Board-Program"
PARTS = (("opd_web", "*.py"), ("templates", "*.html"), ("static/js", "*.js"), ("static/css", "*.css"))


@cache
def program() -> str:
    """Give a mark of the program's files, read once for each process."""
    files = sorted(path for folder, names in PARTS for path in (ROOT / folder).rglob(names))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
