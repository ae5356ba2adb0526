"""A gateway that is really there: an HTTP server that keeps what it is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


class Gateway:
    """What came in, and what it answers from now on."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port = server.server_address[1]
        self.came: list[dict[str, Any]] = []
        self.status = 200


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """The SMS gateway of this installation during the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.came.append(json.loads(body))
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Gateway(server)
    settings.MESSAGE_GATEWAYS = {"sms": f"json://127.0.0.1:{kept.port}/send?:phone={{to}}", "mail": ""}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()
