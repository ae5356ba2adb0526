"""Addresses of cards: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.customers.views import imports
from tingtang.desk.referrals.views import board, cards

app_name = "referrals"
urlpatterns = [
    path("referrals", cards.mine, name="mine"),
    path("referrals/new", cards.new, name="new"),
    path("referrals/tidy", cards.tidied, name="tidy"),
    path("referrals/prospects", board.prospects, name="prospects"),
    path("referrals/imports", imports.prospects, name="imports"),
    path("referrals/imports/<int:file_id>", imports.prospect_file, name="import"),
    path("referrals/board", board.board, name="board"),
    path("referrals/report", board.report, name="report"),
    path("referrals/report.csv", board.report_file, name="report_file"),
    path("referrals/<int:referral_id>", cards.card, name="card"),
    path("referrals/<int:referral_id>/accept", cards.accepted, name="accept"),
    path("referrals/<int:referral_id>/outcome", cards.outcome, name="outcome"),
    path("referrals/<int:referral_id>/hand-back", cards.handed_back, name="hand_back"),
    path("referrals/<int:referral_id>/reassign", cards.reassigned, name="reassign"),
    path("referrals/<int:referral_id>/reveal/<slug:field>", cards.reveal_field, name="reveal"),
]
