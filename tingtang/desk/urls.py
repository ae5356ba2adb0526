"""Addresses of the pages that join several rooms."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from tingtang.desk import language
from tingtang.desk.contacts.views import contact
from tingtang.desk.customers.views import customers, drafts, duplicates, imports, information, quality
from tingtang.desk.duties.views import compliance, day, duty
from tingtang.desk.operations import views as operations


class Day:
    """A date in an address: 2026-11-23."""

    regex = r"(19|20)\d{2}-\d{2}-\d{2}"  # no page is about another century, and the calendar ends at the year 9999

    def to_python(self, value: str) -> date:
        """The date; ValueError (no such page) when there is no such day."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The date as ISO text."""
        return value.isoformat()


register_converter(Day, "day")

app_name = "desk"
urlpatterns = [
    path("", day.day, name="day"),
    path("month/<day:first>", day.month, name="month"),
    path("month-day/<day:on>", day.month_day, name="month_day"),
    path("customers", customers.customers, name="customers"),
    path("customers/<str:customer_id>", customers.customer, name="customer"),
    path("customers/<str:customer_id>/brief", customers.brief, name="brief"),
    path("customers/<str:customer_id>/contact", contact.record, name="record"),
    path("customers/<str:customer_id>/contact/preview", contact.preview, name="preview"),
    path("customers/<str:customer_id>/call", contact.call, name="call"),
    path("customers/<str:customer_id>/reveal/<slug:field>", contact.reveal_field, name="reveal"),
    path("customers/<str:customer_id>/information", information.fields, name="information"),
    path("customers/<str:customer_id>/information/confirm", information.confirm, name="confirm"),
    path("customers/<str:customer_id>/consent", information.consent, name="consent"),
    path("customers/<str:customer_id>/information/<slug:field>", information.field, name="information_field"),
    path("corrections", information.corrections, name="corrections"),
    path("corrections/<int:correction_id>", information.correction, name="correction"),
    path("information", quality.figures, name="figures"),
    path("information/files", quality.files, name="figure_files"),
    path("information/imports", imports.imports, name="imports"),
    path("information/imports/<int:import_id>", imports.batch, name="import"),
    path("information/duplicates", duplicates.pairs, name="duplicates"),
    path("information/duplicates/check", duplicates.check, name="duplicate_check"),
    path("information/duplicates/<int:pair_id>", duplicates.pair, name="duplicate"),
    path("information/merges/<int:merge_id>", duplicates.merge, name="merge"),
    path("drafts/<path:form>", drafts.draft, name="draft"),
    path("duties/<int:duty_id>/why", duty.why, name="why"),
    path("duties/<int:duty_id>/excuse", duty.excuse, name="excuse"),
    path("excuses", duty.excuses, name="excuses"),
    path("excuses/<int:excuse_id>", duty.decide, name="decide"),
    path("arrivals/<int:arrival_id>/seen", day.arrived, name="arrived"),
    path("team", compliance.team, name="team"),
    path("team/notices/<int:notice_id>/seen", compliance.seen, name="seen"),
    path("compliance", compliance.compliance, name="compliance"),
    path("compliance/cases", compliance.case_list, name="cases"),
    path("operations", operations.operations, name="operations"),
    path("quarantine", operations.quarantine, name="quarantine"),
    path("operations/jobs/<int:job_id>/retry", operations.retry, name="retry"),
    path("operations/jobs/<int:job_id>/drop", operations.drop, name="drop"),
    path("language", language.switch, name="language"),
]
