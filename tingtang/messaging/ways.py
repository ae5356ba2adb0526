"""The way out of the house: a gateway given as an Apprise address, or, without one, a file that says what would go.

TINGTANG_MESSAGES_SMS and TINGTANG_MESSAGES_MAIL hold the addresses; {to} in them stands for the number or address.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from tingtang.messaging.models import Message

log = logging.getLogger("tingtang.messaging")


class NotDelivered(RuntimeError):
    """The gateway did not take the message. It says the way only: numbers do not belong in logs."""


def hand_over(message: Message) -> None:
    """Give it to its gateway. Raises NotDelivered."""
    address = settings.MESSAGE_GATEWAYS.get(message.way, "")
    if address:
        _to_gateway(address, message)
    else:
        _to_file(message)


def _to_gateway(address: str, message: Message) -> None:
    from apprise import Apprise

    gateway = Apprise()
    if not gateway.add(address.replace("{to}", quote(message.to, safe=""))):
        raise NotDelivered(f"{message.way}: the gateway's address is not understood")
    if not gateway.notify(title=message.title, body=message.text):
        raise NotDelivered(f"{message.way}: the gateway did not take it")


def _to_file(message: Message) -> None:
    place = Path(settings.VAR) / "messages.jsonl"
    place.parent.mkdir(parents=True, exist_ok=True)
    line = {"key": message.key, "way": message.way, "to": message.to, "title": message.title, "text": message.text}
    kept = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(kept, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    log.info("message %s goes by no gateway: it is written into %s", message.pk, place)
