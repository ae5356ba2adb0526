"""What was said on a recording: pasted or uploaded, checked by A18, accepted finding by finding."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tingtang.desk.inspections.pages import CARRY_OUT, inspection_for, staff_of
from tingtang.desk.language import lang, t
from tingtang.inspections import actions
from tingtang.inspections.errors import InspectionError
from tingtang.inspections.models import Inspection, State
from tingtang.inspections.said import Proposal, proposals
from tingtang.manual.rules.phrases.transcript import TranscriptError
from tingtang.organisation.access import requires, viewer_of

LONGEST = 20_000
MOST_LINES = 500


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.see")
def said(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """POST checks a transcript; with `accept` it writes down what was chosen. Nothing typed is kept but findings."""
    found = inspection_for(viewer_of(request), inspection_id, CARRY_OUT)
    if found.state != State.DRAFT:
        raise Http404(str(inspection_id))
    context: dict[str, Any] = {"one": found, "said": "", "found": None, "mistake": "", "chosen": [], "whom": "",
                               "people": staff_of(found)}  # fmt: skip
    if request.method == "POST":
        context |= {"chosen": request.POST.getlist("keys")[:MOST_LINES], "whom": request.POST.get("person_id", "")}
        context |= _checked(request, found)
        if "accept" in request.POST and not context["mistake"]:
            context["mistake"] = _accepted(request, found, context)
            if not context["mistake"]:
                return HttpResponseRedirect(reverse("inspections:inspection", args=[found.pk]))
    return render(request, "desk/inspections/said.html", context, status=422 if context["mistake"] else 200)


def _checked(request: HttpRequest, found: Inspection) -> dict[str, Any]:
    text = request.POST.get("said", "")
    file = request.FILES.get("file")
    if file is not None and not isinstance(file, list) and not text.strip():
        try:
            text = _decoded(file.read(4 * LONGEST + 1))
        except UnicodeDecodeError:
            return {"mistake": t("文件须为 UTF-8 或 GB 18030 文本", "The file is no text in UTF-8 or GB 18030")}
    if not text.strip():
        return {"said": text, "mistake": t("请粘贴或上传录音文字", "Paste or upload what was said")}
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        most = t(f"最多 {LONGEST} 字、{MOST_LINES} 行", f"{LONGEST} characters and {MOST_LINES} lines at most")
        return {"said": text, "mistake": most}
    try:
        given: list[Proposal] = proposals(text, found.on)
    except TranscriptError as refused:
        return {"said": text, "mistake": str(refused)}
    return {"said": text, "found": given}


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return text.replace("\0", "")


def _accepted(request: HttpRequest, found: Inspection, context: dict[str, Any]) -> str:
    try:
        actions.accept_said(
            by=viewer_of(request).staff_id, at=request.at, inspection_id=found.pk, said=context["said"],  # type: ignore[attr-defined]
            keys=context["chosen"], person_id=context["whom"].strip(),
        )  # fmt: skip
    except InspectionError as refused:
        return refused.text.pick(lang())
    return ""
