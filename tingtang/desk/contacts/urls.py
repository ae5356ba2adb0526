"""Addresses of contacts: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.contacts.views import attrition, market

app_name = "contacts"
urlpatterns = [
    path("attrition", attrition.board, name="attrition"),
    path("customers/<str:customer_id>/attrition", attrition.result, name="attrition_result"),
    path("market-events", market.listed, name="events"),
    path("market-events/new", market.new, name="event_new"),
    path("market-events/<int:event_id>", market.event, name="event"),
    path("market-events/<int:event_id>/edit", market.edit, name="event_edit"),
    path("market-events/<int:event_id>/open", market.opened, name="event_open"),
]
