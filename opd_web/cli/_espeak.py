"""espeak-ng, called through ctypes: text goes in, samples come out, nothing is played."""

import ctypes
from collections.abc import Callable
from typing import Any

import espeakng_loader
import numpy as np

from opd_web.cli._sound import RATE, Samples

SYNCHRONOUS = 2
UTF_8 = 1
NO_EXIT = 0x8000
SPEED = 1
WORDS_A_MINUTE = 140

Receiver = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class NoVoice(Exception):
    """espeak-ng cannot speak here; the message says why."""


def speaker() -> Callable[[str, str], Samples]:
    """Load espeak-ng and give the function that speaks a text with a voice (`en`, `hi`). Raise NoVoice."""
    library = _load()
    heard: list[bytes] = []

    def take(samples: Any, count: int, _events: object) -> int:
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, 2 * count))
        return 0

    receiver = Receiver(take)
    library.espeak_SetSynthCallback(receiver)

    def speak(text: str, voice: str) -> Samples:
        heard.clear()
        if library.espeak_SetVoiceByName(voice.encode()):
            raise NoVoice(f"espeak-ng has no voice {voice!r}.")
        library.espeak_SetParameter(SPEED, WORDS_A_MINUTE, 0)
        said = text.encode()
        library.espeak_Synth(said, len(said) + 1, 0, 1, 0, UTF_8, None, None)
        library.espeak_Synchronize()
        return np.frombuffer(b"".join(heard), dtype=np.int16)

    # The library calls the receiver for as long as it speaks: it must not be collected before.
    speak.__dict__["receiver"] = receiver
    return speak


def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise NoVoice(f"espeak-ng does not load on this machine: {error}") from error
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), NO_EXIT)
    if rate != RATE:
        raise NoVoice(f"espeak-ng speaks at {rate} samples a second, and not at {RATE}.")
    return library
