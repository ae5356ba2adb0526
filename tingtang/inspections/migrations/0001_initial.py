import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0006_token_ends'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('version', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('base', models.DecimalField(decimal_places=3, max_digits=9)),
                ('vetoes', models.JSONField(blank=True, default=list, help_text='sections in which no point may be lost')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('year', 'version'), name='sheet_version_once'), models.CheckConstraint(condition=models.Q(('base__gt', 0)), name='sheet_base_above_nothing')],
            },
        ),
        migrations.CreateModel(
            name='SheetItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('section', models.CharField(max_length=40)),
                ('text', models.CharField(max_length=200)),
                ('article', models.CharField(max_length=12)),
                ('points', models.DecimalField(decimal_places=3, max_digits=9)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='inspections.sheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'n'), name='sheet_item_in_order'), models.UniqueConstraint(fields=('sheet', 'section', 'text'), name='sheet_item_once'), models.CheckConstraint(condition=models.Q(('points__gt', 0)), name='sheet_item_weighs_something'), models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='sheet_item_has_an_article')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('routine', '常规检查'), ('special', '专项检查')], max_length=8)),
                ('carrier', models.CharField(choices=[('self', '自查'), ('mutual', '互查'), ('superior', '上级检查'), ('peer', '同业检查'), ('third_party', '第三方检查')], max_length=12)),
                ('level', models.CharField(choices=[('province', '省行'), ('branch', '二级分行'), ('managing', '管辖支行'), ('head', '网点负责人')], max_length=8)),
                ('covert', models.BooleanField(default=False, help_text='暗访: the outlet learns of it when it is published')),
                ('on_site', models.BooleanField(default=True)),
                ('recording', models.CharField(blank=True, default='', help_text='off site: camera, from, to', max_length=200)),
                ('frame_sha256', models.CharField(blank=True, default='', help_text='off site: of the frame looked at', max_length=64)),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('draft', '进行中'), ('closed', '已评分'), ('published', '已通报')], default='draft', max_length=10)),
                ('edition', models.PositiveIntegerField(default=0)),
                ('numerator', models.DecimalField(decimal_places=0, max_digits=60, null=True)),
                ('denominator', models.DecimalField(decimal_places=0, max_digits=60, null=True)),
                ('grade', models.CharField(blank=True, default='', max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('inspector', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.sheet')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', '-on', '-id'], name='inspection_of_outlet')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'closed', 'published'])), name='inspection_state_known'), models.CheckConstraint(condition=models.Q(('carrier__in', ['self', 'mutual', 'superior', 'peer', 'third_party']), ('category__in', ['routine', 'special']), ('level__in', ['province', 'branch', 'managing', 'head'])), name='inspection_kinds_known'), models.CheckConstraint(condition=models.Q(models.Q(('frame_sha256', ''), ('on_site', True), ('recording', '')), models.Q(('on_site', False), models.Q(('recording', ''), _negated=True), ('frame_sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='inspection_off_site_names_its_recording'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('denominator__isnull', True), ('grade', ''), ('numerator__isnull', True), ('state', 'draft')), models.Q(('denominator__gt', 0), ('numerator__isnull', False), ('state__in', ['closed', 'published']), ('closed_at__isnull', False), ('grade__in', ['excellent', 'good', 'fair', 'poor', 'bad'])), _connector='OR'), name='inspection_scored_iff_closed'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__gte', models.F('closed_at')), ('published_at__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='inspection_published_after_closing')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('applies', models.BooleanField(default=True)),
                ('score', models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ('inspection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='inspections.inspection')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.sheetitem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inspection', 'item'), name='mark_once_an_item'), models.CheckConstraint(condition=models.Q(models.Q(('applies', True), ('score__gte', 0), ('score__isnull', False)), models.Q(('applies', False), ('score__isnull', True)), _connector='OR'), name='mark_scored_iff_it_applies')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.CharField(max_length=12)),
                ('text', models.CharField(max_length=400)),
                ('repeats', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.inspection')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='finding_has_an_article'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='finding_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Mending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('what', models.CharField(choices=[('mended', '已整改'), ('confirmed', '复查通过'), ('sent_back', '复查未通过')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('mended_by', models.CharField(help_text='who mended it last', max_length=64)),
                ('text', models.CharField(max_length=400)),
                ('finding', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='mendings', to='inspections.finding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'n'), name='mending_in_order'), models.UniqueConstraint(condition=models.Q(('what', 'confirmed')), fields=('finding',), name='mending_confirmed_once'), models.CheckConstraint(condition=models.Q(('what__in', ['mended', 'confirmed', 'sent_back'])), name='mending_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='mending_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('by', models.F('mended_by')), ('what', 'mended')), models.Q(models.Q(('what', 'mended'), _negated=True), models.Q(('by', models.F('mended_by')), _negated=True)), _connector='OR'), name='mending_looked_at_by_another')],
            },
        ),
    ]
