"""Addresses of checklists, registers and the head's board: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.routines.views import checklists, outlet_day, registers

app_name = "routines"
urlpatterns = [
    path("outlet-day", outlet_day.board, name="outlet_day"),
    path("checklists", checklists.lists, name="lists"),
    path("checklists/begin", checklists.begin, name="begin"),
    path("checklists/figures", checklists.figures, name="figures"),
    path("checklists/<int:filling_id>", checklists.filling, name="filling"),
    path("checklists/<int:filling_id>/hand-in", checklists.hand_in, name="hand_in"),
    path("checklists/lines/<int:line_id>", checklists.line, name="line"),
    path("checklists/lines/<int:line_id>/answer", checklists.answer, name="answer"),
    path("checklists/lines/<int:line_id>/mend", checklists.mend, name="mend"),
    path("checklists/lines/<int:line_id>/photo", checklists.photo, name="photo"),
    path("registers/licences", registers.register, {"name": "licences"}, name="licences"),
    path("registers/materials", registers.register, {"name": "materials"}, name="materials"),
    path("registers/keepers", registers.register, {"name": "keepers"}, name="keepers"),
    path("registers/stationed", registers.register, {"name": "stationed"}, name="stationed"),
    path("registers/accessibility", registers.register, {"name": "accessibility"}, name="accessibility"),
    path("registers/materials/<int:material_id>/withdraw", registers.withdraw, name="withdraw"),
    path("registers/stationed/<int:party_id>/renew", registers.renew, name="renew"),
    path("registers/stationed/<int:party_id>/leave", registers.leave, name="leave"),
]
