"""Any mix of options that makes a policy, for tests that want to meet them all."""

from typing import Any

from hypothesis import strategies as st

from opd_web.engine.model import EMERGENCY
from opd_web.engine.policy import CHOICES
from opd_web.engine.presets import DEFAULT_PRESET, PRESETS

CLASSES = ("EMERGENCY", "PAID", "FOLLOW_UP", "ONLINE", "WALK_IN")
NUMBERS: dict[str, st.SearchStrategy[int | None]] = {
    "no_show_grace_minutes": st.sampled_from([0, 10, 30]),
    "consult_minutes": st.sampled_from([5, 10]),
    "max_overtakes": st.sampled_from([None, 0, 1, 2]),
    "overflow_limit": st.sampled_from([None, 0, 1, 2]),
    "follow_up_days": st.sampled_from([0, 7]),
    "max_calls": st.sampled_from([1, 2]),
    "no_show_after_minutes": st.sampled_from([None, 0, 20]),
    "late_return_after": st.sampled_from([0, 1, 3]),
}


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """Draw every option on its own; where emergencies are off, the classes do without them."""
    drawn: dict[str, Any] = {name: draw(st.sampled_from(values)) for name, values in CHOICES.items()}
    drawn |= {name: draw(values) for name, values in NUMBERS.items()}
    drawn["classes"] = [one for one in CLASSES if one != EMERGENCY or drawn["emergency"] != "off"]
    drawn["completed_holds_place"] = draw(st.booleans())
    return drawn


def mixes() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a mix of options, or a preset as it ships."""
    return st.one_of(options(), st.sampled_from([*PRESETS.values()]))


BASE = DEFAULT_PRESET
"""The preset that a mix overrides, option by option."""
