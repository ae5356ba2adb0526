"""New moons and the sun's longitude from first principles: Meeus, Astronomical Algorithms, chapters 25 and 49.

Good to about half a minute for new moons and ten minutes for solar terms between 1900 and 2100.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import floor, radians, sin

J2000 = datetime(2000, 1, 1, 12)  # noqa: DTZ001 - dynamical time, which has no zone
EAST_8 = timedelta(hours=8)

# (factor, power of the eccentricity, multiples of M, M', F, node)
TERMS = (
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0),
    (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0),
    (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0),
    (-0.00002, 0, -1, 1, -2, 0),
    (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)
# (degrees at k = 0, degrees a lunation, millionths of a day); the first also -0.009173 T^2
PLANETS = (
    (299.77, 0.107408, 325),
    (251.88, 0.016321, 165),
    (251.83, 26.651886, 164),
    (349.42, 36.412478, 126),
    (84.66, 18.206239, 110),
    (141.74, 53.303771, 62),
    (207.14, 2.453732, 60),
    (154.84, 7.306860, 56),
    (34.52, 27.261239, 47),
    (207.19, 0.121824, 42),
    (291.34, 1.844379, 40),
    (161.72, 24.198154, 37),
    (239.56, 25.513099, 35),
    (331.55, 3.592518, 23),
)
# dynamical time minus universal time in seconds, observed to 2020 and then the polynomial of Espenak and Meeus
DELTA_T = {1900: -3, 1910: 10, 1920: 21, 1930: 24, 1940: 24, 1950: 29, 1960: 33, 1970: 40, 1980: 51, 1990: 57}
DELTA_T |= {2000: 64, 2010: 66, 2020: 72, 2030: 78, 2040: 85, 2050: 93, 2060: 113, 2070: 135, 2080: 157}
DELTA_T |= {2090: 180, 2100: 203, 2110: 227}


def delta_t(year: float) -> timedelta:
    decade = floor(year / 10) * 10
    low, high = DELTA_T[decade], DELTA_T[decade + 10]
    return timedelta(seconds=low + (high - low) * (year - decade) / 10)


def new_moon(k: int) -> datetime:
    """The new moon number `k` (0 is that of 6 January 2000) in dynamical time."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    m = 2.5534 + 29.10535670 * k - 0.0000014 * t**2
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2
    f = 160.7108 + 390.67050284 * k - 0.0016118 * t**2
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t**2
    days = 5.09766 + 29.530588861 * k + 0.00015437 * t**2
    for factor, power, by_m, by_moon, by_f, by_node in TERMS:
        days += factor * e**power * sin(radians(by_m * m + by_moon * moon + by_f * f + by_node * node))
    for place, (start, rate, size) in enumerate(PLANETS):
        bend = -0.009173 * t**2 if place == 0 else 0
        days += size * 1e-6 * sin(radians(start + rate * k + bend))
    return J2000 + timedelta(days=days)


def in_china(dynamical: datetime) -> datetime:
    """The instant on a clock at UTC+8."""
    return dynamical - delta_t(dynamical.year + dynamical.month / 12) + EAST_8


def new_moons(first: int, last: int) -> Iterator[datetime]:
    """The new moons of the years `first` to `last` on a clock at UTC+8."""
    for k in range(floor((first - 2000) * 12.3685) - 2, floor((last + 1 - 2000) * 12.3685) + 2):
        moon = in_china(new_moon(k))
        if first <= moon.year <= last:
            yield moon


def sun_longitude(china: datetime) -> float:
    """The sun's apparent longitude in degrees at an instant given on a clock at UTC+8."""
    dynamical = china - EAST_8 + delta_t(china.year + china.month / 12)
    t = (dynamical - J2000) / timedelta(days=36525)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    m = radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    node = radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360
