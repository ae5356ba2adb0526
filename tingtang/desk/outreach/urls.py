"""Addresses of outreach: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.outreach.views import board, campaigns, lists, plans, survey, targets

app_name = "outreach"
urlpatterns = [
    path("board", board.board, name="board"),
    path("lists", lists.lists_page, name="lists"),
    path("lists/save", lists.save, name="save"),
    path("lists/plan", lists.plan, name="plan"),
    path("lists/export", lists.export, name="export"),
    path("lists/plans", lists.plans, name="plans"),
    path("lists/<int:list_id>/remove", lists.remove, name="remove"),
    path("targets", targets.targets, name="targets"),
    path("targets/set", targets.set_one, name="set_target"),
    path("targets/report", targets.report, name="report"),
    path("targets/report.xlsx", targets.report_file, name="report_file"),
    path("targets/sign", targets.sign, name="sign"),
    path("campaigns", campaigns.campaigns, name="campaigns"),
    path("campaigns/new", campaigns.new, name="new_campaign"),
    path("campaigns/<int:campaign_id>", campaigns.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/guests", campaigns.add_guests, name="add_guests"),
    path("campaigns/<int:campaign_id>/guests/<int:guest_id>", campaigns.guest, name="guest"),
    path("campaigns/<int:campaign_id>/prepared/<int:preparation_id>", campaigns.prepare, name="prepare"),
    path("campaigns/<int:campaign_id>/<slug:ending>", campaigns.end, name="end_campaign"),
    path("plans", plans.plans, name="client_plans"),
    path("customers/<str:customer_id>/plan", plans.plan, name="client_plan"),
    path("customers/<str:customer_id>/plan/<int:plan_id>/steps", plans.add, name="add_step"),
    path("customers/<str:customer_id>/plan/<int:plan_id>/steps/<int:step_id>", plans.tick, name="tick_step"),
    path("customers/<str:customer_id>/plan/<int:plan_id>/review", plans.review, name="review_plan"),
    path("customers/<str:customer_id>/opinion", plans.opinion, name="opinion"),
    path("customers/<str:customer_id>/survey", survey.survey, name="survey"),
]
