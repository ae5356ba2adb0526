"""The replay against Ciw, customer by customer on the same day, and against the formulas on long ones."""

from __future__ import annotations

from statistics import fmean

import ciw
import pytest

from tingtang.lobby.calling import QueuePolicy
from tingtang.lobby.replay.day import Arrival, same_counters
from tingtang.lobby.staffing.erlang import cobham, erlang_c, impatient, patient
from tingtang.lobby.tests.days import NINE, STRICT, TURN, came, counter, dice, run, waits


def stream(seed: int, n: int, rate: float, service: float, service_class: str = "ordinary") -> list[Arrival]:
    """Customers at random: `rate` a minute, exponential services of a mean."""
    chance, at, found = dice(seed), 0.0, []
    for _ in range(n):
        at += chance.expovariate(rate)
        found.append(came(at, chance.expovariate(1 / service), service_class))
    return found


def ciw_waits(streams: dict[str, list[Arrival]], servers: int, ranks: dict[str, int]) -> list[float]:
    """Minutes waited according to Ciw, by arrival."""
    gaps = {name: _gaps(one) for name, one in streams.items()}
    network = ciw.create_network(
        arrival_distributions={name: [ciw.dists.Sequential(gaps[name])] for name in streams},
        service_distributions={
            name: [ciw.dists.Sequential([one.service.total_seconds() / 60 for one in arrivals])]
            for name, arrivals in streams.items()
        },
        number_of_servers=[servers],
        priority_classes=ranks,
    )
    run_of_ciw = ciw.Simulation(network)
    run_of_ciw.simulate_until_max_time(1e6)
    records = run_of_ciw.get_all_records()
    return [record.waiting_time for record in sorted(records, key=lambda record: record.arrival_date)]


def _gaps(arrivals: list[Arrival]) -> list[float]:
    """Minutes between arrivals, and then nobody for ever."""
    times = [(one.at - NINE).total_seconds() / 60 for one in arrivals]
    return [later - earlier for earlier, later in zip([0.0, *times], times, strict=False)] + [1e9]


@pytest.mark.parametrize("servers", [1, 3, 6])
def test_in_turn_every_customer_waits_as_long_as_in_ciw(servers: int) -> None:
    arrivals = stream(servers, 800, 0.92 * servers / 5, 5)
    ours = waits(run(arrivals, same_counters(servers), TURN))
    assert ours == pytest.approx(ciw_waits({"ordinary": arrivals}, servers, {"ordinary": 0}), abs=1e-4)
    assert max(wait or 0 for wait in ours) > 5


@pytest.mark.parametrize("servers", [1, 3])
def test_with_strict_classes_every_customer_waits_as_long_as_in_ciw(servers: int) -> None:
    streams = {
        "vip": stream(10 + servers, 150, 0.2 * servers / 5, 5, "vip"),
        "ordinary": stream(20 + servers, 500, 0.7 * servers / 5, 5),
    }
    arrivals = sorted([one for part in streams.values() for one in part], key=lambda one: one.at)
    ours = waits(run(arrivals, same_counters(servers), STRICT))
    theirs = ciw_waits(streams, servers, {"vip": 0, "ordinary": 1})
    assert ours == pytest.approx(theirs, abs=1e-4)


def mean_wait(arrivals: list[Arrival], servers: int, policy: QueuePolicy, service_class: str) -> float:
    """Mean minutes of those of a class who were called."""
    visits = run(arrivals, same_counters(servers), policy)
    mine = [v.waited.total_seconds() / 60 for v in visits if v.waited and v.arrival.service_class == service_class]
    everybody = sum(v.arrival.service_class == service_class and v.waited is not None for v in visits)
    return sum(mine) / everybody


@pytest.mark.slow
@pytest.mark.parametrize(("servers", "rho"), [(1, 0.7), (4, 0.8)])
def test_a_long_day_waits_as_erlang_c_says(servers: int, rho: float) -> None:
    arrivals = stream(5, 20_000, rho * servers / 5, 5)
    expected = patient(servers, rho * servers / 5, 5).mean_wait
    assert mean_wait(arrivals, servers, TURN, "ordinary") == pytest.approx(expected, rel=0.08)


