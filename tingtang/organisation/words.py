"""What the actions of the trail are called by people. One that is not here is shown by its name."""

from __future__ import annotations

from tingtang.shared.text import Bilingual

ACTIONS: dict[str, Bilingual] = {
    "session.begin": Bilingual("登录", "signed in"),
    "session.end": Bilingual("退出", "signed out"),
    "session.refused": Bilingual("登录被拒", "sign-in refused"),
    "session.locked": Bilingual("用户名被锁定", "name locked"),
    "user.create": Bilingual("开通用户", "opened a sign-in"),
    "user.password": Bilingual("设置密码", "set a password"),
    "user.unlock": Bilingual("解锁用户", "unlocked a name"),
    "user.on": Bilingual("启用用户", "switched a sign-in on"),
    "user.off": Bilingual("停用用户", "switched a sign-in off"),
    "token.create": Bilingual("发放令牌", "made a token"),
    "token.revoke": Bilingual("收回令牌", "revoked a token"),
    "field.reveal": Bilingual("查看敏感信息", "revealed a field"),
    "record.read": Bilingual("查阅记录", "opened a record"),
    "leave.set": Bilingual("登记休假", "registered leave"),
    "leave.cancel": Bilingual("取消休假", "took leave back"),
    "post.ask": Bilingual("申请兼任岗位", "asked for an extra post"),
    "post.refuse": Bilingual("未批准兼任岗位", "refused an extra post"),
    "post.give": Bilingual("兼任岗位", "gave an extra post"),
    "post.end": Bilingual("结束兼任", "ended an extra post"),
    "hours.set": Bilingual("设置营业时间", "set working hours"),
    "hours.exception": Bilingual("设置某天营业", "set a day that differs"),
    "zone.add": Bilingual("新增功能分区", "added a zone"),
    "zone.edit": Bilingual("修改功能分区", "changed a zone"),
    "zone.remove": Bilingual("撤销功能分区", "removed a zone"),
    "contact.record": Bilingual("记录联系", "recorded a contact"),
    "contact.history.read": Bilingual("查阅联系记录", "read the contacts"),
    "attrition.result": Bilingual("记录挽留结果", "said what came of a signal"),
    "attrition.read": Bilingual("查阅流失信号", "read the signals of leaving"),
    "market_event.write": Bilingual("登记市场事件", "wrote a market event down"),
    "market_event.open": Bilingual("下发市场事件", "opened a market event"),
    "handover.propose": Bilingual("提出客户移交", "proposed a handover"),
    "handover.sign": Bilingual("签署客户移交", "signed a handover"),
    "handover.end": Bilingual("退回客户移交", "ended a handover"),
    "handover.in_force": Bilingual("客户移交生效", "a handover came into force"),
    "handover.settle": Bilingual("移交与核心系统核对", "held handovers against the core bank"),
    "duty.follow_post": Bilingual("任务随岗位转移", "duties followed a post"),
    "duty.hand_over": Bilingual("任务随移交转交", "handed duties over"),
    "referral.made": Bilingual("填写转介卡", "made a card"),
    "referral.again": Bilingual("再次转介", "added to a card"),
    "referral.accepted": Bilingual("接收转介", "took a card up"),
    "referral.attempt": Bilingual("转介客户未联系上", "did not reach a prospect"),
    "referral.contacted": Bilingual("已联系转介客户", "reached a prospect"),
    "referral.won": Bilingual("转介成交", "won a prospect"),
    "referral.lost": Bilingual("转介未成", "lost a prospect"),
    "referral.handed_back": Bilingual("退回转介", "handed a card back"),
    "referral.reassigned": Bilingual("改派转介", "gave a card to another"),
    "referral.tidied": Bilingual("整理卡片", "put cards in order"),
    "referral.unroutable": Bilingual("转介无人可接收", "a card nobody takes"),
    "referral.export": Bilingual("导出转介报表", "exported referrals"),
    "duty.open": Bilingual("产生任务", "opened a duty"),
    "duty.close": Bilingual("完成任务", "closed a duty"),
    "duty.cancel": Bilingual("取消任务", "cancelled a duty"),
    "duty.change_due": Bilingual("调整期限", "changed a due time"),
    "duty.change_owner": Bilingual("转交任务", "handed a duty over"),
    "duty.excuse.ask": Bilingual("申请豁免", "asked to be excused"),
    "duty.excuse.approve": Bilingual("同意豁免", "excused a duty"),
    "duty.excuse.refuse": Bilingual("驳回豁免", "refused an excuse"),
    "duty.escalate": Bilingual("上报逾期", "escalated a duty"),
    "manual.value.propose": Bilingual("提议收紧取值", "proposed a value"),
    "manual.value.approve": Bilingual("批准取值", "approved a value"),
    "manual.value.reject": Bilingual("驳回取值", "rejected a value"),
    "calendar.import": Bilingual("导入日历", "imported a calendar"),
    "night.publish": Bilingual("发布日终结果", "published a night"),
}

# The zones of an outlet by kind (A5-A12).
ZONES: dict[str, Bilingual] = {
    "advice": Bilingual("咨询服务区", "Advice"),
    "display": Bilingual("营销信息发布区", "Product information"),
    "waiting": Bilingual("客户休息等候区", "Waiting and rest"),
    "open_counters": Bilingual("开放式柜台服务区", "Open-plan counters"),
    "closed_counters": Bilingual("封闭式柜台服务区", "Enclosed counters"),
    "wealth_centre": Bilingual("理财服务区", "Wealth services"),
    "self_service": Bilingual("自助服务区", "Self-service"),
    "auxiliary": Bilingual("辅助功能区", "Auxiliary"),
}


def action_said(action: str, language: str) -> str:
    """The action in words."""
    known = ACTIONS.get(action)
    return known.pick(language) if known else action
