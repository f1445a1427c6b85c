"""The six presets: a hospital starts from one and changes single options."""

from typing import Final

_CLASSES: Final = ("EMERGENCY", "PAID", "FOLLOW_UP", "ONLINE", "WALK_IN")

_COMMON: Final[dict[str, object]] = {
    "classes": _CLASSES,
    "routing": "slot",
    "when_full": "wait",
    "emergency": "preempt_lower",
    "displaced": "waiting",
    "tie_break": "sequence",
    "queue_order": "priority",
    "emergency_order": "fifo",
    "time_bonus": None,
    "no_show_grace_minutes": 0,
    "delay_scope": "slot",
    "completed_holds_place": True,
    "consult_minutes": 10,
    "max_overtakes": None,
    "overflow_limit": None,
    "duplicate_bookings": "same_day",
    "follow_up_days": 30,
    "max_calls": 3,
    "no_show_after_minutes": None,
    "late_return": "keep_place",
}

DEFAULT_PRESET: Final = "fair"

PRESETS: Final[dict[str, dict[str, object]]] = {
    "elastic": {
        **_COMMON,
        "emergency": "overflow",
        "tie_break": "booked_at",
        "emergency_order": "newest_first",
        "time_bonus": {"per_hour": 0.1, "cap": 1.0},
        "no_show_grace_minutes": 15,
        "delay_scope": "doctor_day",
    },
    "balanced": {**_COMMON, "routing": "least_loaded"},
    "preemptive": {**_COMMON, "when_full": "preempt_or_wait"},
    "chronological": {
        **_COMMON,
        "classes": ("PRIORITY", "FOLLOW_UP", "NORMAL"),
        "routing": "earliest",
        "emergency": "off",
        "queue_order": "assignment",
    },
    "strict": {
        **_COMMON,
        "classes": ("EMERGENCY", "PAID", "FOLLOW_UP"),
        "when_full": "preempt_or_reject",
        "emergency": "preempt_always",
        "displaced": "terminal",
        "completed_holds_place": False,
    },
    "fair": {
        **_COMMON,
        "routing": "least_loaded",
        "emergency": "overflow",
        "no_show_grace_minutes": 10,
        "delay_scope": "doctor_day",
        "max_overtakes": 3,
        "overflow_limit": 2,
        "no_show_after_minutes": 30,
        "late_return": "after_n",
        "late_return_after": 3,
    },
}
