"""Every reason has a sentence that says what is wrong, and a code that programs can rely on."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from opd_web.engine.refusals import CODES, SENTENCES, Refusal

SERVICES = Path(__file__).parents[2] / "opd_web" / "services"
RAISED = {"refuse", "Refusal"}


def reasons() -> set[str]:
    """Give every reason that services refuse with."""
    calls = [
        node
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args
    ]
    texts = [inner for call in calls for inner in ast.walk(call.args[0]) if isinstance(inner, ast.Constant)]
    return {text.value for text in texts if isinstance(text.value, str)}


def test_every_reason_has_a_sentence() -> None:
    assert reasons() <= set(SENTENCES)
    assert "full" in reasons()


@pytest.mark.parametrize("reason", SENTENCES)
def test_its_sentence_can_be_filled_in(reason: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(SENTENCES[reason]) if name is not None}
    sentence = Refusal(reason, facts=dict.fromkeys(names, "something")).sentence
    assert "{" not in sentence
    assert all(name.isidentifier() for name in names)


@pytest.mark.parametrize("reason", sorted(set(SENTENCES) - {"invalid"}))
def test_its_sentence_is_one(reason: str) -> None:
    assert re.fullmatch(r"[A-Z{][^\n]*\.", SENTENCES[reason])


@pytest.mark.parametrize("reason", SENTENCES)
def test_its_code_is_one_word(reason: str) -> None:
    assert re.fullmatch(r"[a-z_]+", Refusal(reason).code)


def test_no_code_stands_for_an_unknown_reason() -> None:
    assert set(CODES) <= set(SENTENCES)
    assert set(CODES.values()) <= set(SENTENCES)
