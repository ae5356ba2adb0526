"""Addresses of the lobby log and of meetings: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.meetings.views import logs, meetings

app_name = "meetings"
urlpatterns = [
    path("logs", logs.logs, name="logs"),
    path("logs/today", logs.today, name="today"),
    path("logs/save", logs.save, name="save_log"),
    path("logs/<int:log_id>", logs.log, name="log"),
    path("logs/<int:log_id>/sign", logs.sign, name="sign_log"),
    path("logs/<int:log_id>/correct", logs.correct, name="correct_log"),
    path("meetings", meetings.meetings, name="meetings"),
    path("meetings/new", meetings.new, name="new"),
    path("meetings/agenda", meetings.agenda, name="agenda"),
    path("meetings/departments", meetings.departments, name="departments"),
    path("meetings/tasks/<int:task_id>", meetings.task_done, name="task"),
    path("meetings/<int:meeting_id>", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/minutes.pdf", meetings.minutes, {"kind": "pdf"}, name="minutes_pdf"),
    path("meetings/<int:meeting_id>/minutes.docx", meetings.minutes, {"kind": "docx"}, name="minutes_docx"),
    path("meetings/<int:meeting_id>/correct", meetings.correct, name="correct"),
]
