"""Addresses of bookings: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.bookings.views import bookings, calendar, places

app_name = "bookings"
urlpatterns = [
    path("bookings", calendar.outlet, name="outlet"),
    path("bookings/mine", calendar.mine, name="mine"),
    path("bookings/expected", calendar.expected, name="expected"),
    path("bookings/register", calendar.register_page, name="register"),
    path("bookings/places", places.places, name="places"),
    path("bookings/places/add", places.place_added, name="place_add"),
    path("bookings/places/directions", places.directions_set, name="directions"),
    path("bookings/places/<int:resource_id>/<slug:step>", places.place_changed, name="place"),
    path("bookings/free", bookings.free, name="free"),
    path("bookings/feed", places.feed_page, name="feed_page"),
    path("bookings/feed/<slug:step>", places.feed_changed, name="feed_change"),
    path("bookings/calendar/<str:secret>.ics", places.feed, name="feed"),
    path("customers/<str:customer_id>/bookings", bookings.of_one_customer, name="of_customer"),
    path("customers/<str:customer_id>/book", bookings.book, name="book"),
    path("bookings/<int:booking_id>", bookings.booking, name="booking"),
    path("bookings/<int:booking_id>/move", bookings.moved, name="move"),
    path("bookings/<int:booking_id>/confirm", bookings.confirmed, name="confirm"),
    path("bookings/<int:booking_id>/arrive", bookings.arrived, name="arrive"),
    path("bookings/<int:booking_id>/<slug:how>", bookings.ended, name="end"),
]
