"""A clinic's day in which chance decides what happens next, through the real services."""

from random import Random

from opd_web.engine.model import Source
from opd_web.services.refused import Refused
from opd_web.store.read_models import TokenView
from tests.support.clinic import Clinic

CLASSES = ("WALK_IN", "WALK_IN", "ONLINE", "FOLLOW_UP", "PAID", "EMERGENCY", "EMERGENCY")
STEPS = ("arrive", "call", "start", "complete", "see", "hold", "cancel", "no_show", "undo")


def random_day(clinic: Clinic, seed: int, steps: int = 160) -> None:
    """Let two doctors see whom chance sends, in small slots that push each other out."""
    chance = Random(seed)
    clinic.at("08:00").department(preset="preemptive")
    doctors = (clinic.first_doctor, clinic.doctor(name="Dr Das"))
    slots = [clinic.slot(start, capacity=2, doctor=one) for one in doctors for start in ("09:00", "10:00", "11:00")]
    clinic.cancel_slot(clinic.slot("14:00"))
    made: list[TokenView] = []
    for _ in range(steps):
        clinic.wait(seconds=chance.randint(1, 120))
        try:
            _something(clinic, chance, slots, made)
        except Refused:
            continue


def _something(clinic: Clinic, chance: Random, slots: list[int], made: list[TokenView]) -> None:
    if len(made) < 5 or chance.random() < 0.25:
        source = chance.choice([*Source])
        made.append(clinic.book(chance.choice(slots), class_=chance.choice(CLASSES), source=source))
    else:
        getattr(clinic, chance.choice(STEPS))(chance.choice(made))
