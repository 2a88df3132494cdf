"""What a programme may reach: one multiplication, for a low, a middle and a high guess.

Nothing here is measured. Every assumption is the visitor's to change, and what they all come to is
shown twice: with the rate at which followers see a post, and without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GUESSES = ("low", "mid", "high")

PEOPLE_ALIVE = 8_000_000_000

FORMULA = "employees × adoption_rate × share_rate × shares_per_sharer × avg_followers × view_rate"


@dataclass(frozen=True)
class Assumptions:
    """One guess: rates are fractions of 1, `shares_per_sharer` is a month's."""

    employees: int
    adoption_rate: float
    share_rate: float
    shares_per_sharer: float
    avg_followers: float
    view_rate: float


@dataclass(frozen=True)
class Estimate:
    """What a guess comes to, in a month: people who share, shares, and times a post is seen.

    `potential_reach` counts every follower each time, `monthly_reach` those who probably see it.
    """

    sharers: float
    shares: float
    potential_reach: float
    monthly_reach: float


def estimate(guess: Assumptions) -> Estimate:
    """Multiply a guess. Sources of the usual values: `USUAL`."""
    sharers = guess.employees * guess.adoption_rate * guess.share_rate
    shares = sharers * guess.shares_per_sharer
    potential = shares * guess.avg_followers
    return Estimate(sharers, shares, potential, potential * guess.view_rate)


USUAL: Mapping[str, tuple[float, float, float]] = {
    "adoption_rate": (40, 94, 98),
    "share_rate": (20, 64, 75),
    "shares_per_sharer": (1, 4, 8),
    "avg_followers": (200, 500, 1000),
    "view_rate": (5, 10, 20),
}
"""What stands in the form at first, low, middle and high; rates in percent.

The middle of the first two is what one vendor says of its own programme; the others are ours.
"""
USUAL_EMPLOYEES = 500
RATES = ("adoption_rate", "share_rate", "view_rate")
PERCENT = 100
