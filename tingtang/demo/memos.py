"""What people write down after a talk: made-up memos with the need, the proposal and the next step."""

from __future__ import annotations

from random import Random

from tingtang.demo.customers import Customer

NEEDS = (
    "子女明年出国留学，需要分批购汇",
    "手头有一笔定期即将到期，想比较续存与理财",
    "计划换房，关注公积金组合贷款的利率",
    "希望降低基金持仓波动，考虑转一部分到固收",
    "为父母咨询年金保险的领取方式",
    "公司年终奖到账后想做稳健配置",
    "想了解积存金的定投方式",
    "近期有资金周转需要，咨询消费贷款额度",
    "担心市场波动，询问基金净值和后市看法",
    "准备退休，想要按月有现金流的安排",
)
PROPOSALS = (
    "已说明产品风险等级与本人评级的匹配情况",
    "提供了三种期限的比较，客户倾向于半年期",
    "建议保留三个月支出的活期资金，其余分期限安排",
    "介绍了新开放的基金，提示历史业绩不代表未来",
    "约到网点理财室面谈，带齐身份证件",
    "发送了产品说明书，请客户阅读后再决定",
    "提醒风险评估将到期，到店时一并更新",
)
ENDINGS = (
    "约定下周再联系。",
    "客户要与家人商量后答复。",
    "下月到期前三天电话提醒。",
    "客户满意，暂无其他需求。",
    "已约周五上午面谈。",
    "请客户方便时微信回复。",
)
COMPANY_NEEDS = (
    "财务负责人询问协定存款与单位大额存单的利率",
    "季度末有一笔货款回笼，希望做七天通知存款",
    "计划采购进口设备，咨询开立信用证的手续",
    "员工代发工资账户拟迁到我行，需要批量开卡方案",
    "新厂房建设有融资需要，约项目负责人一起上门",
    "上游供应商希望使用承兑汇票结算",
)


def memo(rng: Random, customer: Customer) -> str:
    """A memo of one or two lines that fits the customer."""
    if customer.kind == "C":
        return f"{rng.choice(COMPANY_NEEDS)}；{rng.choice(PROPOSALS[4:])}。{rng.choice(ENDINGS)}"
    return f"客户表示{rng.choice(NEEDS)}；{rng.choice(PROPOSALS)}。{rng.choice(ENDINGS)}"


def need(rng: Random, customer: Customer) -> str:
    """The need alone, as the contact form keeps it."""
    return rng.choice(COMPANY_NEEDS if customer.kind == "C" else NEEDS)
