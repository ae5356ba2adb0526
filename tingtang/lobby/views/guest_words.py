"""What the customer-facing pages call things, in both languages, and the icon beside each.

Customers think in errands, not in the skills of counters: a topic gathers the kinds of business that people come for
together. A business that no topic names stands under the topic of its group, so a new one is never lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tingtang.manual.book import Business
from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to touch: its code, its words, its icon, a quieter second line."""

    code: str
    title: Bilingual
    icon: str
    more: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """An errand of the kiosk's first screen."""

    code: str
    title: Bilingual
    more: Bilingual
    icon: str
    group: str  # of the manual: businesses that no topic names come here
    businesses: tuple[str, ...]


TOPICS = (
    Topic(
        "cash",
        Bilingual("存取现金", "Cash"),
        Bilingual("存款、取款、换零钞", "Deposit, withdraw, change"),
        "cash-banknote",
        "cash",
        ("cash_withdrawal", "cash_deposit", "large_cash_withdrawal", "large_cash_deposit", "coin_exchange",
         "foreign_cash"),
    ),
    Topic(
        "pay",
        Bilingual("转账缴费", "Transfers and payments"),
        Bilingual("转账、缴费、还款", "Transfers, bills, repayment"),
        "transfer",
        "",
        ("transfer", "bill_payment", "card_repayment", "loan_repayment", "foreign_exchange", "remittance_abroad"),
    ),
    Topic(
        "account",
        Bilingual("开户与银行卡", "Accounts and cards"),
        Bilingual("开户、补换卡、密码、挂失", "Open, replace, PIN, loss"),
        "credit-card",
        "non_cash",
        ("personal_account", "card_replacement", "password_reset", "loss_report", "e_bank_signing",
         "customer_information"),
    ),
    Topic(
        "wealth",
        Bilingual("储蓄理财", "Savings and wealth"),
        Bilingual("定期、理财、基金、黄金", "Deposits, products, funds, gold"),
        "chart-pie",
        "wealth",
        ("time_deposit", "wealth_product", "fund", "gold"),
    ),
    Topic(
        "papers",
        Bilingual("查询与证明", "Enquiries and certificates"),
        Bilingual("查询、流水、存款证明", "Balance, statements, proof"),
        "file-certificate",
        "other",
        ("enquiry", "statement", "asset_certificate"),
    ),
    Topic(
        "corporate",
        Bilingual("对公业务", "For companies"),
        Bilingual("开户、结算、支票", "Accounts, settlement, cheques"),
        "building-skyscraper",
        "corporate",
        ("corporate_settlement", "corporate_cash", "cheque", "corporate_account"),
    ),
)  # fmt: skip

BUSINESS_ICONS = {
    "cash_withdrawal": "cash-banknote",
    "cash_deposit": "pig-money",
    "large_cash_withdrawal": "moneybag",
    "large_cash_deposit": "moneybag",
    "coin_exchange": "coins",
    "foreign_cash": "currency-dollar",
    "transfer": "transfer",
    "bill_payment": "receipt",
    "card_repayment": "credit-card-pay",
    "loan_repayment": "report-money",
    "foreign_exchange": "arrows-exchange",
    "remittance_abroad": "world",
    "personal_account": "user-plus",
    "card_replacement": "credit-card",
    "password_reset": "key",
    "loss_report": "lock",
    "e_bank_signing": "device-mobile",
    "customer_information": "id",
    "time_deposit": "hourglass-high",
    "wealth_product": "chart-pie",
    "fund": "chart-line",
    "gold": "coin",
    "enquiry": "list-search",
    "statement": "file-text",
    "asset_certificate": "certificate",
    "corporate_settlement": "arrows-exchange",
    "corporate_cash": "cash-register",
    "cheque": "signature",
    "corporate_account": "building-bank",
}

CHANNELS = {
    "self_service": Choice(
        "self_service",
        Bilingual("自助设备", "Self-service machine"),
        "device-desktop",
        Bilingual("就在自助服务区，我们的大堂经理可以帮您。", "In the self-service area; the lobby manager can help."),
    ),
    "e_bank": Choice(
        "e_bank",
        Bilingual("手机或网上银行", "Mobile or online banking"),
        "device-mobile",
        Bilingual("在您的手机上就能办，大堂经理可以教您。", "On your own phone; the lobby manager can show you."),
    ),
    "phone": Choice(
        "phone",
        Bilingual("客服电话", "Phone service"),
        "phone",
        Bilingual("拨打 95566 即可办理，大堂备有电话。", "Call 95566; there is a telephone in the lobby."),
    ),
}

# How one may say who one is (A27, A28.1), and how long what is typed may be.
WAYS = (
    Choice("card", Bilingual("刷卡或输卡号", "Card"), "credit-card"),
    Choice("id_no", Bilingual("身份证件号码", "Identity number"), "id"),
    Choice("phone", Bilingual("手机号码", "Phone number"), "device-mobile"),
    Choice("facts", Bilingual("姓名等信息", "Name and numbers"), "user-check"),
)
# Whoever stands behind a customer at the kiosk learns that they are important and no more.
GUEST = Bilingual("贵宾", "Honoured guest")

