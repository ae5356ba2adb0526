"""The formulas, held against published values, against sums worked out another way, and against pyworkforce."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.lobby.staffing.erlang import cobham, erlang_b, erlang_c, impatient, patient
from tingtang.lobby.tests.days import dice
from tingtang.lobby.tests.pyworkforce_oracle import ask

loads = st.floats(0.05, 60)


@pytest.mark.parametrize(
    ("servers", "load", "blocked"),
    [(1, 1.0, 0.5), (2, 1.0, 0.2), (5, 3.0, 0.11005), (10, 5.0, 0.018385), (20, 15.0, 0.045593), (0, 3.0, 1.0)],
)
def test_erlang_b_has_the_values_of_the_published_tables(servers: int, load: float, blocked: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(blocked, rel=1e-3)


def test_erlang_c_gives_the_example_every_call_centre_learns_from() -> None:
    """100 calls in half an hour of three minutes each, 14 agents: 17.4 % wait, 88.8 % within 20 s, 7.8 s on average."""
    found = patient(14, 100 / 30, 3.0)
    assert found.p_wait == pytest.approx(0.174, abs=5e-4)
    assert found.within(20 / 60) == pytest.approx(0.888, abs=5e-4)
    assert found.mean_wait * 60 == pytest.approx(7.8, abs=0.05)
    assert found.occupancy == pytest.approx(0.714, abs=5e-4)


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.9, 0.99])
def test_one_and_two_counters_have_short_formulas(rho: float) -> None:
    assert erlang_c(1, rho) == pytest.approx(rho)
    assert erlang_c(2, 2 * rho) == pytest.approx(2 * rho**2 / (1 + rho))


def test_more_work_than_counters_has_no_erlang_c() -> None:
    assert erlang_c(3, 3.0) == 1.0
    with pytest.raises(OverflowError, match="cannot serve"):
        patient(3, 1.0, 3.0)


@given(loads, st.integers(1, 20))
def test_erlang_c_agrees_with_the_chain_of_states(load: float, spare: int) -> None:
    servers = int(load) + spare
    chain = [1.0]
    for n in range(1, servers + 1):
        chain.append(chain[-1] * load / n)
    full = chain.pop() / (1 - load / servers)  # each further one in the line has the same share of the one before
    assert erlang_c(servers, load) == pytest.approx(full / (full + sum(chain)), rel=1e-9)


def test_erlang_c_agrees_with_pyworkforce() -> None:
    chance, cases = dice(8), []
    for _ in range(300):
        calls, service = chance.randint(1, 400), chance.uniform(0.5, 20)
        positions = int(calls * service / 30) + chance.randint(1, 15)
        cases.append({"transactions": calls, "aht": service, "asa": 2, "share": 0.9, "positions": positions})
    for case, oracle in zip(cases, ask(cases), strict=True):
        found = patient(case["positions"], case["transactions"] / 30, case["aht"])
        assert found.p_wait == pytest.approx(oracle["p_wait"], rel=1e-6, abs=1e-12)
        assert found.within(2) == pytest.approx(oracle["within"], rel=1e-6)
        assert found.occupancy == pytest.approx(oracle["occupancy"], rel=1e-6)


def test_erlang_a_gives_the_table_of_garnett_mandelbaum_and_reiman() -> None:
    """48 calls a minute of one minute each, 50 agents, two minutes of patience (2002, table 1)."""
    found = impatient(50, 48.0, 1.0, 2.0)
    assert found.abandoned == pytest.approx(0.031, abs=5e-4)
    assert found.mean_wait * 60 == pytest.approx(3.7, abs=0.05)
    assert found.occupancy == pytest.approx(0.93, abs=5e-3)
    assert 48 * found.mean_wait == pytest.approx(3, abs=0.1)
    without = patient(50, 48.0, 1.0)
    assert without.mean_wait * 60 == pytest.approx(20.8, abs=0.05)


def chain_of_impatience(servers: int, load: float, patience_in_services: float) -> tuple[float, float]:
    """(share who wait, share who give up) from the states of the queue, their weights summed one by one."""
    weight, total, waiting, queue, n = 1.0, 0.0, 0.0, 0.0, 0
    while weight > 1e-18 * total or n <= servers:
        total += weight
        if n >= servers:
            waiting += weight
            queue += weight * (n - servers)
        n += 1
        leaves = min(n, servers) + max(0, n - servers) / patience_in_services
        weight *= load / leaves
    return waiting / total, queue / total / patience_in_services / load


@given(st.floats(0.05, 40), st.integers(1, 45), st.floats(0.1, 20))
def test_erlang_a_agrees_with_the_chain_of_states(load: float, servers: int, patience: float) -> None:
    found = impatient(servers, load, 1.0, patience)
    p_wait, abandoned = chain_of_impatience(servers, load, patience)
    assert found.p_wait == pytest.approx(p_wait, rel=1e-5, abs=1e-9)
    assert found.abandoned == pytest.approx(abandoned, rel=1e-4, abs=1e-8)
    assert found.mean_wait == pytest.approx(abandoned * patience, rel=1e-4, abs=1e-8)


@given(st.floats(0.05, 40), st.integers(1, 20))
def test_endless_patience_is_erlang_c(load: float, spare: int) -> None:
    servers = int(load) + spare
    ours, without = impatient(servers, load, 1.0, 1e7), patient(servers, load, 1.0)
    assert ours.p_wait == pytest.approx(without.p_wait, rel=1e-3, abs=1e-9)
    assert ours.within(0.5) == pytest.approx(without.within(0.5), abs=1e-3)


@given(st.floats(0.05, 80), st.integers(1, 60), st.floats(0.05, 30), st.floats(0, 60))
def test_whatever_the_load_erlang_a_is_a_share_and_finite(
    load: float, servers: int, patience: float, minutes: float
) -> None:
    found = impatient(servers, load, 1.0, patience)
    assert 0 <= found.p_wait <= 1
    assert 0 <= found.abandoned <= 1
    assert 0 <= found.occupancy <= 1 + 1e-6
    assert 0 <= found.mean_wait <= patience
    assert 1 - found.p_wait - 1e-9 <= found.within(minutes) <= 1 - found.abandoned + 1e-6


@given(st.floats(0.5, 60), st.integers(1, 60), st.floats(0.1, 20))
def test_one_more_counter_never_makes_it_worse(load: float, servers: int, patience: float) -> None:
    fewer, more = impatient(servers, load, 1.0, patience), impatient(servers + 1, load, 1.0, patience)
    assert more.p_wait <= fewer.p_wait + 1e-9
    assert more.mean_wait <= fewer.mean_wait + 1e-9
    assert more.within(1.0) >= fewer.within(1.0) - 1e-6


@pytest.mark.parametrize(
    ("servers", "arrivals", "service", "patience"),
    [(1, 1e6, 1.0, 1.0), (1, 1e-9, 1.0, 1.0), (500, 10.0, 0.001, 1.0), (3, 50.0, 10.0, 1440.0), (2, 1e-300, 5.0, 5.0)],
)
def test_extremes_neither_overflow_nor_divide_by_nought(
    servers: int, arrivals: float, service: float, patience: float
) -> None:
    found = impatient(servers, arrivals, service, patience)
    assert 0 <= found.p_wait <= 1
    assert 0 <= found.mean_wait <= patience
    assert 0 <= found.within(3.0) <= 1 + 1e-9


def test_nobody_comes_nobody_waits() -> None:
    assert impatient(2, 0.0, 5.0, 5.0).p_wait == 0.0
    assert patient(2, 0.0, 5.0).mean_wait == 0.0


def test_cobham_shares_the_line_out_by_class() -> None:
    """One counter, mean service 1: classes of load 0.2 and 0.4 wait 0.6/0.8 and 0.6/(0.8 x 0.4)."""
    assert cobham(1, [0.2, 0.4], erlang_c(1, 0.6), 1.0) == pytest.approx([0.75, 1.875])


@given(st.lists(st.floats(0.01, 5), min_size=1, max_size=6), st.integers(1, 10), st.floats(0.5, 20))
def test_cobham_keeps_the_work_and_the_order(parts: list[float], spare: int, service: float) -> None:
    load = sum(parts)
    servers = int(load) + spare
    found = cobham(servers, parts, erlang_c(servers, load), service)
    assert found == sorted(found)
    mean = sum(part * wait for part, wait in zip(parts, found, strict=True)) / load
    assert mean == pytest.approx(patient(servers, load / service, service).mean_wait, rel=1e-9)


def test_the_tail_of_erlang_c_is_exponential() -> None:
    found = patient(3, 0.4, 5.0)
    assert found.within(4) == pytest.approx(1 - found.p_wait * exp(-4 * (3 - 2) / 5))
