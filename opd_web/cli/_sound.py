"""Sounds as samples: trimmed, made equally loud, written as small WAV files that every browser plays."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 22_050
"""Samples a second, as espeak-ng gives them."""

PEAK = 0.9 * 32_767
KNEE = 0.6 * 32_767
"""Louder samples than this are pressed together towards PEAK, so that no clip is cut off."""

LOUDNESS = 0.141 * 32_767
"""Root mean square of what can be heard of a clip: 17 dB below the loudest that a file can hold."""

FRAME = int(0.02 * RATE)
HEARD = 0.02 * 32_767
SILENT = 300
FADE = 0.004
CHIME = ((659.26, 0.0), (523.25, 0.45))
"""The two tones of the chime: hertz, and the second at which each begins."""

Samples = NDArray[np.int16]


def tidy(samples: Samples, lead: float = 0.0) -> Samples:
    """Cut the silence at both ends, make it as loud as the others, and put `lead` seconds of silence before it."""
    loud = np.flatnonzero(np.abs(samples.astype(int)) > SILENT)
    if not len(loud):
        return samples[:0]
    cut = samples[loud[0] : loud[-1] + 1].astype(float)
    fade = min(int(FADE * RATE), len(cut))
    cut[-fade:] *= np.linspace(1, 0, fade)
    even = _pressed(cut * (LOUDNESS / loudness(cut)))
    return np.concatenate([np.zeros(int(lead * RATE)), even]).astype(np.int16)


def loudness(samples: NDArray[np.float64]) -> float:
    """Give the root mean square of the frames that can be heard; pauses inside a word make it no quieter."""
    whole = samples[: max(len(samples) // FRAME, 1) * FRAME]
    frames = np.sqrt(np.mean(np.square(whole.reshape(-1, min(FRAME, len(whole)))), axis=1))
    heard = frames[frames > HEARD] if (frames > HEARD).any() else frames
    return float(np.sqrt(np.mean(np.square(heard))))


def _pressed(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    over = np.abs(samples) > KNEE
    room = PEAK - KNEE
    pressed: NDArray[np.float64] = np.where(
        over, np.sign(samples) * (KNEE + room * np.tanh((np.abs(samples) - KNEE) / room)), samples
    )
    return pressed


def chime() -> Samples:
    """Give two falling tones, each dying away like a bell."""
    time = np.arange(int(1.4 * RATE)) / RATE
    sound = sum((_bell(time - begins, tone) for tone, begins in CHIME), start=np.zeros_like(time))
    return tidy((sound / np.abs(sound).max() * PEAK).astype(np.int16))


def _bell(time: NDArray[np.float64], tone: float) -> NDArray[np.float64]:
    strike = np.where(time >= 0, np.exp(-4.5 * np.maximum(time, 0)) * np.minimum(np.maximum(time, 0) / 0.005, 1), 0)
    return strike * (np.sin(2 * np.pi * tone * time) + 0.3 * np.sin(4 * np.pi * tone * time))


def write(path: Path, samples: Samples) -> None:
    """Write a mono WAV file in G.711 mu-law: half of what plain samples take, and no decoder is missing anywhere."""
    data = _mu_law(samples).tobytes()
    header = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    chunks: Sequence[tuple[bytes, bytes]] = (
        (b"fmt ", header),
        (b"fact", struct.pack("<I", len(data))),
        (b"data", data),
    )
    body = b"".join(name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for name, part in chunks)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body)


def _mu_law(samples: Samples) -> NDArray[np.uint8]:
    """Code each sample as G.711 says: sign, exponent and four bits of the rest, all turned over."""
    size = np.minimum(np.abs(samples.astype(int)), 32_635) + 132
    exponent = np.floor(np.log2(size)).astype(int) - 7
    mantissa = (size >> (exponent + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    code: NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return code
