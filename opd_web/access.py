"""How a view says who may use it: a mark that the guards of pages and of the API read."""

from collections.abc import Callable
from typing import Any

NEEDS = "opd_needs"
"""Attribute of a view: permissions that a signed-in user needs, or one of the words below. None closes the view."""

PUBLIC = "public"
"""Everyone may."""

BY_KEY = "by_key"
"""Programs may, with a key; a sign-in counts nothing."""

KEY_NEEDS = "opd_key_needs"
"""Attribute of a view that is open by key: the permissions that the key's role needs."""


def needs(view: Callable[..., object]) -> Any:
    """Give what a view demands, None where it says nothing."""
    return getattr(view, NEEDS, None)
