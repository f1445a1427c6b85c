"""Where the clips of the voice lie: recorded ones win over those made here, those over the shipped ones."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SUFFIXES = (".wav", ".mp3", ".ogg", ".opus", ".flac", ".m4a")
"""What a board's browser can play; where two files have one name, the first of these is taken."""

LANGUAGES = ("en", "hi")
"""What clips are shipped for, by the names of the boards' languages."""


@dataclass(frozen=True)
class ClipFolders:
    """The folders that are searched, in this order; within each, one folder for each language."""

    recorded: Path
    made: Path
    shipped: Path

    @property
    def in_order(self) -> tuple[Path, ...]:
        """Give the folders, the winning one first."""
        return self.recorded, self.made, self.shipped

    def find(self, language: str, name: str) -> Path | None:
        """Give the file of a clip, None where there is none; the chime belongs to no language: ""."""
        wanted = (folder / language / f"{name}{suffix}" for folder in self.in_order for suffix in SUFFIXES)
        return next((path for path in wanted if path.is_file()), None)

    def names(self, language: str) -> frozenset[str]:
        """Name every clip that is there for a language."""
        found = (_names(folder / language, _changed(folder / language)) for folder in self.in_order)
        return frozenset().union(*found)


def _changed(folder: Path) -> int:
    """Give a number that changes when a file comes or goes; 0 where the folder is not there."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _names(folder: Path, _changed_at: int) -> frozenset[str]:
    """List a folder once for each change: every board asks with every call."""
    return frozenset(path.stem for path in folder.glob("*") if path.suffix in SUFFIXES)


def folders(instance: Path, static: Path) -> ClipFolders:
    """Give the folders of an instance: `voice/recorded` is for files that people drop in."""
    return ClipFolders(instance / "voice" / "recorded", instance / "voice" / "made", static / "voice")
