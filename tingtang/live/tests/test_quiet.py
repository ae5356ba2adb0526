"""Nobody there: nothing is read, nothing is listened for. Somebody there: they hear as before."""

import asyncio

import pytest
from django.db import connection

from tingtang.live import queries, reader
from tingtang.live.stream import Stream
from tingtang.live.tests.opened_page import drive, opened, say, ticket

pytestmark = pytest.mark.usefixtures("on_each_database")


def test_nobody_following_it_neither_reads_nor_listens_and_a_page_that_opens_hears_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "SAFETY_SECONDS", 60.0)
    asked: list[str] = []
    for name in ("current", "after"):
        asking = getattr(queries, name)
        monkeypatch.setattr(queries, name, lambda *a, _asking=asking, **k: (asked.append("read"), _asking(*a, **k))[1])

    async def scenario(app: Stream) -> None:
        app._start()
        for n in range(5):
            await say(n=n)
            await asyncio.sleep(0.1)
        assert asked == []
        assert await _listening(app) == 0
        for round_ in range(3):  # all have gone, somebody comes: the reader begins anew each time
            async with opened(app, ticket=ticket()) as page:
                await page.next("beat")
                await say(n=round_)
                assert (await page.next("", seconds=20))["payload"] == {"n": round_}
        await say(n=9)
        while app.reader._from is not None:
            await asyncio.sleep(0.05)
        quiet = len(asked)
        for n in range(5):
            await say(n=n)
            await asyncio.sleep(0.1)
        assert len(asked) == quiet

    drive(scenario)


async def _listening(app: Stream) -> int:
    """How many connections hold a LISTEN of ours."""
    if connection.vendor != "postgresql":
        return 0

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN tingtang_live%%'"
                " AND datname = current_database()"
            )
            return int(cursor.fetchone()[0])

    return await app.reader.query(count)
