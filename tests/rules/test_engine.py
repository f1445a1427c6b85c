"""The engine is pure: it computes with what it is given, and knows the standard library only."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "opd_web" / "engine"
# Modules that reach the world, or bring chance into a decision.
IMPURE = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
}


def imported(source: str) -> Iterator[str]:
    """Give every module that the source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def impure(source: str) -> set[str]:
    roots = {name for name in imported(source) if not name.startswith("opd_web.engine")}
    return {name for name in roots if name.split(".")[0] in IMPURE or name.split(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: path.stem)
def test_engine_module_is_pure(path: Path) -> None:
    assert impure(path.read_text(encoding="utf-8")) == set()


def test_the_rule_sees_an_impure_one() -> None:
    assert impure("import os, sqlalchemy\nfrom opd_web.clock import now") == {"os", "sqlalchemy", "opd_web.clock"}
