"""Addresses of emergency plans, training and skills: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.drills.views import drills, training

app_name = "drills"
urlpatterns = [
    path("emergency", drills.plans, name="plans"),
    path("emergency/open", drills.open_plan, name="open"),
    path("emergency/<int:run_id>", drills.run, name="run"),
    path("emergency/<int:run_id>/tick", drills.tick, name="tick"),
    path("emergency/steps/<int:tick_id>/photo", drills.photo, name="photo"),
    path("emergency/<int:run_id>/close", drills.close, name="close"),
    path("emergency/<int:run_id>/told", drills.told, name="told"),
    path("training", training.courses, name="training"),
    path("training/new", training.plan, name="plan_course"),
    path("training/<int:course_id>", training.course, name="course"),
    path("training/<int:course_id>/hold", training.hold, name="hold"),
    path("training/<int:course_id>/cancel", training.cancel, name="cancel"),
    path("languages", training.languages, name="languages"),
    path("languages/set", training.set_language, name="set_language"),
]