# Who goes first (A19.2b), with the reasons one may give. "不便说明" is a reason too: nobody has to explain an illness.
PRIVATELY = Bilingual("不便说明，请工作人员了解", "I would rather tell the staff")
NEEDS = (
    Choice("old", Bilingual("年长", "Older customer"), "cane"),
    Choice("weak", Bilingual("体弱", "Frail"), "heart-handshake"),
    Choice("ill", Bilingual("身体不适", "Ill"), "first-aid-kit"),
    Choice("disabled", Bilingual("残障人士", "With a disability"), "wheelchair"),
    Choice("pregnant", Bilingual("孕妇", "Pregnant"), "baby-carriage"),
)
REASONS: Mapping[str, Sequence[Bilingual]] = {
    "old": (
        Bilingual("年事已高", "Advanced age"),
        Bilingual("久站久坐不便", "Standing or sitting long is hard"),
        PRIVATELY,
    ),
    "weak": (
        Bilingual("体力不支", "Weak just now"),
        Bilingual("术后或病后恢复", "Recovering"),
        PRIVATELY,
    ),
    "ill": (
        Bilingual("现在不舒服", "Feeling unwell now"),
        Bilingual("慢性病，不宜久候", "A condition that forbids long waits"),
        PRIVATELY,
    ),
    "disabled": (
        Bilingual("行动不便", "Mobility"),
        Bilingual("视力障碍", "Sight"),
        Bilingual("听力或言语障碍", "Hearing or speech"),
        PRIVATELY,
    ),
    "pregnant": (
        Bilingual("怀孕", "Pregnant"),
        Bilingual("产后或带婴儿", "After birth, or with an infant"),
        PRIVATELY,
    ),
}

LANGUAGES = (
    Choice("zh", Bilingual("普通话", "Chinese"), "message-circle"),
    Choice("en", Bilingual("英语", "English"), "language"),
    Choice("other", Bilingual("其他外语", "Another language"), "world"),
    Choice("sign", Bilingual("手语", "Sign language"), "hand-love-you"),
)
ASSISTANCE = (
    Choice("wheelchair", Bilingual("轮椅", "Wheelchair"), "wheelchair"),
    Choice("guide", Bilingual("引导陪同", "A guiding hand"), "walk"),
    Choice("writing", Bilingual("笔谈交流", "In writing"), "pencil-plus"),
    Choice("forms", Bilingual("帮助填单", "Help with forms"), "clipboard-text"),
)

# Counters outside any zone, on the calling screen.
NO_ZONE = Bilingual("窗口", "Counters")
WEEKDAYS_ZH = "一二三四五六日"

# Five levels of a rating, best first: score, words, icon, colour of state.
LEVELS = (
    (5, Bilingual("非常满意", "Very good"), "mood-happy", "ok"),
    (4, Bilingual("满意", "Good"), "mood-smile", "ok"),
    (3, Bilingual("一般", "Fair"), "mood-empty", ""),
    (2, Bilingual("不满意", "Poor"), "mood-sad", "soon"),
    (1, Bilingual("非常不满意", "Very poor"), "mood-cry", "late"),
)
# Why: the same few words for praise and for blame, so that they can be counted together.
RATING_REASONS = (
    Choice("attitude", Bilingual("服务态度", "Attitude"), "user-heart"),
    Choice("speed", Bilingual("办理速度", "Speed"), "bolt"),
    Choice("skill", Bilingual("业务水平", "Competence"), "certificate"),
    Choice("waiting", Bilingual("等候时间", "Waiting time"), "hourglass-high"),
    Choice("environment", Bilingual("大堂环境", "The hall"), "sofa"),
)


def topic_of(business: Business) -> str:
    """The topic under which a business stands; its group's when no topic names it."""
    named = (topic.code for topic in TOPICS if business.code in topic.businesses)
    return next(named, next((topic.code for topic in TOPICS if topic.group == business.group), TOPICS[-1].code))


def businesses_of(topic: str, book: Mapping[str, Business]) -> list[Business]:
    """The kinds of business of a topic: in the topic's order, then those that only their group brings here."""
    order = next((one.businesses for one in TOPICS if one.code == topic), ())
    here = [one for one in book.values() if topic_of(one) == topic]
    return sorted(here, key=lambda one: order.index(one.code) if one.code in order else len(order))


def icon_of(business: Business) -> str:
    """The icon of a business."""
    return BUSINESS_ICONS.get(business.code, "file-text")


def day_said(on: date) -> Bilingual:
    """11月23日 周一 / Mon 23 Nov: the calling screen shows both."""
    return Bilingual(f"{on.month}月{on.day}日 周{WEEKDAYS_ZH[on.weekday()]}", f"{on:%a} {on.day} {on:%b}")


def choice(code: str, among: Sequence[Choice]) -> Choice | None:
    """The choice with this code."""
    return next((one for one in among if one.code == code), None)
