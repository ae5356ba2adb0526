"""Addresses of complaints: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.complaints.views import case, complaints, library, public

app_name = "complaints"
urlpatterns = [
    path("complain", public.complain, name="complain"),
    path("complain/<str:acknowledged>", public.complained, name="complained"),
    path("complaints", complaints.board_page, name="board"),
    path("complaints/new", complaints.new, name="new"),
    path("complaints/overview", complaints.overview, name="overview"),
    path("complaints/overview.csv", complaints.overview_file, name="overview_file"),
    path("complaints/library", library.lessons, name="library"),
    path("complaints/library/mine", library.mine, name="to_learn"),
    path("complaints/library/<int:lesson_id>", library.lesson, name="lesson"),
    path("complaints/library/<int:lesson_id>/repeat", library.repeated, name="repeat"),
    path("complaints/library/<int:lesson_id>/learned", library.learned, name="learned"),
    path("complaints/teachings/<int:teaching_id>/told", library.told, name="told"),
    path("complaints/library/<int:lesson_id>/decide", library.decided, name="lesson_decide"),
    path("complaints/<int:complaint_id>", case.case, name="case"),
    path("complaints/<int:complaint_id>/trail", case.trail, name="trail"),
    path("customers/<str:customer_id>/complaints", complaints.of_customer_page, name="of_customer"),
    path("complaints/<int:complaint_id>/archive.pdf", case.archive, name="archive"),
    path("complaints/<int:complaint_id>/papers/<int:paper_id>", case.paper, name="paper"),
    path("complaints/<int:complaint_id>/reveal/<slug:field>", case.reveal_field, name="reveal"),
    path("complaints/<int:complaint_id>/<slug:complaint_step>", case.stepped, name="step"),
]
