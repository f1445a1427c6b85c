"""How long visits take: distributions by name, each to draw from and with its limited mean."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class InvalidQuestion(ValueError):
    """The oracle cannot answer this; the message says what it takes."""


@dataclass(frozen=True)
class Service:
    """Visits of this mean (minutes) and coefficient of variation; `cv` does not enter where the kind fixes it."""

    kind: str
    mean: float
    cv: float = 1.0

    def __post_init__(self) -> None:
        """Check that there is such a distribution. Raise InvalidQuestion."""
        if self.kind not in KINDS:
            raise InvalidQuestion(f"service: {self.kind!r} is unknown; known are {', '.join(KINDS)}")
        if not 0 < self.mean < math.inf:
            raise InvalidQuestion(f"mean: {self.mean} is not above 0")
        least, most = KINDS[self.kind].cv
        if not least <= self.spread <= most:
            raise InvalidQuestion(f"cv: {self.cv} is not from {least:g} to {most:.3g}, as {self.kind} wants it")

    @property
    def spread(self) -> float:
        """Give the coefficient of variation that the kind really has."""
        least, most = KINDS[self.kind].cv
        return least if least == most else self.cv

    @property
    def words(self) -> str:
        """Say it in words."""
        fixed = len(set(KINDS[self.kind].cv)) == 1
        return f"visits {self.kind} with mean {self.mean:g}" + ("" if fixed else f" and cv {self.cv:g}")

    @property
    def second_moment(self) -> float:
        """Give the mean of the square."""
        return self.mean**2 * (1 + self.spread**2)

    def draw(self, dice: Generator, size: int | tuple[int, ...]) -> Floats:
        """Draw so many visits."""
        return KINDS[self.kind].draw(self, dice, size)

    def limited_mean(self, at: Floats) -> Floats:
        """Give the mean of the smaller of a visit and each of these times."""
        return KINDS[self.kind].limited_mean(self, at)


@dataclass(frozen=True)
class Kind:
    """One distribution: its least and most coefficient of variation, and what Service gives."""

    cv: tuple[float, float]
    draw: Callable[[Service, Generator, int | tuple[int, ...]], Floats]
    limited_mean: Callable[[Service, Floats], Floats]


def _log_parts(service: Service) -> tuple[float, float]:
    """Give the mean and the deviation of the logarithm."""
    variance = math.log(1 + service.spread**2)
    return math.log(service.mean) - variance / 2, math.sqrt(variance)


def _lognormal_limited_mean(service: Service, at: Floats) -> Floats:
    mu, sigma = _log_parts(service)
    with np.errstate(divide="ignore"):
        place = (np.log(at) - mu) / sigma
    return service.mean * _normal_below(place - sigma) + at * (1 - _normal_below(place))


def _normal_below(at: Floats) -> Floats:
    erf = np.fromiter((math.erf(one) for one in at / math.sqrt(2)), float, len(at))
    return (1 + erf) / 2


def _gamma_limited_mean(service: Service, at: Floats) -> Floats:
    shape, scale = _gamma_parts(service)
    return service.mean * _gamma_below(shape + 1, at / scale) + at * (1 - _gamma_below(shape, at / scale))


def _gamma_parts(service: Service) -> tuple[float, float]:
    shape = service.spread**-2
    return shape, service.mean / shape


def _gamma_below(shape: float, at: Floats) -> Floats:
    """Give the regularised lower incomplete gamma function by its series, where it is neither 0 nor 1 to 15 digits."""
    width = 12 * math.sqrt(shape) + 40
    below = (at > shape).astype(float)
    near = (at > 0) & (abs(at - shape) < width)
    logs = np.log(at[near])
    total, order = np.zeros_like(logs), shape
    while order < shape + 4 * width:
        total += np.exp(order * logs - at[near] - math.lgamma(order + 1))
        order += 1
    below[near] = np.minimum(total, 1)
    return below


def _uniform_edges(service: Service) -> tuple[float, float]:
    half = math.sqrt(3) * service.spread * service.mean
    return service.mean - half, service.mean + half


def _uniform_limited_mean(service: Service, at: Floats) -> Floats:
    low, high = _uniform_edges(service)
    inside = np.clip(at, low, high)
    return np.minimum(at, inside - (inside - low) ** 2 / (2 * (high - low)))


KINDS: dict[str, Kind] = {
    "exponential": Kind(
        (1, 1),
        lambda service, dice, size: dice.exponential(service.mean, size),
        lambda service, at: service.mean * -np.expm1(-at / service.mean),
    ),
    "lognormal": Kind(
        (0.01, 10),
        lambda service, dice, size: dice.lognormal(*_log_parts(service), size),
        _lognormal_limited_mean,
    ),
    "gamma": Kind(
        (0.03, 10),
        lambda service, dice, size: dice.gamma(*_gamma_parts(service), size),
        _gamma_limited_mean,
    ),
    "uniform": Kind(
        (0.01, 1 / math.sqrt(3)),
        lambda service, dice, size: dice.uniform(*_uniform_edges(service), size),
        _uniform_limited_mean,
    ),
    "constant": Kind(
        (0, 0),
        lambda service, _dice, size: np.full(size, service.mean),
        lambda service, at: np.minimum(at, service.mean),
    ),
}
