"""The root of every address: each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tingtang.config import api_docs
from tingtang.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),  # first: devices call it many times a second
    path("", include("tingtang.live.urls")),
    path("", include("tingtang.organisation.urls")),
    path("developers", api_docs.docs, name="api_docs"),
    path("sso/", include("tingtang.organisation.sso_urls")),
    path("", include("tingtang.lobby.urls")),
    path("", include("tingtang.desk.manual.urls")),
    path("", include("tingtang.desk.advice.urls")),
    path("", include("tingtang.desk.referrals.urls")),
    path("", include("tingtang.desk.bookings.urls")),
    path("", include("tingtang.desk.corporate.urls")),
    path("", include("tingtang.desk.contacts.urls")),
    path("", include("tingtang.desk.handovers.urls")),
    path("", include("tingtang.desk.outreach.urls")),
    path("", include("tingtang.desk.opinions.urls")),
    path("", include("tingtang.desk.complaints.urls")),
    path("", include("tingtang.desk.inspections.urls")),
    path("", include("tingtang.desk.routines.urls")),
    path("", include("tingtang.desk.meetings.urls")),
    path("", include("tingtang.desk.drills.urls")),
    path("", include("tingtang.desk.satisfaction.urls")),
    path("", include("tingtang.desk.urls")),
]

handler400 = "tingtang.config.refusals.garbled"
handler403 = "tingtang.config.refusals.forbidden"
handler404 = "tingtang.config.refusals.missing"
handler500 = "tingtang.config.refusals.failed"
