"""Addresses of the lobby."""

from __future__ import annotations

from django.urls import include, path

app_name = "lobby"
urlpatterns = [
    path("", include("tingtang.lobby.urls_guest")),
    path("", include("tingtang.lobby.urls_staff")),
]
