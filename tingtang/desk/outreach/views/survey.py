"""客户信息调查表: prefilled with what is known, filled in with the customer, printable (A21.2c)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tingtang.audit.actions import log_read
from tingtang.customers.fields import FIELDS, LONGEST, fields_of
from tingtang.customers.information import latest_entries, values_of
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk.customers.information import shown
from tingtang.desk.forms import mistakes
from tingtang.desk.language import lang
from tingtang.desk.outreach.campaign_forms import SurveyForm
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.outreach.actions import fill_survey
from tingtang.outreach.actions.surveys import asked
from tingtang.outreach.criteria import TYPES
from tingtang.outreach.models import Survey
from tingtang.shared.refusal import Refused


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.record")
def survey(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The form; POST keeps it, all or nothing. Opening it leaves a trace: it shows what is otherwise sealed."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    place = customer.home_institution_id
    if request.method == "GET":
        log_read(
            by=viewer.actor, at=at, subject=("customer", customer.pk), action="survey.read", institution=place, tie=tie
        )
        return _page(request, customer, Masker(viewer, tie))
    form = SurveyForm(request.POST)
    wrong: dict[str, str] = {}
    if form.is_valid():
        answers = {name: request.POST.get(name, "")[: LONGEST + 1] for name in asked(customer.kind)}
        interests = request.POST.getlist("interests")[: len(TYPES) + 1]
        try:
            fill_survey(
                customer_id=customer.pk, answers=_kept(customer, answers), interests=interests, by=viewer.staff_id,
                at=at, **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("desk:information", args=[customer.pk]))
        except Refused as refused:
            wrong = {refused.field: refused.text.pick(lang())}
    return _page(request, customer, Masker(viewer, tie), {**mistakes(form), **wrong})


def _held(customer: Customer) -> dict[str, str]:
    return values_of(customer, latest_entries([customer.pk]).get(customer.pk, {}))


def _kept(customer: Customer, answers: dict[str, str]) -> dict[str, str]:
    """A sealed field that was left empty, or as its mask, stays as it is: nobody blanks what they were not shown."""
    held, mask = _held(customer), Masker(None, None)
    return {
        name: held[name] if sealed(name) and text.strip() in ("", str(mask.field(name, held[name]))) else text
        for name, text in answers.items()
    }


def sealed(name: str) -> bool:
    """Whether a field stays masked even for whoever is tied to the customer."""
    return Masker(None, None).masks(name)


def _page(request: HttpRequest, customer: Customer, mask: Masker, wrong: dict[str, str] | None = None) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    held, post = _held(customer), request.POST
    last = Survey.objects.filter(customer=customer).order_by("-at", "-pk").first()
    names = asked(customer.kind)
    context = {
        "customer": customer,
        "name": mask.field("name", customer.name),
        "core": [(one.name, shown(one.name, held[one.name], mask)) for one in fields_of(customer.kind) if one.core],
        "asked": [FIELDS[name] for name in names],
        "sealed": {name: shown(name, held[name], mask) for name in names if sealed(name) and held[name]},
        "values": {name: post.get(name, "" if sealed(name) else held[name]) for name in names}
        | {"goals": post.get("goals", last.goals if last else "")},
        "interests": post.getlist("interests") if wrong is not None else last.interests if last else [],
        "confirmed": "confirmed" in post,
        "types": TYPES,
        "mistakes": wrong or {},
        "last": last,
        "viewer": viewer,
        "at": at,
    }
    return render(request, "desk/outreach/survey.html", context, status=200 if wrong is None else 422)
