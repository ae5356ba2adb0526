"""Addresses of inspections: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.inspections.views import field as inspection_field
from tingtang.desk.inspections.views import findings, inspections
from tingtang.desk.inspections.views import plans as inspection_plans
from tingtang.desk.inspections.views import results as inspection_results
from tingtang.desk.inspections.views import said as inspection_said

app_name = "inspections"
urlpatterns = [
    path("inspections", inspections.overview, name="overview"),
    path("inspections/new", inspections.new, name="new"),
    path("inspections/sheets/new", inspections.new_sheet, name="new_sheet"),
    path("inspections/plan", inspection_plans.plan, name="plan"),
    path("inspections/plan/<int:planned_id>", inspection_plans.appointed, name="appoint"),
    path("inspections/daily", inspection_plans.daily, name="daily"),
    path("inspections/lists", inspection_plans.lists, name="lists"),
    path("inspections/results", inspection_results.results, name="results"),
    path("inspections/findings", inspection_results.findings, name="findings"),
    path("inspections/awards", inspection_results.awards, name="awards"),
    path("inspections/awards/<int:award_id>/withdraw", inspection_results.award_withdrawn, name="withdraw_award"),
    path("inspections/worker.js", inspection_field.worker, name="worker"),
    path("inspections/<int:inspection_id>", inspections.inspection, name="inspection"),
    path("inspections/<int:inspection_id>/field", inspection_field.field, name="field"),
    path("inspections/<int:inspection_id>/send", inspection_field.sent, name="send"),
    path("inspections/<int:inspection_id>/photos/<int:photo_id>", inspection_field.photo, name="photo"),
    path("inspections/<int:inspection_id>/said", inspection_said.said, name="said"),
    path("inspections/<int:inspection_id>/report.pdf", inspection_results.report, {"kind": "pdf"}, name="report_pdf"),
    path(
        "inspections/<int:inspection_id>/report.docx", inspection_results.report, {"kind": "docx"}, name="report_docx"
    ),
    path("inspections/<int:inspection_id>/rectified", inspection_results.reported, name="rectified"),
    path("inspections/<int:inspection_id>/mark", inspections.marked, name="mark"),
    path("inspections/<int:inspection_id>/close", inspections.closed, name="close"),
    path("inspections/<int:inspection_id>/publish", inspections.published, name="publish"),
    path("inspections/<int:inspection_id>/find", findings.found, name="find"),
    path("findings/<int:finding_id>", findings.finding, name="finding"),
    path("findings/<int:finding_id>/mend", findings.mended, name="mend"),
    path("findings/<int:finding_id>/look", findings.looked, name="look"),
]
