"""Saved lists (客户名单): what a list asks, under a name. Who is in it is found anew each time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.organisation.models import Institution, Staff


class SavedList(models.Model):
    """The criteria of a list under a name, of one person or shared with their institution."""

    name = models.CharField(max_length=40)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    shared = models.BooleanField(default=False, help_text="everybody at the institution may use it")
    criteria = models.JSONField(help_text="as the address says them: {name: text}")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_list_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_list_has_a_name"),
        ]
        indexes = [models.Index(fields=["institution"], condition=Q(shared=True), name="saved_list_shared")]

    def __str__(self) -> str:
        return self.name
