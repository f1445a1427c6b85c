"""Settings: read once from the environment, checked, frozen."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

ROOT = Path(__file__).resolve().parent.parent


class InvalidSettings(Exception):
    """A setting cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides; `secret_key` None is one that is kept in the instance.

    `threads` and `sockets` bound one web process: each open board or desk takes a thread for as long as it is open.
    `api_calls` is how many a key has in a minute, `cors_origins` whose pages may call the API. A screen locks after
    `idle_minutes` without input, never where they are 0; `proxies` is how many stand before the product.
    `public_url` is where patients' phones find the product, None where it is the address that the desk uses.
    """

    instance: Path
    database_url: str
    secret_key: str | None
    timezone: str = "Asia/Kolkata"
    redis_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    threads: int = 300
    sockets: int = 200
    audit_key: str | None = None
    api_calls: int = 1000
    cors_origins: frozenset[str] = frozenset()
    idle_minutes: int = 15
    proxies: int = 0
    public_url: str | None = None

    @property
    def address(self) -> str:
        """Give the address at which a browser on this machine finds the product."""
        everywhere = self.host in {"0.0.0.0", "::"}  # noqa: S104  compares, binds nothing
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'127.0.0.1' if everywhere else host}:{self.port}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings and write nothing. Raise InvalidSettings where one cannot be used."""
    instance = Path(environment.get("OPD_INSTANCE") or ROOT / "instance").resolve()
    return Settings(
        instance=instance,
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{instance / 'opd.sqlite3'}",
        secret_key=environment.get("SECRET_KEY") or None,
        timezone=_timezone(environment.get("OPD_TIMEZONE") or "Asia/Kolkata"),
        redis_url=environment.get("REDIS_URL") or None,
        host=environment.get("HOST") or "127.0.0.1",
        port=_whole_number(environment, "PORT", 8000, 1, 65535),
        demo=_switch(environment, "OPD_DEMO"),
        threads=_whole_number(environment, "OPD_THREADS", 300, 2, 10_000),
        sockets=_whole_number(environment, "OPD_SOCKETS", 200, 1, 9_000),
        audit_key=environment.get("OPD_AUDIT_KEY") or None,
        api_calls=_whole_number(environment, "OPD_API_CALLS", 1000, 1, 1_000_000),
        cors_origins=_origins(environment.get("OPD_CORS_ORIGINS") or ""),
        idle_minutes=_whole_number(environment, "OPD_IDLE_MINUTES", 15, 0, 720),
        proxies=_whole_number(environment, "OPD_PROXY", 0, 0, 5),
        public_url=_public_url(environment.get("OPD_PUBLIC_URL") or ""),
    )


def make_instance(instance: Path) -> None:
    """Make the folder of the database and the secret, unless it is there. Raise InvalidSettings."""
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidSettings(
            f"OPD_INSTANCE: the folder {instance} cannot be made ({error.strerror}). Name one that can be written."
        ) from error


def kept_secret(instance: Path) -> str:
    """Give the secret kept in this folder, made at the first call, its owner's only. Raise InvalidSettings."""
    make_instance(instance)
    path = instance / "secret_key"
    try:
        return _read_secret(path)
    except OSError as error:
        raise InvalidSettings(
            f"SECRET_KEY: {path} cannot be read or made ({error.strerror}). Set SECRET_KEY or mend the folder."
        ) from error


def _read_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidSettings(f"OPD_TIMEZONE: {name!r} is no time zone. Use a name such as Asia/Kolkata.") from error
    return name


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "0"
    if text not in {"0", "1"}:
        raise InvalidSettings(f"{name}: {text!r} is neither 0 nor 1.")
    return text == "1"


def _whole_number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise InvalidSettings(f"{name}: {text!r} is not a whole number from {least} to {most}.")
    return int(text)


def _origins(text: str) -> frozenset[str]:
    origins = frozenset(text.replace(",", " ").split())
    for origin in sorted(origins):
        if not ORIGIN.fullmatch(origin):
            raise InvalidSettings(
                f"OPD_CORS_ORIGINS: {origin!r} is no origin. Use such as https://kiosk.example, with spaces between."
            )
    return origins


def _public_url(text: str) -> str | None:
    if text and not ORIGIN.fullmatch(text.rstrip("/")):
        raise InvalidSettings(f"OPD_PUBLIC_URL: {text!r} is no address of a server. Use such as https://opd.example.")
    return text.rstrip("/") or None
