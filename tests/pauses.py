"""Retries without their pauses: hundreds in no time."""

import random

import pytest

TRIES = 1_100
"""2 to the 1,024th is more than a float holds."""


class Enough(BaseException):
    """The test has seen TRIES of them."""


def without_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each pause might have been; the last of TRIES raises Enough."""
    pauses: list[float] = []

    def at_once(least: float, most: float) -> float:
        pauses.append(most)
        if len(pauses) == TRIES:
            raise Enough
        return least

    monkeypatch.setattr(random, "uniform", at_once)
    return pauses
