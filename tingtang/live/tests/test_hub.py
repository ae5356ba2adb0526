"""Who listens to what: each page hears an event once, under the topic that it follows."""

from datetime import UTC, datetime

from tests.loops import run
from tingtang.live.cursor import Cursor
from tingtang.live.hub import Hub, Listener
from tingtang.live.models import OutboxEvent
from tingtang.live.queries import Batch

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _said(listener: Listener) -> str:
    return b"".join(chunk for chunk in [listener.chunks.get_nowait()] if chunk).decode()


def test_an_event_on_several_topics_is_heard_once_and_under_ones_own_topic() -> None:
    async def hear() -> list[str]:
        hub = Hub()
        listeners = [hub.join(topics) for topics in (["outlet:O1", "counter:1"], ["counter:1"])]
        event = OutboxEvent(pk=1, topic="outlet:O1 ticket:secret counter:1", name="lobby.changed", payload={}, at=AT)
        hub.dispatch(Batch((event,), Cursor(AT, "1")))
        return [_said(listener) for listener in listeners]

    both, counter = run(hear)
    assert both.count("lobby.changed") == counter.count("lobby.changed") == 1
    assert '"topic":"outlet:O1"' in both
    assert '"topic":"counter:1"' in counter
    assert "secret" not in both + counter
