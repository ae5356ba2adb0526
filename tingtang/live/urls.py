"""Addresses of the live channel on the pages' side; the stream itself is tingtang/config/asgi.py."""

from django.urls import path

from tingtang.live import views

urlpatterns = [
    path("live/poll", views.poll, name="live-poll"),
    path("live/ticket", views.ticket, name="live-ticket"),
]
