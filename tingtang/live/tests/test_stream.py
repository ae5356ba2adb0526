"""The stream: what is committed reaches the open pages that may see it, in time, across a reconnect, once."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tingtang.live import queries, reader, tickets
from tingtang.live.hub import BUFFER, Hub
from tingtang.live.stream import Stream
from tingtang.live.tests.opened_page import drive, opened, say, ticket

pytestmark = pytest.mark.usefixtures("on_each_database")


def test_an_event_reaches_the_pages_that_follow_its_topic_and_no_other() -> None:
    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket("staff:S1")) as one, opened(app, ticket=ticket("staff:S2")) as two:
            assert (one.status, one.headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
            await one.next("beat")
            await two.next("beat")
            await say("staff:S1", n=1)
            await say("staff:S2", n=2)
            assert (await one.next(""))["payload"] == {"n": 1}
            assert (await two.next(""))["payload"] == {"n": 2}

    drive(scenario)


def test_a_page_that_lost_its_network_continues_where_it_was() -> None:
    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            await page.next("beat")
            await say(n=1)
            await page.next("")
            position = (await page.next("mark"))["position"]
        await say(n=2)
        await say("staff:S2", n=0)
        await say(n=3)
        async with opened(app, ticket=ticket(), headers={"last-event-id": position}) as page:
            assert [(await page.next(""))["payload"]["n"] for _ in range(2)] == [2, 3]
            await say(n=4)
            assert (await page.next(""))["payload"] == {"n": 4}

    drive(scenario)


def test_what_the_reader_brings_while_a_page_catches_up_is_told_once() -> None:
    async def scenario(app: Stream) -> None:
        at = timezone.now()
        drawn = await app.reader.query(lambda: queries.current(at=at))
        await say(n=1)
        listener = app.hub.join(["staff:S1"])
        app.hub.dispatch(await app.reader.query(lambda: queries.after(drawn, at=at)))
        told = await app._catch_up(listener, drawn, at)
        assert (told.count(b"duty.closed"), listener.chunks.qsize()) == (1, 0)

    drive(scenario)


def test_a_page_starts_from_the_position_it_was_drawn_at() -> None:
    async def scenario(app: Stream) -> None:
        drawn = await app.reader.query(lambda: str(queries.current(at=timezone.now())))
        await say(n=1)
        async with opened(app, ticket=ticket(), after=drawn) as page:
            assert (await page.next(""))["payload"] == {"n": 1}

    drive(scenario)


def test_events_in_the_middle_of_opening_are_neither_lost_nor_doubled_in_the_end() -> None:
    async def scenario(app: Stream) -> None:
        drawn = await app.reader.query(lambda: str(queries.current(at=timezone.now())))
        writing = asyncio.create_task(_write_many(40))
        seen: list[int] = []
        async with opened(app, ticket=ticket(), after=drawn) as page:
            while len(set(seen)) < 40:
                seen.append((await page.next(""))["payload"]["n"])
        await writing
        assert sorted(set(seen)) == list(range(40))

    drive(scenario)


async def _write_many(count: int) -> None:
    for n in range(count):
        await say(n=n)


@pytest.mark.parametrize(("query", "status"), [({}, 401), ({"ticket": "x:y:z"}, 401), ({"after": "nonsense"}, 422)])
def test_a_request_without_a_valid_ticket_or_position_is_refused(query: dict[str, str], status: int) -> None:
    async def scenario(app: Stream) -> None:
        given = query if "ticket" in query or not query else {**query, "ticket": ticket()}
        async with opened(app, **given) as page:
            assert page.status == status
            assert app.hub.listeners == set()

    drive(scenario)


def test_a_stream_ends_with_its_ticket() -> None:
    async def scenario(app: Stream) -> None:
        nearly = timezone.now() - tickets.LIFE + timedelta(seconds=4)
        async with opened(app, ticket=ticket(at=nearly)) as page:
            await asyncio.wait_for(page.ended.wait(), 60)

    drive(scenario, beat_seconds=0.1)


def test_a_silent_stream_beats_and_its_position_moves() -> None:
    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            first = await page.next("beat")
            await say("staff:S9")
            positions = {first["position"]}
            while len(positions) == 1:
                positions.add((await page.next("beat"))["position"])

    drive(scenario, beat_seconds=0.05)


def test_a_page_that_was_away_too_long_is_told_to_read_again() -> None:
    async def scenario(app: Stream) -> None:
        old = await app.reader.query(lambda: str(queries.current(at=timezone.now() - timedelta(days=3))))
        async with opened(app, ticket=ticket(), after=old) as page:
            assert (await page.next("reset"))["position"]

    drive(scenario)


def test_a_thousand_events_of_one_transaction_arrive() -> None:
    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            await page.next("beat")
            await say(times=1000)
            assert [(await page.next(""))["payload"]["n"] for _ in range(1000)] == list(range(1000))

    drive(scenario)


def test_a_page_that_goes_is_forgotten() -> None:
    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            await page.next("beat")
            assert len(app.hub.listeners) == 1
        assert app.hub.listeners == set()
        assert app.hub._by_topic == {}

    drive(scenario)


def test_a_page_too_slow_to_read_is_cut_off_rather_than_given_a_hole() -> None:
    async def scenario(_: Stream) -> None:
        listener = Hub().join(["staff:S1"])
        for n in range(BUFFER + 1):
            listener.offer(b"%d" % n)
        assert not listener.open
        assert listener.chunks.get_nowait() is None
        assert listener.chunks.empty()

    drive(scenario)


def test_on_postgresql_the_commit_itself_wakes_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no NOTIFY: the reader looks")
    monkeypatch.setattr(reader, "SAFETY_SECONDS", 60.0)

    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            await page.next("beat")
            await asyncio.sleep(0.5)
            for n in range(3):
                await say(n=n)
                assert (await page.next("", seconds=50))["payload"] == {"n": n}

    drive(scenario)


def test_a_stream_goes_on_after_the_database_closed_its_connections() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connections to lose")

    def close_all() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
        connection.close()

    async def scenario(app: Stream) -> None:
        async with opened(app, ticket=ticket()) as page:
            await page.next("beat")
            await say(n=1)
            await page.next("")
            await asyncio.get_running_loop().run_in_executor(None, close_all)
            await say(n=2)
            assert (await page.next("", seconds=30))["payload"] == {"n": 2}

    drive(scenario)
