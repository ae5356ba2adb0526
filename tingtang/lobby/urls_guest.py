"""Addresses of what customers see, included by the room's urls.py."""

from __future__ import annotations

from django.urls import path

from tingtang.lobby.views import guest_kiosk, guest_panel, guest_screen, guest_ticket

urlpatterns = [
    path("kiosk/<str:institution_id>", guest_kiosk.kiosk, name="kiosk"),
    path("kiosk/<str:institution_id>/ticket", guest_kiosk.ticket, name="kiosk_ticket"),
    path("kiosk/<str:institution_id>/known", guest_kiosk.known, name="kiosk_known"),
    path("t/<str:ticket_key>", guest_ticket.ticket, name="ticket"),
    path("t/<str:ticket_key>/leave", guest_ticket.leave_line, name="ticket_leave"),
    path("t/<str:ticket_key>/rating", guest_ticket.rating, name="ticket_rating"),
    path("screen/<str:institution_id>", guest_screen.screen, name="screen"),
    path("panel", guest_panel.choose, name="panel_choose"),
    path("panel/<int:counter_id>", guest_panel.page, name="panel"),
    path("panel/<int:counter_id>/now", guest_panel.now, name="panel_now"),
    path("panel/<int:counter_id>/asked", guest_panel.asked, name="panel_asked"),
    path("panel/<int:counter_id>/rating", guest_panel.rating, name="panel_rating"),
]
