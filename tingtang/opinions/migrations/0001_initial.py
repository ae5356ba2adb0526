import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0006_token_ends'),
    ]

    operations = [
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media', models.CharField(max_length=40)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='opinion_photo_not_empty'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='opinion_photo_has_its_hash'), models.CheckConstraint(condition=models.Q(('media__in', ['image/jpeg', 'image/png'])), name='opinion_photo_readable')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('paper', '意见簿'), ('rating', '评价留言')], max_length=8)),
                ('source_id', models.CharField(blank=True, default='', help_text='the ticket that was rated', max_length=64)),
                ('written_on', models.DateField()),
                ('recorded_on', models.DateField(help_text='business date of at')),
                ('at', models.DateTimeField(help_text='when it was typed or photographed')),
                ('by', models.CharField(max_length=64)),
                ('text', models.CharField(blank=True, default='', max_length=1000)),
                ('name', models.CharField(blank=True, default='', max_length=60)),
                ('phone', models.CharField(blank=True, default='', max_length=32)),
                ('key', models.CharField(help_text='idempotency key: the same form sent again is the same entry', max_length=64)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('photo', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinion', to='opinions.photo')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', '-written_on', '-id'], name='opinion_of_book')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['paper', 'rating'])), name='opinion_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('photo__isnull', False), _connector='OR'), name='opinion_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'paper'), ('source_id', '')), models.Q(('source', 'rating'), models.Q(('source_id', ''), _negated=True)), _connector='OR'), name='opinion_source_whole'), models.CheckConstraint(condition=models.Q(('written_on__lte', models.F('recorded_on'))), name='opinion_not_from_tomorrow'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='opinion_has_a_key'), models.UniqueConstraint(fields=('key',), name='opinion_kept_once'), models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source_id',), name='opinion_of_a_rating_once')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('answered', '答复'), ('called', '电话回访'), ('not_reached', '未接通'), ('complaint_wished', '转投诉'), ('complaint_linked', '投诉立案')], max_length=20)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('text', models.CharField(blank=True, default='', max_length=1000)),
                ('ref', models.CharField(blank=True, default='', help_text='number of the complaint it became', max_length=64)),
                ('opinion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='opinions.opinion')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['answered', 'called', 'not_reached', 'complaint_wished', 'complaint_linked'])), name='opinion_step_known'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'complaint_linked'), models.Q(('ref', ''), _negated=True)), models.Q(models.Q(('what', 'complaint_linked'), _negated=True), ('ref', '')), _connector='OR'), name='opinion_link_names_the_complaint'), models.CheckConstraint(condition=models.Q(('what', 'complaint_linked'), models.Q(('text', ''), _negated=True), _connector='OR'), name='opinion_step_has_words'), models.UniqueConstraint(condition=models.Q(('what', 'not_reached'), _negated=True), fields=('opinion', 'what'), name='opinion_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('entries', models.PositiveIntegerField(help_text='new since the reading before')),
                ('waiting', models.PositiveIntegerField(help_text='not yet answered')),
                ('note', models.CharField(blank=True, default='', help_text='what the head wants done (A38)', max_length=400)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'on'), name='opinion_reading_once_a_day')],
            },
        ),
    ]
