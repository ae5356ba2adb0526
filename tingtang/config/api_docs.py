"""The interface described: a page in the product's own look, and OpenAPI JSON. For staff, devices and systems."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tingtang.config.api import api
from tingtang.organisation.access import requires
from tingtang.organisation.api import ERRORS, needs


@require_safe
@requires("api.docs")
def docs(request: HttpRequest) -> HttpResponse:
    """GET /developers: every operation with its inputs and answers."""
    return render(request, "organisation/api_docs.html", {"operations": operations(), "title": api.title})


@api.get(
    "/openapi.json",
    auth=needs("api.docs"),
    response={200: dict[str, Any], **ERRORS},
    summary="This description",
    tags=["organisation"],
)
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # ninja's signature
    """OpenAPI, as the page at /developers reads it."""
    return JsonResponse(_schema())


@cache
def _schema() -> dict[str, Any]:
    """Made once a process: it takes a second, and nothing of it changes while we run."""
    return dict(api.get_openapi_schema(path_prefix="/api/"))


def operations() -> list[dict[str, Any]]:
    """Operations in the order of their paths: {method, path, summary, description, parameters, answers}."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "answers": sorted(operation.get("responses", {})),
        }
        for path, methods in sorted(_schema()["paths"].items())
        for method, operation in methods.items()
    ]
