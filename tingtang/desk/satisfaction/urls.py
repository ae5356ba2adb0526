"""Addresses of satisfaction: a room whose pages stand in the desk, and the questionnaires that customers see."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.satisfaction.views import (
    assessments,
    guest_questionnaire,
    questionnaires,
    satisfaction,
    stars,
    symposiums,
)

app_name = "satisfaction"
urlpatterns = [
    path("satisfaction", satisfaction.overview, name="overview"),
    path("satisfaction/analyse", satisfaction.analysed, name="analyse"),
    path("satisfaction/export/<str:table>", satisfaction.exported, name="export"),
    path("satisfaction/ratings", satisfaction.ratings, name="ratings"),
    path("satisfaction/ratings/<str:institution_id>", satisfaction.rated_day, name="rated_day"),
    path("satisfaction/questionnaires", questionnaires.listed, name="questionnaires"),
    path("satisfaction/questionnaires/new", questionnaires.new, name="new_questionnaire"),
    path("satisfaction/questionnaires/<int:questionnaire_id>", questionnaires.questionnaire, name="questionnaire"),
    path("satisfaction/questionnaires/<int:questionnaire_id>/publish", questionnaires.published, name="publish"),
    path("satisfaction/questionnaires/<int:questionnaire_id>/end", questionnaires.ended, name="end"),
    path("satisfaction/questionnaires/<int:questionnaire_id>/slips", questionnaires.slips, name="slips"),
    path("satisfaction/questionnaires/<int:questionnaire_id>/results", questionnaires.results, name="results"),
    path("satisfaction/symposiums", symposiums.listed, name="symposiums"),
    path("satisfaction/symposiums/new", symposiums.new, name="new_symposium"),
    path("satisfaction/symposiums/<int:symposium_id>", symposiums.symposium, name="symposium"),
    path("satisfaction/tasks/<int:symposium_task_id>", symposiums.task, name="task"),
    path("satisfaction/tasks/<int:symposium_task_id>/done", symposiums.task_done, name="task_done"),
    path("satisfaction/stars", stars.listed, name="stars"),
    path("satisfaction/stars/criteria", stars.criteria, name="criteria"),
    path("satisfaction/stars/people/<str:staff_id>", stars.person, name="star"),
    path("satisfaction/stars/people/<str:staff_id>/withdraw", stars.withdrawn, name="withdraw"),
    path("satisfaction/assessment", assessments.yearly, name="assessment"),
    path("q/<str:link_key>", guest_questionnaire.asked, name="asked"),
    path("q/s/<str:slip_key>", guest_questionnaire.of_slip, name="of_slip"),
    path("q/t/<str:ticket_key>", guest_questionnaire.of_ticket, name="of_ticket"),
    path("q/t/<str:ticket_key>/invite", guest_questionnaire.invite, name="invite"),
]
