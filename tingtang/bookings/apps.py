"""The room's Django configuration."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """tingtang.bookings"""

    name = "tingtang.bookings"
    label = "bookings"
