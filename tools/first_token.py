"""Measure from `git clone` to the first page and to the first booked token, with nothing installed: `make first-token`.

Clones this repository into a new folder, starts it there as its README says, signs in as a demo nurse and books a
walk-in through the desk's own form, all over HTTP.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 1200
NURSE = re.compile(r"^\s+(nurse\.\w+)\s+(\S+)", re.MULTILINE)
FIELD = re.compile(r'<input[^>]*name="(?P<name>csrf_token|key)"[^>]*value="(?P<value>[^"]*)"')
PLACE = re.compile(r'<option selected value="([^"]*)"')


def main() -> int:
    """Print the two figures."""
    with tempfile.TemporaryDirectory(prefix="opd-first-") as name:
        folder = Path(name)
        port = _free_port()
        begun = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)  # noqa: S607  git of this machine
        log = folder / "run.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["make", "run"],  # noqa: S607  make of this machine
                cwd=folder / "clone",
                env=_environment(port),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            _tell(begun, f"http://127.0.0.1:{port}", log)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    return 0


def _tell(begun: float, url: str, log: Path) -> None:
    _wait_for(f"{url}/sign-in", log)
    print(f"from clone to the first page: {time.perf_counter() - begun:.1f} s")
    number = _book(url, log.read_text(encoding="utf-8"))
    print(f"from clone to the first booked token ({number}): {time.perf_counter() - begun:.1f} s")


def _environment(port: int) -> dict[str, str]:
    ours = ("OPD_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HOST", "PORT", "VIRTUAL_ENV", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(url: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            build_opener().open(url, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"It did not start:\n{log.read_text(encoding='utf-8')}")


def _book(url: str, printed: str) -> str:
    """Sign in as the first demo nurse, book, and give the number."""
    found = NURSE.search(printed)
    if found is None:
        sys.exit(f"No demo nurse was told:\n{printed}")
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    fields = _fields(_read(browser, f"{url}/sign-in"))
    desk_url, desk = _post(browser, f"{url}/sign-in", fields | {"username": found[1], "password": found[2]})
    place = PLACE.findall(desk[desk.index('id="place"') :])
    booking = _fields(desk) | {"phone": "9876543210", "name": "First Patient", "class_": "WALK_IN", "here": "y"}
    _, answer = _post(browser, f"{desk_url}/tokens", booking | {"place": place[0]})
    booked = re.search(r'class="alert alert-success booked".*?token-number">([^<]+)<', answer, re.DOTALL)
    if booked is None:
        sys.exit("The booking was refused.")
    return booked[1]


def _fields(page: str) -> dict[str, str]:
    return {field["name"]: field["value"] for field in FIELD.finditer(page)}


def _read(browser: OpenerDirector, url: str) -> str:
    with browser.open(url, timeout=30) as answer:
        return str(answer.read().decode())


def _post(browser: OpenerDirector, url: str, fields: dict[str, str]) -> tuple[str, str]:
    request = Request(url, urlencode(fields).encode(), {"Referer": url})  # noqa: S310  a loopback address made above
    try:
        with browser.open(request, timeout=30) as answer:
            return str(answer.url), str(answer.read().decode())
    except HTTPError as error:
        return url, error.read().decode()


if __name__ == "__main__":
    sys.exit(main())
