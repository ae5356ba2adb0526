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
    path("", include("tingtang.desk.manual_urls")),
    path("", include("tingtang.desk.advice_urls")),
    path("", include("tingtang.desk.referral_urls")),
    path("", include("tingtang.desk.booking_urls")),
    path("", include("tingtang.desk.corporate_urls")),
    path("", include("tingtang.desk.contact_urls")),
    path("", include("tingtang.desk.handover_urls")),
    path("", include("tingtang.desk.outreach_urls")),
    path("", include("tingtang.desk.opinion_urls")),
    path("", include("tingtang.desk.complaint_urls")),
    path("", include("tingtang.desk.inspection_urls")),
    path("", include("tingtang.desk.routine_urls")),
    path("", include("tingtang.desk.meeting_urls")),
    path("", include("tingtang.desk.drill_urls")),
    path("", include("tingtang.desk.satisfaction_urls")),
    path("", include("tingtang.desk.urls")),
]

handler400 = "tingtang.config.refusals.garbled"
handler403 = "tingtang.config.refusals.forbidden"
handler404 = "tingtang.config.refusals.missing"
handler500 = "tingtang.config.refusals.failed"