@pytest.mark.slow
def test_a_long_day_with_classes_waits_as_cobham_says() -> None:
    servers, service, parts = 3, 5.0, {"vip": 0.3, "booked": 0.6, "ordinary": 1.5}
    policy = QueuePolicy(
        rate={"vip": 1e12, "booked": 1.0, "ordinary": 1e-12},
        promise=dict.fromkeys(parts, 1e9),
        protected=frozenset(),
        starve_minutes=1e12,
        protect_minutes=0,
    )
    streams = [
        stream(7 + n, int(8_000 * parts[name]), parts[name] / service, service, name) for n, name in enumerate(parts)
    ]
    end = min(part[-1].at for part in streams)
    arrivals = sorted([one for part in streams for one in part if one.at <= end], key=lambda one: one.at)
    day = (end - NINE).total_seconds()
    loads = [sum(a.service.total_seconds() for a in arrivals if a.service_class == name) / day for name in parts]
    expected = cobham(servers, loads, erlang_c(servers, sum(loads)), service)
    found = [mean_wait(arrivals, servers, policy, name) for name in parts]
    assert found == pytest.approx(expected, rel=0.12)


@pytest.mark.slow
def test_a_long_overload_with_patience_is_as_erlang_a_says() -> None:
    servers, n = 4, 12_000
    chance, at, arrivals = dice(4), 0.0, []
    for _ in range(n):
        at += chance.expovariate(1.0)
        arrivals.append(came(at, chance.expovariate(1 / 5), patience=chance.expovariate(1 / 12)))
    visits = run(arrivals, same_counters(servers), TURN)
    expected = impatient(servers, n / at, fmean(one.service.total_seconds() / 60 for one in arrivals), 12.0)
    ends = [visit.called_at or visit.left_at for visit in visits]
    spans = [end - visit.arrival.at for visit, end in zip(visits, ends, strict=True) if end]
    assert fmean(visit.waited is None for visit in visits) == pytest.approx(expected.abandoned, rel=0.05)
    assert fmean(span.total_seconds() / 60 for span in spans) == pytest.approx(expected.mean_wait, rel=0.05)
    within = fmean(visit.waited is not None and visit.waited.total_seconds() <= 180 for visit in visits)
    assert within == pytest.approx(expected.within(3.0), rel=0.08)


def test_accumulating_priority_lies_between_turn_and_strict_order() -> None:
    """The manual's rates: VIPs wait less than in turn and more than under strict order, the others the other way."""
    streams = [stream(31, 200, 0.2, 5, "vip"), stream(32, 500, 0.5, 5)]
    arrivals = sorted([one for part in streams for one in part], key=lambda one: one.at)
    ours = QueuePolicy(
        rate={"vip": 5.0, "ordinary": 1.0},
        promise={"vip": 1e9, "ordinary": 1e9},
        protected=frozenset(),
        starve_minutes=1e12,
        protect_minutes=0,
    )
    vip = [mean_wait(arrivals, 4, policy, "vip") for policy in (STRICT, ours, TURN)]
    ordinary = [mean_wait(arrivals, 4, policy, "ordinary") for policy in (STRICT, ours, TURN)]
    assert vip == sorted(vip)
    assert ordinary == sorted(ordinary, reverse=True)


def test_a_day_that_ciw_does_not_know_is_at_least_consistent() -> None:
    """Work is kept: whoever is called first, two counters that never idle together finish the day at the same time."""
    arrivals = [came(n * 0.1, 3, "vip" if n % 5 == 0 else "ordinary") for n in range(100)]
    ends = []
    for policy in (TURN, STRICT):
        visits = run(arrivals, [counter("1"), counter("2")], policy)
        ends.append(max(visit.called_at + visit.arrival.service for visit in visits if visit.called_at))
    assert ends[0] == ends[1]
