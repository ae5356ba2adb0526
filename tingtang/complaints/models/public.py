"""How often the public form was used from a network address. The address itself is not kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.shared.text import Bilingual

FORM = "public:web"  # who takes a case in by the public form: nobody is signed in
NOBODY_ASKED = Bilingual("客户网上提交，由协调人负责", "the public form; whoever coordinates answers for it")  # A35.1


class WebMeter(models.Model):
    """Complaints taken in by the public form from one address since a moment. Its row is also the lock: whoever sends
    in parallel is counted one by one. `address`: a keyed hash; the row goes once its hour is over."""

    address = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_index=True)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(address__regex=r"^[0-9a-f]{64}$"), name="web_meter_keeps_no_address")
        ]

    def __str__(self) -> str:
        return f"{self.address[:8]}: {self.n}"
