import django.db.models.deletion
from django.db import migrations, models

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only
from tingtang.routines.guards import lists_are_final


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_append_only'),
        ('lobby', '0006_cheaper_calls'),
        ('organisation', '0007_contact_system'),
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
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='routine_photo_not_empty'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='routine_photo_has_its_hash'), models.CheckConstraint(condition=models.Q(('media__in', ['image/jpeg', 'image/png'])), name='routine_photo_readable')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('title', models.CharField(max_length=80)),
                ('place', models.CharField(choices=[('board', '宣传告示牌'), ('screen', '电子屏'), ('light_box', '灯箱'), ('frame', '海报框'), ('rack', '折页架'), ('folder', '移动服务夹'), ('door', '门楣门前'), ('hall', '厅堂')], max_length=10)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(help_text='last day it is valid; of decoration the last day of the holiday', null=True)),
                ('festival', models.CharField(blank=True, default='', help_text='of decoration: code of festival.days', max_length=24)),
                ('shown_at', models.DateTimeField()),
                ('shown_by', models.CharField(max_length=64)),
                ('ended_at', models.DateTimeField(help_text='taken down', null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=64)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['institution', 'to_on'], name='material_on_display')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('institution', 'title', 'place'), name='material_not_twice_in_a_place'), models.CheckConstraint(condition=models.Q(('place__in', ['board', 'screen', 'light_box', 'frame', 'rack', 'folder', 'door', 'hall'])), name='material_place_known'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='material_has_a_title'), models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='material_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__gte', models.F('shown_at')), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='material_ended_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Filling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('checklist', models.CharField(help_text='name in manual/data/checklists.yaml', max_length=40)),
                ('on', models.DateField()),
                ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('duty_id', models.BigIntegerField(help_text='the duty it meets')),
                ('due_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.CharField(max_length=64)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, default='', max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['institution', '-on', 'checklist'], name='filling_of_outlet')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('staff__isnull', True)), fields=('institution', 'checklist', 'on'), name='filling_of_outlet_once_a_day'), models.UniqueConstraint(condition=models.Q(('staff__isnull', False)), fields=('staff', 'checklist', 'on'), name='filling_of_person_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by', '')), models.Q(('done_at__gte', models.F('begun_at')), models.Q(('done_by', ''), _negated=True)), _connector='OR'), name='filling_done_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filling', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='routines.filling')),
                ('n', models.PositiveSmallIntegerField(help_text='place in the list')),
                ('item', models.CharField(help_text='id in manual/data/checklists.yaml', max_length=40)),
                ('zh', models.CharField(max_length=200)),
                ('en', models.CharField(max_length=200)),
                ('article', models.CharField(max_length=12)),
                ('opens', models.CharField(choices=[('device', '设备故障'), ('material', '物品'), ('task', '整改')], max_length=8)),
                ('device', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lobby.device')),
                ('material', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routines.material')),
                ('result', models.CharField(choices=[('ok', '正常'), ('fail', '不符合'), ('none', '不涉及')], max_length=4, null=True)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('photo', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routines.photo')),
                ('fault', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lobby.devicefault')),
                ('at', models.DateTimeField(null=True)),
                ('by', models.CharField(blank=True, default='', max_length=64)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('result', 'fail')), fields=['filling'], name='answer_failed')],
                'constraints': [models.UniqueConstraint(fields=('filling', 'n'), name='answer_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('result__isnull', False), ('at__isnull', False), models.Q(('by', ''), _negated=True), ('result__in', ['ok', 'fail', 'none'])), models.Q(('at__isnull', True), ('by', ''), ('fault__isnull', True), ('note', ''), ('photo__isnull', True), ('result__isnull', True)), _connector='OR'), name='answer_given_by_someone'), models.CheckConstraint(condition=models.Q(('result__isnull', True), ('result', 'ok'), models.Q(('note', ''), _negated=True), _connector='OR'), name='answer_says_what_is_wrong'), models.CheckConstraint(condition=models.Q(('opens__in', ['device', 'material', 'task'])), name='answer_opens_known'), models.CheckConstraint(condition=models.Q(models.Q(('opens', 'device'), _negated=True), ('device__isnull', False), _connector='OR'), name='answer_of_a_device'), models.CheckConstraint(condition=models.Q(models.Q(('fault__isnull', False), ('opens', 'device'), ('result', 'fail')), models.Q(('fault__isnull', True), models.Q(('opens', 'device'), ('result__isnull', False), ('result', 'fail'), _negated=True)), _connector='OR'), name='answer_failed_device_has_its_fault')],
            },
        ),
        migrations.CreateModel(
            name='Mending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mending', to='routines.answer')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('remedy', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('remedy', ''), _negated=True), name='mending_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('kind', models.CharField(choices=[('financial_licence', '金融许可证'), ('business_licence', '营业执照'), ('scope_notice', '营业范围公示'), ('head_notice', '主要负责人公示'), ('other', '其他证照')], max_length=20)),
                ('number', models.CharField(help_text='as printed on it', max_length=40)),
                ('head', models.ForeignKey(db_index=False, help_text='whom it names', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('valid_to', models.DateField(help_text='last day; null: until replaced', null=True)),
                ('hung_at', models.DateTimeField()),
                ('hung_by', models.CharField(max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('kind', 'other'), _negated=True)), fields=('institution', 'kind'), name='licence_hangs_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['financial_licence', 'business_licence', 'scope_notice', 'head_notice', 'other'])), name='licence_kind_known'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='licence_has_its_number'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__gte', models.F('hung_at')), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='licence_ended_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Keeper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('facility', models.CharField(choices=[('signs', '门楣标识'), ('screens', '多媒体显示屏'), ('licences', '证照'), ('machines', '自助设备'), ('fittings', '服务配套设施')], max_length=10)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staff')),
                ('named_at', models.DateTimeField()),
                ('named_by', models.CharField(max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('institution', 'facility'), name='keeper_one_at_a_time'), models.CheckConstraint(condition=models.Q(('facility__in', ['signs', 'screens', 'licences', 'machines', 'fittings'])), name='keeper_facility_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__gte', models.F('named_at')), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='keeper_ended_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Accessibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.institution')),
                ('way_in', models.BooleanField(help_text='a barrier-free way in, with its sign')),
                ('bell', models.CharField(blank=True, default='', help_text='number or bell by which staff come out', max_length=40)),
                ('low_counter', models.BooleanField()),
                ('wheelchair', models.BooleanField()),
                ('reading_aid', models.BooleanField(help_text='glasses, magnifier or braille')),
                ('hearing_aid', models.BooleanField(help_text='writing board or hearing loop')),
                ('parking', models.BooleanField()),
                ('note_zh', models.CharField(blank=True, default='', max_length=200)),
                ('note_en', models.CharField(blank=True, default='', max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['institution', '-at'], name='accessibility_of_outlet')],
                'constraints': [models.CheckConstraint(condition=models.Q(('way_in', True), models.Q(('bell', ''), _negated=True), _connector='OR'), name='accessible_or_a_way_to_call'), models.CheckConstraint(condition=models.Q(models.Q(('note_en', ''), ('note_zh', '')), models.Q(models.Q(('note_zh', ''), _negated=True), models.Q(('note_en', ''), _negated=True)), _connector='OR'), name='access_note_bilingual')],
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('third_party', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='lobby.thirdparty')),
                ('on', models.DateField(help_text='last day at the outlet')),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ending_says_why')],
            },
        ),
        *(append_only(f"routines_{table}") for table in ("photo", "mending", "accessibility", "ending")),
        final_once("routines_filling", "done_at"),
        *(final_once(f"routines_{table}", "ended_at") for table in ("licence", "material", "keeper")),
        *lists_are_final(),
    ]
