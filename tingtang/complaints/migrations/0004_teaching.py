"""Lessons told to the staff of the outlets where they happened, each confirming with their own hand."""

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only
from tingtang.complaints.guards import taught

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0003_contingency_plan'),
        ('organisation', '0007_contact_system'),
    ]

    operations = [
        migrations.CreateModel(
            name='Teaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('told_by', models.CharField(blank=True, default='', max_length=32)),
                ('how', models.CharField(blank=True, default='', help_text='where and how the staff were told', max_length=400)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('lesson', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='teachings', to='complaints.lesson')),
                ('repeat', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teaching', to='complaints.repeat')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'told_at'], name='teaching_at_outlet'), models.Index(fields=['lesson', '-opened_at'], name='teaching_of_lesson')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('told_at__isnull', True)), fields=('lesson', 'institution'), name='teaching_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('how', ''), ('told_at__isnull', True), ('told_by', '')), models.Q(('told_at__gte', models.F('opened_at')), models.Q(('told_by', ''), _negated=True), models.Q(('how', ''), _negated=True)), _connector='OR'), name='teaching_told_by_someone'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Learner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('teaching', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='learners', to='complaints.teaching')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('teaching', 'staff'), name='learner_once')],
            },
        ),
        append_only('complaints_learner'),
        append_only('complaints_teaching', ('DELETE',)),
        final_once('complaints_teaching', 'told_at'),
        *taught(),
    ]
