"""Addresses of handovers: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.handovers import views as handovers

app_name = "handovers"
urlpatterns = [
    path("handovers", handovers.listed, name="listed"),
    path("handovers/new", handovers.new, name="new"),
    path("handovers/accounts", handovers.accounts, name="accounts"),
    path("handovers/<int:handover_id>", handovers.handover, name="handover"),
    path("handovers/<int:handover_id>/sign", handovers.signed, name="sign"),
    path("handovers/<int:handover_id>/end", handovers.ended, name="end"),
]
