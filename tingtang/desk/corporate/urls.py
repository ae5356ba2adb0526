"""Addresses of corporate work: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.corporate.views import leads, work

app_name = "corporate"
urlpatterns = [
    path("corporate", leads.board, name="board"),
    path("corporate/new", leads.new, name="new"),
    path("corporate/leads/<int:lead_id>", leads.lead_page, name="lead"),
    path("corporate/leads/<int:lead_id>/reveal/<slug:lead_field>", leads.reveal_field, name="reveal"),
    path("corporate/leads/<int:lead_id>/do/<slug:lead_step>", leads.step, name="step"),
    path("corporate/leads/<int:lead_id>/proposal-<int:version>.<str:file_kind>", leads.proposal_file, name="proposal"),
    path("corporate/prospects", work.prospects_page, name="prospects"),
    path("corporate/prospects/take", work.taken, name="take"),
    path("corporate/visits", work.visits, name="visits"),
    path("corporate/visits/<int:visit_id>", work.visit, name="visit"),
    path("corporate/visits/<int:visit_id>/do/<slug:visit_step>", work.visit_done, name="visit_step"),
    path("corporate/openings", work.openings, name="openings"),
    path("corporate/openings/<int:opening_id>/<slug:opening_step>", work.opening_done, name="opening_step"),
    path("corporate/needs", work.needs, name="needs"),
    path("corporate/needs/<int:need_id>/answer", work.answered, name="answer"),
    path("corporate/segments", work.segments, name="segments"),
]
