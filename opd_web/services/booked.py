"""What the desk is told of a patient who got a token, or a higher class."""

from dataclasses import dataclass

from opd_web.store.read_models import SlotView, TokenView


@dataclass(frozen=True)
class BookedToken:
    """The token, whether the same request had made it before, whom it displaced, and what they can have.

    `escalated` where the patient had it already, and it became an emergency.
    """

    token: TokenView
    repeated: bool = False
    displaced: TokenView | None = None
    alternatives: tuple[SlotView, ...] = ()
    escalated: bool = False
