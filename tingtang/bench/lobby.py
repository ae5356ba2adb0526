"""`tingtang bench lobby`: whole visits over HTTP against the real server, on PostgreSQL and on SQLite."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import click
from django.utils import timezone

from tingtang.bench import lobby_reference
from tingtang.bench.lobby_drive import CALLS, Drive, percentiles
from tingtang.bench.lobby_history import OUTLETS, prepare
from tingtang.bench.lobby_live import Screens
from tingtang.bench.measure import machine
from tingtang.bench.processor import below, postmaster
from tingtang.bench.serving import command, database, serving
from tingtang.live import tickets
from tingtang.shared.command import Fail, print_json, say

NAME = "tingtang_bench_lobby"
Report = dict[str, Any]


@click.command()
@click.option("--history", default=0, show_default=True, type=click.IntRange(0), help="Finished visits beforehand.")
@click.option("--visits", default=2000, show_default=True, type=click.IntRange(10), help="Visits to drive.")
@click.option("--rate", default=100.0, show_default=True, help="Visits a second of the run for latencies; 0: none.")
@click.option("--waiting", default=5, show_default=True, help="People waiting at each outlet all the while.")
@click.option("--live", default=0, show_default=True, help="Open live connections; measures call to screen.")
@click.option("--on", "databases", multiple=True, type=click.Choice(["postgresql", "sqlite"]), help="[default: both]")
@click.option("--port", default=8110, show_default=True, help="And the next one, for the stream.")
@click.option("--inside", is_flag=True, hidden=True, help="Fill the database of DATABASE_URL and say what is needed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def lobby(
    *,
    history: int,
    visits: int,
    rate: float,
    waiting: int,
    live: int,
    databases: tuple[str, ...],
    port: int,
    inside: bool,
    as_json: bool,
) -> None:
    """Time visits of five calls: take, call, start, finish, rate. PostgreSQL is the server of DATABASE_URL."""
    if inside:
        print_json(_inside(history, waiting, live))
        return
    report: Report = {"machine": machine(), "history": history, "visits": visits, "rate": rate, "waiting": waiting}
    for kind in databases or ("postgresql", "sqlite"):
        with _database(kind) as url:
            report[kind] = _measured(url, report, live, port)
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(lines(report)))


def _inside(history: int, waiting: int, live: int) -> Report:
    at = timezone.now()
    needed = prepare(history=history, waiting=waiting, at=at)
    issued = [
        tickets.issue(viewer="bench", topics=[f"outlet:O{screen % OUTLETS}"], at=at + tickets.LIFE * 4)
        for screen in range(live)
    ]
    return {**needed, "live": [f"/live?ticket={quote(one)}" for one in issued]}


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """A new, migrated database: beside that of DATABASE_URL, or a file."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.sqlite3"
            command(url, "migrate", "--quiet")
            yield url
        return
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise Fail("bench lobby needs PostgreSQL: set DATABASE_URL=postgresql://..., or say --on sqlite")
    with database(NAME) as url:
        yield url


def _measured(url: str, plan: Report, live: int, port: int) -> Report:
    say(f"{url.split(':')[0]}: filling {plan['history']:,} visits")
    words = ["--history", str(plan["history"]), "--waiting", str(plan["waiting"]), "--live", str(live), "--inside"]
    needed = json.loads(command(url, "bench", "lobby", *words))
    with serving(url, [port, port + 1], "--live-port", str(port + 1)) as server:
        drive = {"port": port, "tokens": needed["tokens"], "counters": needed["counters"]}
        Drive(**drive, name="warm", visits=200).run()
        say("driving as fast as it goes")
        report: Report = {"statements": needed["statements"], **_fast(url, server, plan["visits"], drive)}
        if plan["rate"]:
            say(f"driving {plan['rate']:g} visits a second")
            report["at_rate"] = _steady(plan, drive)
        if live:
            say(f"{live} open screens")
            report["live"] = _screens(needed["live"], drive)
    return report


