"""Addresses of the opinion book: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.opinions import views as opinions

app_name = "opinions"
urlpatterns = [
    path("opinions", opinions.book, name="book"),
    path("opinions/new", opinions.new, name="new"),
    path("opinions/read", opinions.read, name="read"),
    path("opinions/figures", opinions.figures, name="figures"),
    path("opinions/<int:opinion_id>", opinions.entry, name="entry"),
    path("opinions/<int:opinion_id>/answer", opinions.answered, name="answer"),
    path("opinions/<int:opinion_id>/call", opinions.called, name="call"),
    path("opinions/<int:opinion_id>/number", opinions.number, name="number"),
    path("opinions/<int:opinion_id>/photo", opinions.photo, name="photo"),
]
