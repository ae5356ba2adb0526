"""Addresses of bookings: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.views import booking_calendar as calendar
from tingtang.desk.views import bookings

app_name = "bookings"
urlpatterns = [
    path("bookings", calendar.outlet, name="outlet"),
    path("bookings/mine", calendar.mine, name="mine"),
    path("bookings/register", calendar.register_page, name="register"),
    path("customers/<str:customer_id>/book", bookings.book, name="book"),
    path("bookings/<int:booking_id>", bookings.booking, name="booking"),
    path("bookings/<int:booking_id>/move", bookings.moved, name="move"),
    path("bookings/<int:booking_id>/confirm", bookings.confirmed, name="confirm"),
    path("bookings/<int:booking_id>/arrive", bookings.arrived, name="arrive"),
    path("bookings/<int:booking_id>/<slug:how>", bookings.ended, name="end"),
]
