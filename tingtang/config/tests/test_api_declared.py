"""What the interface's document says of refusals."""

from __future__ import annotations

from tingtang.config.api import api


def test_every_operation_of_the_lobby_declares_its_refusals() -> None:
    paths = {path: what for path, what in api.get_openapi_schema()["paths"].items() if "/lobby/" in path}
    assert {
        "/api/lobby/tickets",
        "/api/lobby/counters/{counter_id}/call-next",
        "/api/lobby/outlets/{outlet_id}/recognise",
    } <= set(paths)
    for path, operations in paths.items():
        for operation in operations.values():
            assert {401, 403, 404, 409, 422} <= set(operation["responses"]), path
