"""Addresses of the manual."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.manual.views import manual
from tingtang.desk.manual.views import values as manual_values
from tingtang.desk.phrases import views as phrases

app_name = "manual"
urlpatterns = [
    path("manual", manual.articles, name="articles"),
    path("manual/proposals", manual_values.proposals, name="proposals"),
    path("manual/proposals/<int:proposal_id>", manual_values.decide, name="decide"),
    path("manual/values", manual_values.values, name="values"),
    path("manual/values/<str:key>", manual_values.value, name="value"),
    path("manual/values/<str:key>/propose", manual_values.propose, name="propose"),
    path("manual/phrases", phrases.phrases, name="phrases"),
    path("manual/phrases/warning", phrases.warning, name="phrase_warning"),
    path("manual/<str:article_id>", manual.article, name="article"),
    path("manual/<str:article_id>/cases", manual.article_cases, name="cases"),
]
