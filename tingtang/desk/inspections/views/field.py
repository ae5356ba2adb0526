"""Doing an inspection on a phone: a page that works without a network, and what it sends, once each."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.audit.actions import log_read
from tingtang.desk.assets import DIST, static
from tingtang.desk.inspections.pages import CARRY_OUT, inspection_for, points, staff_of
from tingtang.desk.language import lang, t
from tingtang.inspections import actions
from tingtang.inspections.actions import Found, Package
from tingtang.inspections.errors import BadInput, ChangedMeanwhile, InspectionError
from tingtang.inspections.models import Inspection, Photo, Severity, State
from tingtang.organisation.access import requires, viewer_of
from tingtang.shared.text import Bilingual

MOST_FINDINGS = 100
LONGEST_KEY = 64
MOST_BYTES = 20 * 1024 * 1024  # more than any photo that is taken
GARBLED = Bilingual("发送的内容无法识别", "what was sent cannot be read")
NO_NUMBER = Bilingual("请填写数字", "Give a number")


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def field(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The page of an inspection under way for a phone; what is typed stays in the browser until it is sent."""
    viewer = viewer_of(request)
    found = inspection_for(viewer, inspection_id, CARRY_OUT)
    if found.state != State.DRAFT:
        raise Http404(str(inspection_id))
    context = {
        "one": found, "items": list(found.sheet.items.select_related("scale").order_by("n")), "people": staff_of(found),
        "severities": Severity.values, "findings": list(found.findings.order_by("pk")),
        "data": {"inspection": found.pk, "user": viewer.staff_id, **_stands(found)},
    }  # fmt: skip
    return render(request, "desk/inspections/field.html", context)


def _stands(found: Inspection) -> dict[str, Any]:
    """How the inspection stands here: what a phone compares its own with."""
    marks = {
        str(one.item_id): {"off": not one.applies, "score": "" if one.score is None else points(one.score)}
        for one in found.marks.all()
    }
    return {"edition": found.edition, "marks": marks, "findings": found.findings.count()}


@require_POST
@login_required
@requires("inspection.see")
def sent(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Take in what a phone kept: all of it or nothing. JSON answers: how it stands, or what is wrong and where.

    409 tells of another editor, with what stands here, so that the phone can show both; nothing is overwritten.
    """
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = inspection_for(viewer, inspection_id, CARRY_OUT)
    try:
        key, edition, package = _package(request)
        found = actions.send(
            by=viewer.staff_id, at=at, inspection_id=found.pk, edition=edition, key=key, package=package
        )
    except BadInput as refused:
        return _refused(422, refused, field=refused.field)
    except ChangedMeanwhile as refused:
        return _refused(409, refused, why="changed", **_stands(Inspection.objects.get(pk=found.pk)))
    except InspectionError as refused:
        return _refused(409, refused, why="state")
    return JsonResponse(_stands(found))


def _refused(status: int, refused: InspectionError, **more: Any) -> JsonResponse:
    return JsonResponse({"text": refused.text.pick(lang()), **more}, status=status)


def _package(request: HttpRequest) -> tuple[str, int, Package]:
    """(key, edition, package) of a form whose field `package` is JSON and whose files are the photos it names.

    Of `marks` each is a score, `off` for what does not apply, or null for a score that was cleared.
    """
    try:
        said = json.loads(request.POST.get("package", ""))
        key, edition = str(said["key"]), int(said["edition"])
        cleared = [_key(item) for item, one in said["marks"].items() if one is None]
        marks = {_key(item): _score(item, one) for item, one in said["marks"].items() if one is not None}
        photos = [(_key(one["item"]), _photo(request, one["id"])) for one in said["photos"]]
        findings = [_found(request, one) for one in said["findings"][:MOST_FINDINGS]]
    except BadInput:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadInput("package", GARBLED) from error
    if not 0 < len(key) <= LONGEST_KEY or not 0 <= edition < 2**31 or "\0" in key:
        raise BadInput("package", GARBLED)
    return key, edition, Package(marks, findings, photos, cleared)


def _key(said: object) -> int:
    """The id of an item; ValueError for what no database holds."""
    key = int(str(said))
    if not 0 <= key < 2**63:
        raise ValueError(said)
    return key


def _score(item: str, said: dict[str, Any]) -> Decimal | None:
    if said["off"] is True:
        return None
    try:
        score = Decimal(str(said["score"]).strip())
    except InvalidOperation:
        score = Decimal("NaN")
    if not score.is_finite() or abs(score.adjusted()) > 9:
        raise BadInput(str(int(item)), NO_NUMBER)
    return score


def _found(request: HttpRequest, said: dict[str, Any]) -> Found:
    severity = int(said["severity"])
    words = [str(said[name])[:1000].replace("\0", "") for name in ("article", "text", "person")]
    if severity not in Severity.values:
        raise ValueError(severity)
    photos = tuple(_photo(request, one) for one in said["photos"])
    return Found(words[0].strip(), words[1], words[2].strip(), severity, photos)


def _photo(request: HttpRequest, key: object) -> bytes:
    file = request.FILES.get(f"photo-{key}")
    if file is None or isinstance(file, list):
        raise ValueError(f"photo-{key}")
    return bytes(file.read(MOST_BYTES))


@require_GET
@login_required
@requires("inspection.see")
def photo(request: HttpRequest, inspection_id: int, photo_id: int) -> HttpResponse:
    """A photo as it was kept, to whoever sees the inspection: an audited read."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = inspection_for(viewer, inspection_id)
    kept = Photo.objects.filter(pk=photo_id, inspection=found).first()
    if kept is None:
        raise Http404(str(photo_id))
    log_read(by=viewer.actor, at=at, action="inspection.photo", subject=("inspection", str(found.pk)))
    return HttpResponse(bytes(kept.content), content_type=kept.media)


@require_GET
@login_required
@requires("inspection.see")
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page of an inspection for when there is no network; its scope is its folder."""
    if not viewer_of(request).staff_id:
        raise PermissionDenied("inspection.see")
    name = static("field-worker.js").rsplit("/", 1)[-1]
    file = DIST / name
    if not file.is_file():
        raise Http404(t("前端尚未构建", "the front end is not built"))
    return HttpResponse(file.read_bytes(), content_type="text/javascript; charset=utf-8")
