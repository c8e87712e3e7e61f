"""Student's t for degrees of freedom that needn't be whole."""

import math
from functools import lru_cache

STEPS_OF_BISECTION = 60

MOST_TERMS = 500

SMALLEST = 1e-300


@lru_cache(maxsize=4096)
def t_for_95_percent(degrees: float) -> float:
    """Student's t(0.975): 95% of the distribution with so many degrees of freedom lies between ± this."""
    low, high = 0.0, math.pi / 2
    for _ in range(STEPS_OF_BISECTION):
        middle = (low + high) / 2
        low, high = (middle, high) if _share_within(middle, degrees) < 0.95 else (low, middle)
    return math.sqrt(degrees) * math.tan(low)


def _share_within(theta: float, degrees: float) -> float:
    """The share of Student's t between ± √degrees · tan(theta)."""
    return 1 - incomplete_beta(math.cos(theta) ** 2, degrees / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b).

    By its continued fraction, NIST Digital Library of Mathematical Functions 8.17.22, where x is small enough for it
    to converge fast, and from the other end (8.17.4) where not.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    in_front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return in_front / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)), from its front by Lentz's method."""
    value, upper, lower = 1.0, 1.0, 0.0
    for term in range(1, MOST_TERMS):
        m = term // 2
        if term % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / ((1 + d * lower) or SMALLEST)
        upper = (1 + d / upper) or SMALLEST
        value *= upper * lower
        if abs(upper * lower - 1) < 1e-14:
            break
    return value
