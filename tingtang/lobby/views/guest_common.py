"""What the customer-facing views share: whose page it is, its language, the code that leads to a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from tingtang.lobby.models import Counter
from tingtang.organisation.access import may_at, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared import spoken

DJANGO_NAMES = {"zh": "zh-hans", "en": "en"}


def outlet_for(request: HttpRequest, capability: str, institution_id: str) -> Institution:
    """The outlet of an address. Raises Http404, or PermissionDenied where the viewer does not hold `capability`."""
    outlet = Institution.objects.filter(pk=institution_id).first()
    if outlet is None:
        raise Http404(institution_id)
    if not may_at(viewer_of(request), capability, institution_id):
        raise PermissionDenied(capability)
    return outlet


def counter_for(request: HttpRequest, capability: str, counter_id: int) -> Counter:
    """The counter of an address, with its outlet. Raises as `outlet_for`."""
    counter = Counter.objects.select_related("institution").filter(pk=counter_id).first()
    if counter is None:
        raise Http404(str(counter_id))
    if not may_at(viewer_of(request), capability, counter.institution_id):
        raise PermissionDenied(capability)
    return counter


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it pages speak `language` ("zh" | "en"), whatever the device's cookie says: the next customer has none."""
    code = "en" if language == "en" else "zh"
    with spoken.speaking(code), translation.override(DJANGO_NAMES[code]):
        yield


def in_language(response: HttpResponse, language: str) -> HttpResponse:
    """The answer, saying in which language it speaks."""
    response.headers["Content-Language"] = "en" if language == "en" else "zh-Hans"
    return response


def ticket_code(request: HttpRequest, key: str) -> Markup:
    """A QR code (SVG) of the ticket's public page. TINGTANG_PUBLIC_URL where phones reach us by another name."""
    address = reverse("lobby:ticket", args=[key])
    full = f"{settings.PUBLIC_URL}{address}" if settings.PUBLIC_URL else request.build_absolute_uri(address)
    return Markup(segno.make(full, error="m", micro=False).svg_inline(omitsize=True, border=0))  # noqa: S704 - our own


def is_part(request: HttpRequest) -> bool:
    """Whether an open page asks for its part alone."""
    return request.headers.get("HX-Request") == "true"
