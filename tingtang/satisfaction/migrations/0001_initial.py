"""Questionnaires, symposiums, star tellers and counts; what is said once only grows."""

import django.db.models.deletion
from django.db import migrations, models

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only
from tingtang.satisfaction.guards import FITS_BEFORE, answers_fit

APPEND_ONLY = (
    "version", "question", "link", "answer", "answerline", "scheme", "criterion", "grading", "symposium", "analysis"
)  # fmt: skip


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_append_only'),
        ('lobby', '0006_cheaper_calls'),
        ('organisation', '0007_contact_system'),
    ]

    operations = [
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80)),
                ('title_en', models.CharField(blank=True, default='', max_length=120)),
                ('tied', models.BooleanField(default=False)),
                ('draft', models.JSONField(blank=True, default=list)),
                ('edition', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='questionnaire_has_a_title'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('made_at')), _connector='OR'), name='questionnaire_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('title_en', models.CharField(blank=True, default='', max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('questionnaire', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='satisfaction.questionnaire')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'n'), name='questionnaire_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('scale', '五级满意度'), ('one', '单选'), ('several', '多选'), ('text', '填空')], max_length=8)),
                ('text', models.CharField(max_length=200)),
                ('text_en', models.CharField(blank=True, default='', max_length=200)),
                ('options', models.JSONField(blank=True, default=list)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='satisfaction.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'n'), name='question_in_order'), models.CheckConstraint(condition=models.Q(('kind__in', ['scale', 'one', 'several', 'text'])), name='question_kind_known'), models.CheckConstraint(condition=models.Q(('n__gt', 1), models.Q(('kind', 'scale'), ('n', 1)), _connector='OR'), name='question_first_counts'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_asks_something')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('questionnaire', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='satisfaction.questionnaire')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'institution'), name='questionnaire_link_once'), models.UniqueConstraint(fields=('key',), name='questionnaire_link_key'), models.CheckConstraint(condition=models.Q(('key__regex', '^[0-9a-f]{32}$')), name='questionnaire_link_unguessable')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('respondent', models.CharField(max_length=64)),
                ('on', models.DateField(help_text='business date of at')),
                ('at', models.DateTimeField()),
                ('score', models.PositiveSmallIntegerField()),
                ('lang', models.CharField(default='zh', max_length=2)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('ticket', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lobby.ticket')),
                ('questionnaire', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='satisfaction.questionnaire')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='satisfaction.version')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'on'], name='answer_of_outlet'), models.Index(fields=['questionnaire', 'institution', 'at'], name='answer_by_link')],
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'respondent'), name='one_answer_each'), models.UniqueConstraint(fields=('questionnaire', 'ticket'), name='one_answer_a_ticket'), models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='answer_one_to_five'), models.CheckConstraint(condition=models.Q(models.Q(('respondent__startswith', 'device:'), ('ticket__isnull', True)), models.Q(('respondent__startswith', 'ticket:'), ('ticket__isnull', False)), _connector='OR'), name='answer_of_a_ticket_or_a_device')],
            },
        ),
        migrations.CreateModel(
            name='AnswerLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('chosen', models.JSONField(blank=True, default=list)),
                ('text', models.CharField(blank=True, default='', max_length=500)),
                ('answer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='satisfaction.answer')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='satisfaction.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer', 'question'), name='answer_line_once'), models.CheckConstraint(condition=models.Q(('score__isnull', True), ('score__range', (1, 5)), _connector='OR'), name='answer_line_one_to_five'), models.CheckConstraint(condition=models.Q(models.Q(('chosen', []), ('score__isnull', False), ('text', '')), models.Q(('chosen', []), ('score__isnull', True), models.Q(('text', ''), _negated=True)), models.Q(('score__isnull', True), ('text', ''), models.Q(('chosen', []), _negated=True)), _connector='OR'), name='answer_line_says_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('from_on', models.DateField()),
                ('title', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('n',), name='star_scheme_once'), models.UniqueConstraint(fields=('from_on',), name='star_scheme_one_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('measure', models.CharField(choices=[('typed', '录入'), ('satisfaction', '本人满意率（%）')], max_length=12)),
                ('least', models.DecimalField(decimal_places=3, max_digits=9)),
                ('scheme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='satisfaction.scheme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scheme', 'n'), name='star_criterion_in_order'), models.UniqueConstraint(fields=('scheme', 'level', 'title'), name='star_criterion_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='star_criterion_level'), models.CheckConstraint(condition=models.Q(('measure__in', ['typed', 'satisfaction'])), name='star_criterion_measure_known'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='star_criterion_has_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Grading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('what', models.CharField(choices=[('promoted', '晋级'), ('kept', '保持'), ('lost', '降级'), ('withdrawn', '取消')], max_length=10)),
                ('before', models.PositiveSmallIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('results', models.JSONField(blank=True, default=list, help_text='[{title, level, least, value, met}], as text')),
                ('reason', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('scheme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='satisfaction.scheme')),
            ],
            options={
                'indexes': [models.Index(fields=['staff', 'on', 'n'], name='star_grading_by_day')],
                'constraints': [models.UniqueConstraint(fields=('staff', 'n'), name='star_grading_in_order'), models.CheckConstraint(condition=models.Q(('before__range', (0, 5)), ('level__range', (0, 5))), name='star_grading_levels'), models.CheckConstraint(condition=models.Q(models.Q(('level__gt', models.F('before')), ('what', 'promoted')), models.Q(('level', models.F('before')), ('what', 'kept')), models.Q(('level__lt', models.F('before')), ('what', 'lost')), models.Q(('before__gt', 0), ('level', 0), ('what', 'withdrawn')), _connector='OR'), name='star_grading_says_what_changed'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='star_grading_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Symposium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('recorded_on', models.DateField(help_text='business date of at')),
                ('topic', models.CharField(max_length=80)),
                ('participants', models.PositiveIntegerField()),
                ('polled', models.PositiveIntegerField(default=0)),
                ('satisfied', models.PositiveIntegerField(default=0)),
                ('said', models.CharField(max_length=4000)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', '-held_on', '-id'], name='symposium_of_outlet')],
                'constraints': [models.CheckConstraint(condition=models.Q(('participants__gte', 1), ('polled__lte', models.F('participants')), ('satisfied__lte', models.F('polled'))), name='symposium_counts_add_up'), models.CheckConstraint(condition=models.Q(('held_on__lte', models.F('recorded_on'))), name='symposium_was_held'), models.CheckConstraint(condition=models.Q(models.Q(('topic', ''), _negated=True), models.Q(('said', ''), _negated=True)), name='symposium_has_words')],
            },
        ),
        migrations.CreateModel(
            name='SymposiumTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, default='', max_length=64)),
                ('done_text', models.CharField(blank=True, default='', max_length=400)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('symposium', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='satisfaction.symposium')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='symposium_task_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by', ''), ('done_text', '')), models.Q(('done_at__isnull', False), models.Q(('done_by', ''), _negated=True), models.Q(('done_text', ''), _negated=True)), _connector='OR'), name='symposium_task_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('staff_id', models.CharField(blank=True, default='', max_length=32)),
                ('served', models.PositiveIntegerField()),
                ('asked', models.PositiveIntegerField()),
                ('rated', models.PositiveIntegerField()),
                ('satisfied', models.PositiveIntegerField(help_text='the top two of five')),
                ('fast', models.PositiveIntegerField(help_text='sooner after the question than rating.fast_seconds')),
                ('burst', models.PositiveIntegerField(help_text='in a burst: rating.burst_count within rating.burst_seconds')),
                ('counter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lobby.counter')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'indexes': [models.Index(fields=['on', 'institution'], name='day_count_by_day')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'on', 'counter', 'staff_id'), name='day_counted_once'), models.CheckConstraint(condition=models.Q(('asked__lte', models.F('served')), ('rated__lte', models.F('asked')), ('satisfied__lte', models.F('rated'))), name='day_count_adds_up'), models.CheckConstraint(condition=models.Q(('burst__lte', models.F('rated')), ('fast__lte', models.F('rated'))), name='day_count_oddities')],
            },
        ),
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='its first day')),
                ('causes', models.CharField(max_length=1000)),
                ('measures', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'month'), name='analysis_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='analysis_of_a_whole_month'), models.CheckConstraint(condition=models.Q(models.Q(('causes', ''), _negated=True), models.Q(('measures', ''), _negated=True)), name='analysis_has_words')],
            },
        ),
        *(append_only(f"satisfaction_{table}") for table in APPEND_ONLY),
        final_once("satisfaction_symposiumtask", "done_at"),
        final_once("satisfaction_questionnaire", "ended_at"),
        answers_fit(FITS_BEFORE),
    ]
