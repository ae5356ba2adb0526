"""A month of a person and of a role, with what was done today, are answered by their indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0005_counted_event'),
        ('organisation', '0008_skill'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='duty',
            name='duty_of_person',
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['owner_staff', 'period_on', 'clause', 'state'], include=('due_at', 'closed_at'), name='duty_of_person'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('owner_staff', None)), fields=['institution', 'owner_role', 'due_at'], include=('state', 'closed_at'), name='duty_of_role'),
        ),
    ]
