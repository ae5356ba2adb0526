"""`tingtang bench desk`: the pages of the desk over HTTP, with a million customers and thirty days of duties."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from django.db import connection
from django.test import Client
from django.utils import timezone

from tingtang.bench.desk_drive import Drive
from tingtang.bench.desk_fill import CUSTOMERS, fill
from tingtang.bench.lobby_drive import percentiles
from tingtang.bench.measure import machine
from tingtang.bench.processor import below, postmaster
from tingtang.bench.serving import command, database, serving
from tingtang.customers.models import Customer, NameKey
from tingtang.customers.search import search
from tingtang.organisation.access import subtree, viewer_for
from tingtang.organisation.models import Staff, User
from tingtang.shared.command import print_json, say
from tingtang.shared.times import business_date

NAME = "tingtang_bench_desk"
START_SECONDS = 120
SAMPLES = 60  # searches of each way
BARE = "bare page"
Report = dict[str, Any]


@click.command()
@click.option("--customers", default=1_000_000, show_default=True, type=click.IntRange(50_000), help="Maintained.")
@click.option("--users", default=20, show_default=True, type=click.IntRange(1, 200), help="People at once.")
@click.option("--pages", default=20, show_default=True, type=click.IntRange(2), help="Each kind of page a person.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds between two pages of a person; 0: as fast only.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Of the server.")
@click.option("--port", default=8120, show_default=True)
@click.option("--keep", is_flag=True, help=f"Leave the database {NAME} behind.")
@click.option("--reuse", is_flag=True, help="Measure in the database that an earlier run kept, however many it has.")
@click.option("--inside", is_flag=True, hidden=True, help="Fill the database of DATABASE_URL and say what is needed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def desk(
    *, customers: int, users: int, pages: int, pause: float, workers: int, port: int, keep: bool, reuse: bool,
    inside: bool, as_json: bool,
) -> None:  # fmt: skip
    """Time the customer page, my day, lists and search, and the database's part of a search."""
    if inside:
        print_json(_inside(customers, users))
        return
    report: Report = {"machine": machine(), "users": users, "pause": pause}
    with database(NAME, keep=keep or reuse, reuse=reuse) as url:
        say("looking at the customers there are" if reuse else f"filling {customers:,} customers")
        needed = json.loads(command(url, "bench", "desk", "--customers", str(customers), "--users", str(users),
                                    "--inside"))  # fmt: skip
        report |= {name: needed[name] for name in ("customers", "filled_s", "queries", "search")}
        with serving(url, [port], "--workers", str(workers), "--no-live", within=START_SECONDS) as server:
            report["pages"] = _pages(needed, port, server, postmaster(url), pages)
            report["mixed"] = _mixed(needed, port, pages, pause) if pause else {}
    report["load_after"] = round(os.getloadavg()[0], 1)
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(lines(report)))


# -- in a process of its own, on the database -------------------------------------------------------------------------


