"""The contingency plan of a case ends with a proof, before the case is closed."""

from typing import Any

from tingtang.audit.triggers import OnDatabase
from tingtang.complaints.guards import restored

from django.db import migrations, models


def over(_apps: Any, editor: Any) -> None:
    """Of cases closed before there was an end of a plan it ended with the case."""
    editor.execute(
        "UPDATE complaints_complaint SET plan_closed_at = closed_at "
        "WHERE plan_opened_at IS NOT NULL AND closed_at IS NOT NULL"
    )


def nothing(_apps: Any, editor: Any) -> None:
    """The way back: the column goes."""


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0002_guards'),
        ('organisation', '0007_contact_system'),
    ]

    operations = [
        restored("complaints_complaint", "complaints_caseevent"),
        migrations.RemoveConstraint(
            model_name='caseevent',
            name='case_event_known',
        ),
        migrations.AddField(
            model_name='complaint',
            name='plan_closed_at',
            field=models.DateTimeField(help_text='when the plan was over', null=True),
        ),
        OnDatabase(over, nothing),
        migrations.AlterField(
            model_name='caseevent',
            name='what',
            field=models.CharField(choices=[('opened', '受理'), ('reported_up', '上报协调负责人'), ('taken', '接手处理'), ('handed_over', '更换协调负责人'), ('concerned', '补充被投诉人员'), ('upheld', '认定成立'), ('not_upheld', '认定不成立'), ('told', '告知进展'), ('noted', '调查记录'), ('explained', '解释并致谢'), ('apologised', '上门致歉'), ('plan_agreed', '会同投资顾问确认方案'), ('external', '涉及外部机构'), ('media_reported', '媒体情况已上报'), ('plan_opened', '启动应急预案'), ('plan_closed', '结束应急预案'), ('plan_reviewed', '应急预案总结'), ('policy', '移交上级部门解释'), ('policy_explained', '上级部门已解释'), ('answered_back', '结果报上级'), ('extension_asked', '申请延期'), ('extension_approved', '批准延期'), ('extension_refused', '不同意延期'), ('extended', '延期已告知客户'), ('paused', '中止计时'), ('resumed', '恢复计时'), ('attached', '附件'), ('written', '拟写处理意见书'), ('issued', '出具处理意见书'), ('delivered', '送达处理意见书'), ('renewed', '再次投诉'), ('followed', '异议期后再次投诉，另立新案'), ('closed', '归档结案'), ('rectified', '完成整改'), ('named', '授权查阅'), ('lesson_written', '整理培训案例'), ('lesson_declined', '不作培训案例')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['opened', 'reported_up', 'taken', 'handed_over', 'concerned', 'upheld', 'not_upheld', 'told', 'noted', 'explained', 'apologised', 'plan_agreed', 'external', 'media_reported', 'plan_opened', 'plan_closed', 'plan_reviewed', 'policy', 'policy_explained', 'answered_back', 'extension_asked', 'extension_approved', 'extension_refused', 'extended', 'paused', 'resumed', 'attached', 'written', 'issued', 'delivered', 'renewed', 'followed', 'closed', 'rectified', 'named', 'lesson_written', 'lesson_declined'])), name='case_event_known'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('plan_closed_at__isnull', True), models.Q(('plan_closed_at__gte', models.F('plan_opened_at')), ('plan_opened_at__isnull', False)), _connector='OR'), name='complaint_plan_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('plan_opened_at__isnull', True), ('plan_closed_at__isnull', False), _connector='OR'), name='complaint_closed_without_open_plan'),
        ),
        restored("complaints_complaint", "complaints_caseevent"),
    ]
