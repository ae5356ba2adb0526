from django.db import migrations, models
from django.db.models.functions import Coalesce

from tingtang.audit.triggers import again, append_only
from tingtang.inspections.guards_after import photo_fits


class Migration(migrations.Migration):
    """The same file may show an item and a finding: a photo is kept once for each, no longer once an inspection."""

    dependencies = [("inspections", "0004_scales")]

    operations = [
        migrations.RemoveConstraint("photo", "inspection_photo_kept_once"),
        migrations.AddConstraint(
            "photo",
            models.UniqueConstraint(
                "inspection",
                "sha256",
                *(Coalesce(name, 0) for name in ("item", "finding", "mending")),
                name="inspection_photo_kept_once",
            ),
        ),
        again(append_only("inspections_photo")),
        again(photo_fits()),
    ]