def _inside(customers: int, users: int) -> Report:
    at = timezone.now()
    today, started = business_date(at), time.perf_counter()
    if not (there := Customer.objects.count()):  # else an earlier run kept them
        fill(customers, at, today)
    filled = round(time.perf_counter() - started, 1)
    managers = Staff.objects.filter(position="wealth_manager").order_by("pk")
    people = list(managers[:: max(1, managers.count() // users)])[:users]
    paths = {person.pk: _paths(person) for person in people}
    first = people[0]
    sessions = [_session(person) for person in people]
    return {
        "customers": there or customers,
        "filled_s": 0.0 if there else filled,
        "sessions": sessions,
        "paths": {kind: [paths[person.pk][kind] for person in people] for kind in paths[first.pk]},
        "queries": {kind: _queries(sessions[0], made[0]) for kind, made in paths[first.pk].items()},
        "search": {who: _searches(person) for who, person in _searchers(first).items()},
    }


def _paths(person: Staff) -> dict[str, list[str]]:
    """The pages a manager reads, by kind."""
    mine = list(Customer.objects.filter(manager=person).order_by("pk")[:CUSTOMERS])
    some = random.Random(person.pk).sample(mine, min(20, len(mine)))  # noqa: S311 - a seed that repeats
    return {
        BARE: ["/password"],
        "customer": [f"/customers/{one.pk}" for one in some],
        "my day": ["/"],
        "list": ["/customers", "/customers?tier=wealth"],
        "search by name": [f"/customers?q={one.name}" for one in some],
        "search by initials": [f"/customers?q={_initials(one)}" for one in some],
        "search by phone tail": [f"/customers?q={one.phone[-4:]}" for one in some],
    }


def _initials(customer: Customer) -> str:
    """The shortest key in letters: what a hurried hand types."""
    found = NameKey.objects.filter(customer=customer).values_list("key", flat=True)
    return min((key for key in found if key.isascii()), key=len, default=customer.name)


def _session(person: Staff) -> str:
    """The cookie of somebody signed in."""
    client = Client()
    client.force_login(_user(person))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _user(person: Staff) -> User:
    return User.objects.filter(staff=person).first() or User.objects.create_user(person.pk, None, person)


def _queries(session: str, path: str) -> int:
    """Statements of a page, everything warm."""
    client = Client(headers={"Cookie": session, "Host": "127.0.0.1"})
    client.cookies.load(session)
    for _ in range(2):
        client.get(path)
    with _timed() as taken:
        client.get(path)
    return len(taken)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Seconds in the database of each statement meanwhile."""
    taken: list[float] = []

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken.append(time.perf_counter() - started)

    with connection.execute_wrapper(wrapper):
        yield taken


def _searchers(manager: Staff) -> dict[str, Staff]:
    """Who searches: a manager, the head of a branch with everyone below it."""
    head = Staff.objects.get(pk=f"{manager.institution_id.split('-')[0]}-H")
    return {"manager": manager, "branch head": head}


def _searches(person: Staff) -> Report:
    """Milliseconds in the database of a search, by what is typed."""
    at = timezone.now()
    viewer = viewer_for(_user(person), business_date(at))
    at_home = Customer.objects.filter(home_institution__in=subtree([person.institution_id]))
    below = Customer.objects.filter(manager=person) if person.position == "wealth_manager" else at_home
    some = random.Random(1).sample(list(below.order_by("pk")[:5_000]), SAMPLES)  # noqa: S311 - a seed that repeats
    ways = {
        "name": [one.name for one in some],
        "family name": [one.name[:1] for one in some],
        "initials": [_initials(one) for one in some],
        "phone tail": [one.phone[-4:] for one in some],
    }
    found: Report = {}
    for way, texts in ways.items():
        each = []
        for text in texts:
            with _timed() as taken:
                search(viewer, text, at=at)
            each.append(sum(taken))
        found[way] = percentiles(each)
    return found


# -- over HTTP --------------------------------------------------------------------------------------------------------


def _pages(needed: Report, port: int, server: int, base: int | None, pages: int) -> Report:
    """Each kind of page, all people at once and as fast as they go: latencies, processor time, ratio to a bare page."""
    found: Report = {}
    # Every kind first: whatever a worker does once, it does before the bare page that the others are compared with.
    for paths in needed["paths"].values():
        Drive(port, needed["sessions"], paths, 3).run()
    for kind, paths in needed["paths"].items():
        before = below(server), below(base) if base else 0.0
        run = Drive(port, needed["sessions"], paths, pages).run()
        app, data = below(server) - before[0], below(base) - before[1] if base else 0.0
        done = max(1, len(run.taken))
        cost = {"app": round(app / done * 1000, 2), "database": round(data / done * 1000, 2)}
        found[kind] = {"milliseconds": run.milliseconds(), "cpu_ms": cost, "errors": run.errors[:3]}
        bare = found[BARE]["cpu_ms"]
        found[kind]["ratio"] = round(sum(cost.values()) / max(sum(bare.values()), 0.01), 2)
    return found


def _mixed(needed: Report, port: int, pages: int, pause: float) -> Report:
    """All people at once, every kind in turn, with a pause between two pages as people make it."""
    kinds = [kind for kind in needed["paths"] if kind != BARE]
    turns = [
        [needed["paths"][kind][who][step % len(needed["paths"][kind][who])] for step in range(3) for kind in kinds]
        for who in range(len(needed["sessions"]))
    ]
    run = Drive(port, needed["sessions"], turns, pages, pause).run()
    return {"milliseconds": run.milliseconds(), "pages_per_second": round(len(run.taken) / run.seconds, 1),
            "errors": run.errors[:3]}  # fmt: skip


def lines(report: Report) -> list[str]:
    """The report as Markdown."""
    filled = f"filled in {report['filled_s']} s" if report["filled_s"] else "filled by an earlier run"
    said = [
        f"{report['customers']:,} customers ({filled}), {report['users']} people at once, "
        f"load {report['machine']['load_before']} to {report['load_after']}",
        "",
        "| page | queries | app ms | database ms | ratio | p50 ms | p95 ms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, one in report["pages"].items():
        cpu, taken = one["cpu_ms"], one["milliseconds"]
        said.append(
            f"| {kind} | {report['queries'][kind]} | {cpu['app']} | {cpu['database']} | {one['ratio']} "
            f"| {taken['p50']} | {taken['p95']} |{' errors: ' + str(one['errors']) if one['errors'] else ''}"
        )
    if mixed := report["mixed"]:
        taken = mixed["milliseconds"]
        said += ["", f"with a pause of {report['pause']} s: {mixed['pages_per_second']} pages/s, p50 {taken['p50']}, "
                 f"p95 {taken['p95']} ms, errors: {mixed['errors'] or 'none'}"]  # fmt: skip
    said += ["", "| search, database | p50 ms | p95 ms |", "|---|--:|--:|"]
    for who, ways in report["search"].items():
        said += [f"| {who}, {way} | {one['p50']} | {one['p95']} |" for way, one in ways.items()]
    return said
