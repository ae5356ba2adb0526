"""Plans, photos, what a phone sends, and what follows from a result; findings have a level, sheets plus and minus."""

import django.db.models.deletion
from django.db import migrations, models

from tingtang.audit.triggers import again, append_only
from tingtang.inspections.guards import mark_fits, mark_fits_aside
from tingtang.inspections.guards_after import refusals


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0002_append_only'),
        ('organisation', '0007_contact_system'),
    ]

    operations = [
        mark_fits_aside(),
        migrations.AddField(
            model_name='finding',
            name='end',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(1, '轻微'), (2, '一般'), (3, '严重')], default=2),
        ),
        migrations.AddField(
            model_name='finding',
            name='line',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='severity',
            field=models.PositiveSmallIntegerField(choices=[(1, '轻微'), (2, '一般'), (3, '严重')], default=2),
        ),
        migrations.AddField(
            model_name='finding',
            name='start',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='sheetitem',
            name='kind',
            field=models.CharField(choices=[('score', '得分'), ('plus', '加分'), ('minus', '扣分')], default='score', max_length=5),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', models.F('severity')), ('level__range', (1, 3)), ('severity__range', (1, 3))), name='finding_level_is_never_below_its_severity'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end__isnull', True), ('line__isnull', True), ('start__isnull', True)), models.Q(('end__gte', models.F('start')), ('line__gte', 1), ('start__isnull', False)), _connector='OR'), name='finding_place_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='sheetitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['score', 'plus', 'minus'])), name='sheet_item_kind_known'),
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('model_outlet', '文明优质服务示范网点'), ('other', '评优评先')], max_length=12)),
                ('title', models.CharField(max_length=80)),
                ('year', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, default='', max_length=64)),
                ('reason', models.CharField(blank=True, default='', help_text='why it was withdrawn', max_length=200)),
                ('inspection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='inspections.inspection')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'year'], name='award_of_outlet')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='award_has_a_title'), models.CheckConstraint(condition=models.Q(models.Q(('inspection__isnull', False), ('kind', 'model_outlet'), ('person__isnull', True)), ('kind', 'other'), _connector='OR'), name='award_model_outlet_names_its_inspection'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='award_withdrawn_with_its_reason'), models.UniqueConstraint(condition=models.Q(('kind', 'model_outlet'), ('withdrawn_at__isnull', True)), fields=('institution', 'year'), name='award_model_outlet_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Bar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('deadline', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bars', to='inspections.inspection')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'year'], name='bar_of_outlet')],
                'constraints': [models.UniqueConstraint(fields=('inspection', 'person'), name='bar_once_a_person'), models.UniqueConstraint(condition=models.Q(('person__isnull', True)), fields=('inspection',), name='bar_once_an_outlet')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media', models.CharField(max_length=20)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('finding', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspections.finding')),
                ('inspection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspections.inspection')),
                ('item', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.sheetitem')),
                ('mending', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspections.mending')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inspection', 'sha256'), name='inspection_photo_kept_once'), models.CheckConstraint(condition=models.Q(('media__in', ['image/jpeg', 'image/png'])), name='inspection_photo_media'), models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='inspection_photo_not_empty'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='inspection_photo_has_its_hash'), models.CheckConstraint(condition=models.Q(('mending__isnull', True), ('finding__isnull', False), _connector='OR'), name='inspection_photo_of_a_mending')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('province', '省行'), ('branch', '二级分行'), ('managing', '管辖支行'), ('head', '网点负责人')], max_length=8)),
                ('period', models.CharField(choices=[('month', '每月'), ('quarter', '每季度'), ('half', '每半年'), ('year', '每年')], max_length=8)),
                ('from_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'level', 'from_on'), name='plan_once_a_day'), models.CheckConstraint(condition=models.Q(('period__in', ['month', 'quarter', 'half', 'year'])), name='plan_period_known'), models.CheckConstraint(condition=models.Q(('level', 'managing'), models.Q(('level__in', ['province', 'branch']), models.Q(('period', 'year'), _negated=True)), _connector='OR'), name='plan_is_no_looser_than_the_manual')],
            },
        ),
        migrations.CreateModel(
            name='Planned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('province', '省行'), ('branch', '二级分行'), ('managing', '管辖支行'), ('head', '网点负责人')], max_length=8)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('day', models.DateField(null=True)),
                ('category', models.CharField(choices=[('routine', '常规检查'), ('special', '专项检查')], default='routine', max_length=8)),
                ('carrier', models.CharField(choices=[('self', '自查'), ('mutual', '互查'), ('superior', '上级检查'), ('peer', '同业检查'), ('third_party', '第三方检查')], default='superior', max_length=12)),
                ('covert', models.BooleanField(default=False)),
                ('on_site', models.BooleanField(default=True)),
                ('inspection', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='inspections.inspection')),
                ('inspector', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', '-first', 'id'], name='planned_of_owner')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'level', 'first'), name='planned_once_a_period'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='planned_period_runs_forward'), models.CheckConstraint(condition=models.Q(('day__isnull', True), models.Q(('day__gte', models.F('first')), ('day__lte', models.F('last'))), _connector='OR'), name='planned_day_lies_in_its_period'), models.CheckConstraint(condition=models.Q(('carrier__in', ['self', 'mutual', 'superior', 'peer', 'third_party']), ('category__in', ['routine', 'special']), ('level__in', ['province', 'branch', 'managing'])), name='planned_kinds_known'), models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('inspector__isnull', True)), models.Q(('day__isnull', False), ('inspector__isnull', False)), _connector='OR'), name='planned_day_and_inspector_together')],
            },
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measures', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rectification', to='inspections.inspection')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('measures', ''), _negated=True), name='rectification_says_what_was_done')],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('edition', models.PositiveIntegerField(help_text='of the inspection, after it')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='sending_has_a_key')],
            },
        ),
        *(again(append_only(f"inspections_{table}")) for table in ("finding", "sheetitem")),
        again(mark_fits()),
        *(append_only(f"inspections_{table}") for table in ("plan", "photo", "sending", "rectification", "bar")),
        append_only("inspections_award", ("DELETE",)),
        refusals(),
    ]
