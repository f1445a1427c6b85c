"""What a service raises when it will not do something: the transaction is rolled back, the view translates it."""

from opd_web.engine.phrases import Phrase
from opd_web.engine.refusals import Refusal
from opd_web.store.read_models import SlotView


class Refused(Exception):
    """Nothing was changed. `refusal` says why, `alternatives` what could be booked instead."""

    def __init__(self, refusal: Refusal, alternatives: tuple[SlotView, ...] = ()) -> None:
        """Keep the engine's answer."""
        super().__init__(refusal.sentence)
        self.refusal = refusal
        self.alternatives = alternatives


IN_WORDS = ("what", "problem")
"""Facts that are words of ours, not of the people who use this: they have translations."""


def refuse(reason: str, field: str | None = None, **facts: object) -> Refused:
    """Build a refusal to raise."""
    words = {name: Phrase(text) for name in IN_WORDS if type(text := facts.get(name)) is str}
    return Refused(Refusal(reason, field, facts | words))
