"""Break one rule at a time and see whether the tests notice: `make mutations` (SEED=7 COUNT=50 FIRST=0, QUICK=1).

FIRST passes over so many of the chosen, to go on with a run that was stopped.

QUICK=1 breaks only the rules of allocation, order and time, and asks only the engine's own tests.

A mutant whose tests do not end in half an hour is printed as ENDLESS and counts as not noticed.

Each mutant is one small change of a rule (a comparison swapped, a tie-break dropped, a guard taken away) in a copy
of the program; the tests of the rules run on it. A mutant that they let pass is printed with its line.
"""

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = (
    "opd_web/engine/allocation.py",
    "opd_web/engine/ordering.py",
    "opd_web/engine/waiting_times.py",
    "opd_web/engine/lifecycle.py",
    "opd_web/engine/events.py",
    "opd_web/engine/explanation.py",
    "opd_web/store/places.py",
    "opd_web/store/pools.py",
    "opd_web/store/queues.py",
)
# The cheapest tests come first: most mutants never meet the others.
STAGES: tuple[tuple[str, ...], ...] = (
    ("tests/engine",),
    ("tests/simulation/test_published_scenarios.py", "tests/simulation/test_random_scenarios.py", "-k", "not postgres"),
    ("tests/services", "tests/audit", "-k", "not postgres", "-n", "2"),
)
COPIED = (
    "opd_web",
    "tests",
    "tools",
    "migrations",
    "templates",
    "translations",
    "static",
    "docs",
    "pyproject.toml",
    "wsgi.py",
    "README.md",
)
QUICK_RULES = (*RULES[:4], "opd_web/engine/policy.py")
ENGINE_ONLY = STAGES[0]
"""Its tests know nothing of the store."""

SECONDS = 1_800
DEFAULTS = {"SEED": "7", "COUNT": "50", "FIRST": "0"}

SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """One changed rule: the file, the line, what was done, and the whole new text."""

    path: str
    line: int
    what: str
    text: str


def mutants(path: str) -> Iterator[Mutant]:
    """Make every mutant of one file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for index, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(next(one for place, one in enumerate(ast.walk(changed)) if place == index))
            yield Mutant(path, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed)))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Name what can be done to this node, each with the function that does it to the same node of a copy."""
    for matches, what, change in CHANGES:
        if matches(node):
            yield f"{what} {ast.unparse(node).splitlines()[0]}", change


def _swap_comparison(node: ast.AST) -> None:
    assert isinstance(node, ast.Compare)  # noqa: S101  narrows for the types
    node.ops[0] = SWAPS[type(node.ops[0])]()


def _swap_and_or(node: ast.AST) -> None:
    assert isinstance(node, ast.BoolOp)  # noqa: S101  narrows for the types
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _drop_last_of_return(node: ast.AST) -> None:
    assert isinstance(node, ast.Return)  # noqa: S101  narrows for the types
    assert isinstance(node.value, ast.Tuple)  # noqa: S101  narrows for the types
    node.value.elts.pop()


def _drop_last_of_lambda(node: ast.AST) -> None:
    assert isinstance(node, ast.Lambda)  # noqa: S101  narrows for the types
    assert isinstance(node.body, ast.Tuple)  # noqa: S101  narrows for the types
    node.body.elts.pop()


def _take_guard_away(node: ast.AST) -> None:
    assert isinstance(node, ast.If)  # noqa: S101  narrows for the types
    node.test = ast.Constant(value=False)


def _swap_plus_minus(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)  # noqa: S101  narrows for the types
    node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()


def _drop_sign(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)  # noqa: S101  narrows for the types
    node.op = ast.UAdd()


def _swap_min_max(node: ast.AST) -> None:
    assert isinstance(node, ast.Call)  # noqa: S101  narrows for the types
    assert isinstance(node.func, ast.Name)  # noqa: S101  narrows for the types
    node.func.id = "max" if node.func.id == "min" else "min"


def _is_order(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) > 1


CHANGES: tuple[tuple[Callable[[ast.AST], bool], str, Callable[[ast.AST], None]], ...] = (
    (lambda node: isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS, "swap comparison", _swap_comparison),
    (lambda node: isinstance(node, ast.BoolOp), "swap and with or", _swap_and_or),
    (lambda node: isinstance(node, ast.Return) and _is_order(node.value), "drop last tie-break", _drop_last_of_return),
    (lambda node: isinstance(node, ast.Lambda) and _is_order(node.body), "drop last tie-break", _drop_last_of_lambda),
    (lambda node: isinstance(node, ast.If) and not node.orelse, "take guard away", _take_guard_away),
    (
        lambda node: isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)),
        "swap plus with minus",
        _swap_plus_minus,
    ),
    (lambda node: isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub), "drop sign", _drop_sign),
    (
        lambda node: isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"},
        "swap min with max",
        _swap_min_max,
    ),
)


def _quick() -> bool:
    return os.environ.get("QUICK") == "1"


class EndlessError(Exception):
    """The tests did not end: either the rule does not, or the machine is too busy to tell."""


def noticed(mutant: Mutant, folder: Path) -> bool:
    """Run the tests of the rules on this mutant and tell whether one failed."""
    target = folder / mutant.path
    original = target.read_text(encoding="utf-8")
    target.write_text(mutant.text, encoding="utf-8")
    try:
        return _tests_fail(folder, mutant.path)
    finally:
        target.write_text(original, encoding="utf-8")


def _tests_fail(folder: Path, path: str = "") -> bool:
    stages = STAGES[:1] if _quick() else STAGES
    asked = [stage for stage in stages if not (path.startswith("opd_web/store/") and stage == ENGINE_ONLY)]
    return any(_stage_fails(stage, folder) for stage in asked)


def _stage_fails(stage: tuple[str, ...], folder: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *stage]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise EndlessError from error
    return done.returncode != 0


def main() -> int:
    """Try a seeded choice of mutants and print how many were noticed."""
    seed, count, first = (int(os.environ.get(name, usual)) for name, usual in DEFAULTS.items())
    every = [mutant for path in (QUICK_RULES if _quick() else RULES) for mutant in mutants(path)]
    chosen = random.Random(seed).sample(every, min(count, len(every)))[first:]  # noqa: S311  keeps no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder)
        if _tests_fail(folder):
            print("The tests fail without any mutation. Mend them first.")
            return 2
        survivors = [mutant for mutant in chosen if not _told(mutant, folder)]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutations noticed (seed {seed}, {len(every)} possible)")
    return 0


def _told(mutant: Mutant, folder: Path) -> bool:
    try:
        found = "noticed" if noticed(mutant, folder) else "SURVIVED"
    except EndlessError:
        found = "ENDLESS"
    print(f"{found:8} {mutant.path}:{mutant.line} {mutant.what}", flush=True)
    return found == "noticed"


def _copy(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)


if __name__ == "__main__":
    sys.exit(main())