def _fast(url: str, server: int, visits: int, drive: dict[str, Any]) -> Report:
    run = Drive(**drive, name="fast", visits=visits)
    cost = _cost(url, server, visits, run.run)
    report: Report = {
        "visits_per_second": round(visits / run.seconds, 1),
        "cpu_ms_a_visit": cost,
        "milliseconds": run.latencies(),
        "errors": run.errors[:3],
        "load": round(os.getloadavg()[0], 1),
    }
    if postmaster(url):
        say("driving the bare reference")
        port = drive["port"] + 2
        with lobby_reference.served(url, port) as bare:
            calls = _cost(url, bare, visits, lambda: lobby_reference.drive(port, visits))
        report |= {"reference_ms_a_visit": calls, "ratio": round(sum(cost.values()) / sum(calls.values()), 2)}
    return report


def _cost(url: str, server: int, visits: int, run: Callable[[], None]) -> dict[str, float]:
    """Milliseconds of processor a visit while `run` runs: of the server's processes, and of the database's."""
    database = postmaster(url)
    before = (below(server), below(database) if database else 0.0)
    run()
    app, base = below(server) - before[0], below(database) - before[1] if database else 0.0
    return {"app": round(app / visits * 1000, 2), "database": round(base / visits * 1000, 2)}


def _steady(plan: Report, drive: dict[str, Any]) -> Report:
    run = Drive(**drive, name="steady", visits=max(1000, int(plan["rate"] * 20)), rate=plan["rate"], workers=32)
    run.run()
    everything = [one for call in CALLS for one in run.taken[call]]
    return {
        "visits_per_second": round(run.visits / run.seconds, 1),
        "milliseconds": run.latencies(),
        "any": percentiles(everything),
        "errors": run.errors[:3],
        "load": round(os.getloadavg()[0], 1),
    }


def _screens(addresses: list[str], drive: dict[str, Any]) -> Report:
    screens = Screens(drive["port"] + 1, addresses)
    screens.start()
    run = Drive(**drive, name="live", visits=400, rate=20, workers=OUTLETS)
    run.run()
    time.sleep(2)
    screens.stop()
    delays = [when - run.called_at[ticket] for ticket, when in screens.heard if ticket in run.called_at]
    expected = len(run.called_at) * len(addresses) // OUTLETS
    return {
        "open": screens.open,
        "heard": len(delays),
        "expected": expected,
        "call_to_screen_ms": percentiles(delays),
        "load": round(os.getloadavg()[0], 1),
    }


def lines(report: Report) -> list[str]:
    """The report as Markdown."""
    said = [f"{report['history']:,} finished visits, {report['waiting']} waiting at each of {OUTLETS} outlets"]
    for kind in ("postgresql", "sqlite"):
        if kind in report:
            said += ["", f"### {kind}", *_lines(report[kind])]
    return said


def _held(found: Report) -> list[str]:
    if "ratio" not in found:
        return []
    bare = "{app} ms app + {database} ms database".format(**found["reference_ms_a_visit"])
    return [f"five bare calls: {bare}; a visit costs {found['ratio']} times that"]


def _lines(found: Report) -> list[str]:
    cpu, statements = found["cpu_ms_a_visit"], found["statements"]
    said = [
        f"{found['visits_per_second']} visits/s; processor {cpu['app']} ms app + {cpu['database']} ms database a visit "
        f"(load {found['load']}); errors: {found['errors'] or 'none'}",
        *_held(found),
        "",
        "| call | statements | p50 ms | p95 ms | p99 ms |",
        "|---|--:|--:|--:|--:|",
        *(f"| {call} | {statements[call]} | {t['p50']} | {t['p95']} | {t['p99']} |"
          for call, t in found["milliseconds"].items()),
    ]  # fmt: skip
    if steady := found.get("at_rate"):
        rows = {**steady["milliseconds"], "any": steady["any"]}
        wrong = steady["errors"] or "none"
        said += ["", f"at {steady['visits_per_second']} visits/s (load {steady['load']}), "
                 f"errors: {wrong}", "", "| call | p50 ms | p95 ms | p99 ms |", "|---|--:|--:|--:|",
                 *(f"| {call} | {t['p50']} | {t['p95']} | {t['p99']} |" for call, t in rows.items())]  # fmt: skip
    if live := found.get("live"):
        t = live["call_to_screen_ms"]
        said += ["", f"{live['open']} open connections, {live['heard']} of {live['expected']} calls heard; to screen "
                 f"p50 {t['p50']}, p95 {t['p95']}, p99 {t['p99']} ms (load {live['load']})"]  # fmt: skip
    return said
