"""The lab's words: every figure with its definition."""

from flask_babel import lazy_gettext as _l

from opd_web.web.admin.policy_words import PRESETS

DEFINITIONS = {
    "wait": (
        _l("Wait"),
        _l(
            "Minutes from arrival to first call: half waited at most p50, nine of ten at most p90. ≥: some never ended."
        ),
    ),
    "came": (_l("Came"), _l("Tokens whose patient arrived.")),
    "seen": (_l("Seen"), _l("Tokens whose consultation ended.")),
    "not_seen": (_l("Not seen"), _l("Tokens whose patient arrived and whose consultation never began.")),
    "no_shows": (_l("Did not come"), _l("Tokens closed because their patient did not come.")),
    "displaced": (_l("Displaced"), _l("Times that a token lost its place to another one.")),
    "overtakes": (
        _l("Overtakes"),
        _l("Calls of a token that came later, past one that was present; emergencies are not counted."),
    ),
    "most_overtaken": (_l("Most overtaken"), _l("The most that one token was overtaken.")),
    "sessions": (_l("Sessions"), _l("Doctors with slots on this day.")),
    "overrun_total": (
        _l("Overrun, minutes in all"),
        _l("From the planned end of each session to the end of its last consultation, all sessions together."),
    ),
    "idle_total": (
        _l("Idle, minutes in all"),
        _l("The doctors’ time without a patient, all sessions together."),
    ),
    "utilisation": (_l("Utilisation"), _l("Seen ÷ capacity.")),
}


def policy_word(preset: str) -> str:
    """Name a policy by the preset that it starts from."""
    return str(PRESETS[preset].title) if preset in PRESETS else preset
