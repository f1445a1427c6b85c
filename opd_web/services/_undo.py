"""How long an undo is taken."""

UNDO_SECONDS = 60
