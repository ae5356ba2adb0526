"""/healthz: the process answers. /readyz: it can work. Before every other middleware: no session, host or redirect."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from tingtang.jobs.queries import clock_seen_at

Handler = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers the two addresses that load balancers and supervisors ask."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path_info == "/readyz":
            return self._ready()
        return self.get_response(request)

    def _ready(self) -> JsonResponse:
        """200 when the database answers and is migrated, else 503; `clock` says when a scheduler was last seen."""
        state: dict[str, object] = {"database": False, "migrated": False, "clock": None}
        try:
            state["migrated"] = self._is_migrated()
            state["database"] = True
            if state["migrated"]:
                seen = clock_seen_at()
                state["clock"] = seen.isoformat() if seen else None
        except DatabaseError:
            connection.close()
        ready = state["database"] and state["migrated"]
        return JsonResponse({"ready": bool(ready), **state}, status=200 if ready else 503)

    def _is_migrated(self) -> bool:
        """Asked of the database each time until it is; then a live connection is enough."""
        if self._migrated:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        else:
            executor = MigrationExecutor(connection)
            self._migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self._migrated
