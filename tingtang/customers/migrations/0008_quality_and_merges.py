import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0007_information_only_grows'),
        ('organisation', '0006_token_ends'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=64)),
                ('form', models.CharField(help_text='which form of which subject, such as information:C1:email', max_length=80)),
                ('values', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='draft_at')],
                'constraints': [models.UniqueConstraint(fields=('person', 'form'), name='draft_once_a_form')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_by', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('read', '待确认'), ('taken', '已导入'), ('dropped', '已放弃')], default='read', max_length=8)),
                ('rows', models.JSONField(default=list, help_text='[{row, customer_id, values, problems}]; empty once ended')),
                ('good', models.PositiveIntegerField()),
                ('bad', models.PositiveIntegerField()),
                ('taken', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['made_by', '-id'], name='import_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'read')), models.Q(('ended_at__isnull', False), ('rows', []), ('state__in', ['taken', 'dropped'])), _connector='OR'), name='import_keeps_no_rows_once_ended'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), ('taken__gt', 0)), models.Q(('state__in', ['read', 'dropped']), ('taken', 0)), _connector='OR'), name='import_taken_says_how_many'), models.CheckConstraint(condition=models.Q(('source__in', ['stated', 'documented'])), name='import_source_entered')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', '待处理'), ('linked', '已合并'), ('refused', '未采纳'), ('undone', '已撤销')], default='pending', max_length=8)),
                ('signs', models.CharField(blank=True, default='', help_text='what was alike when it was proposed', max_length=80)),
                ('reason', models.CharField(max_length=400)),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, default='', max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, default='', max_length=400)),
                ('undone_by', models.CharField(blank=True, default='', max_length=64)),
                ('undone_why', models.CharField(blank=True, default='', max_length=400)),
                ('ended_at', models.DateTimeField(help_text='refused or undone: final from here on', null=True)),
                ('duplicate', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='merge_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('duplicate', models.F('kept')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('proposed_by', ''), _negated=True)), name='merge_says_why'), models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'linked'])), fields=('duplicate',), name='merge_once_a_file'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by', ''), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), models.Q(('decided_by', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='merge_decided_by_someone'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('proposed_by')), _negated=True), name='merge_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='merge_refused_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), models.Q(('undone_by', ''), _negated=True), models.Q(('undone_why', ''), _negated=True)), models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_by', ''), ('undone_why', '')), _connector='OR'), name='merge_undone_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['pending', 'linked'])), models.Q(('ended_at__isnull', False), ('state__in', ['refused', 'undone'])), _connector='OR'), name='merge_ended_when_final')],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.CharField(choices=[('exact', '证件相同'), ('likely', '可能相同')], max_length=8)),
                ('signs', models.CharField(help_text='what is alike: identity,phone,name,... joined by commas', max_length=80)),
                ('found_on', models.DateField()),
                ('aside_by', models.CharField(blank=True, default='', max_length=64)),
                ('aside_at', models.DateTimeField(null=True)),
                ('aside_why', models.CharField(blank=True, default='', max_length=400)),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['first'], name='pair_of_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='pair_of_two'), models.CheckConstraint(condition=models.Q(('signs', ''), _negated=True), name='pair_says_what_is_alike'), models.UniqueConstraint(django.db.models.functions.comparison.Least('first', 'second'), django.db.models.functions.comparison.Greatest('first', 'second'), name='pair_once'), models.CheckConstraint(condition=models.Q(models.Q(('aside_at__isnull', True), ('aside_by', ''), ('aside_why', '')), models.Q(models.Q(('aside_by', ''), _negated=True), ('aside_at__isnull', False), models.Q(('aside_why', ''), _negated=True)), _connector='OR'), name='pair_aside_by_someone_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='QualityFigure',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='quality', serialize=False, to='customers.customer')),
                ('as_of', models.DateField()),
                ('true_good', models.PositiveSmallIntegerField()),
                ('true_of', models.PositiveSmallIntegerField()),
                ('complete_good', models.PositiveSmallIntegerField()),
                ('complete_of', models.PositiveSmallIntegerField()),
                ('accurate_good', models.PositiveSmallIntegerField()),
                ('accurate_of', models.PositiveSmallIntegerField()),
                ('current_good', models.PositiveSmallIntegerField()),
                ('current_of', models.PositiveSmallIntegerField()),
                ('confidential_good', models.PositiveIntegerField()),
                ('confidential_of', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('true_good__lt', models.F('true_of'))), fields=['customer'], name='quality_short_true'), models.Index(condition=models.Q(('complete_good__lt', models.F('complete_of'))), fields=['customer'], name='quality_short_complete'), models.Index(condition=models.Q(('accurate_good__lt', models.F('accurate_of'))), fields=['customer'], name='quality_short_accurate'), models.Index(condition=models.Q(('current_good__lt', models.F('current_of'))), fields=['customer'], name='quality_short_current'), models.Index(condition=models.Q(('confidential_good__lt', models.F('confidential_of'))), fields=['customer'], name='quality_short_confidential')],
                'constraints': [models.CheckConstraint(condition=models.Q(('true_good__lte', models.F('true_of'))), name='quality_figure_true'), models.CheckConstraint(condition=models.Q(('complete_good__lte', models.F('complete_of'))), name='quality_figure_complete'), models.CheckConstraint(condition=models.Q(('accurate_good__lte', models.F('accurate_of'))), name='quality_figure_accurate'), models.CheckConstraint(condition=models.Q(('current_good__lte', models.F('current_of'))), name='quality_figure_current'), models.CheckConstraint(condition=models.Q(('confidential_good__lte', models.F('confidential_of'))), name='quality_figure_confidential')],
            },
        ),
        migrations.CreateModel(
            name='QualitySum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='its first day')),
                ('as_of', models.DateField()),
                ('customers', models.PositiveIntegerField()),
                ('true_good', models.PositiveBigIntegerField()),
                ('true_of', models.PositiveBigIntegerField()),
                ('complete_good', models.PositiveBigIntegerField()),
                ('complete_of', models.PositiveBigIntegerField()),
                ('accurate_good', models.PositiveBigIntegerField()),
                ('accurate_of', models.PositiveBigIntegerField()),
                ('current_good', models.PositiveBigIntegerField()),
                ('current_of', models.PositiveBigIntegerField()),
                ('confidential_good', models.PositiveBigIntegerField()),
                ('confidential_of', models.PositiveBigIntegerField()),
                ('institution', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.institution')),
                ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.staff')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('true_good__lte', models.F('true_of'))), name='quality_sum_true'), models.CheckConstraint(condition=models.Q(('complete_good__lte', models.F('complete_of'))), name='quality_sum_complete'), models.CheckConstraint(condition=models.Q(('accurate_good__lte', models.F('accurate_of'))), name='quality_sum_accurate'), models.CheckConstraint(condition=models.Q(('current_good__lte', models.F('current_of'))), name='quality_sum_current'), models.CheckConstraint(condition=models.Q(('confidential_good__lte', models.F('confidential_of'))), name='quality_sum_confidential'), models.CheckConstraint(condition=models.Q(models.Q(('institution__isnull', False), ('staff__isnull', True)), models.Q(('institution__isnull', True), ('staff__isnull', False)), _connector='OR'), name='quality_sum_of_one'), models.UniqueConstraint(condition=models.Q(('staff__isnull', False)), fields=('staff', 'month'), name='quality_sum_staff_month'), models.UniqueConstraint(condition=models.Q(('institution__isnull', False)), fields=('institution', 'month'), name='quality_sum_place_month')],
            },
        ),
        migrations.CreateModel(
            name='RequestKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=64)),
                ('request_hash', models.CharField(max_length=64)),
                ('answer', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='request_key_at')],
                'constraints': [models.UniqueConstraint(fields=('actor', 'key'), name='request_key_once')],
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['card', 'home_institution'], name='customer_by_card'),
        ),
    ]
