"""What the store raises when the database would not do it."""


class Busy(Exception):
    """Another transaction held the lock for too long; nothing was changed."""


class Collision(Exception):
    """Another transaction wrote the same unique thing first; nothing was changed. `constraint` names it where known."""

    def __init__(self, constraint: str) -> None:
        """Keep the database's own words: they name the constraint."""
        super().__init__(constraint)
        self.constraint = constraint


class Unavailable(Exception):
    """The database cannot be opened or reached; the message says which and what to do."""


class Unrecorded(AssertionError):
    """A token or slot was changed and no event says so: a mistake in the program, never committed."""
