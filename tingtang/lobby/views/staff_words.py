"""What the lobby's codes are called on staff's pages. What the manual names keeps the manual's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tingtang.lobby.states import Need
from tingtang.lobby.views.staff_journeys import Journeys
from tingtang.lobby.views.staff_reasons import DECLARED, in_one_language
from tingtang.manual.book import Business
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import ZoneKind
from tingtang.shared.text import Bilingual

Table = Mapping[str, Bilingual]

CLASSES: Table = {
    "private": Bilingual("私行", "Private"),
    "wealth": Bilingual("财富", "Wealth"),
    "vip": Bilingual("贵宾", "VIP"),
    "priority": Bilingual("优先", "Priority"),
    "booked": Bilingual("预约", "Booked"),
    "ordinary": Bilingual("普通", "Ordinary"),
}
STATES: Table = {
    "waiting": Bilingual("等候", "Waiting"),
    "called": Bilingual("已叫号", "Called"),
    "serving": Bilingual("办理中", "Being served"),
    "on_hold": Bilingual("暂挂", "On hold"),
    "transferred": Bilingual("转办等候", "Transferred"),
    "served": Bilingual("已办结", "Served"),
    "left": Bilingual("已离开", "Left"),
    "no_show": Bilingual("过号", "No-show"),
}
COUNTERS: Table = {
    "open": Bilingual("服务中", "Open"),
    "suspended": Bilingual("暂停服务", "Suspended"),
    "closed": Bilingual("未开放", "Closed"),
}
NEEDS: Table = {
    "old": Bilingual("年长", "Elderly"),
    "weak": Bilingual("体弱", "Frail"),
    "ill": Bilingual("患病", "Ill"),
    "disabled": Bilingual("残障", "Disabled"),
    "pregnant": Bilingual("孕妇", "Pregnant"),
}
LANGUAGES: Table = {
    "zh": Bilingual("普通话", "Mandarin"),
    "en": Bilingual("英语", "English"),
    "sign": Bilingual("手语", "Sign language"),
    "yue": Bilingual("粤语", "Cantonese"),
    "ja": Bilingual("日语", "Japanese"),
    "ko": Bilingual("韩语", "Korean"),
    "ru": Bilingual("俄语", "Russian"),
    "fr": Bilingual("法语", "French"),
    "de": Bilingual("德语", "German"),
    "es": Bilingual("西班牙语", "Spanish"),
    "ar": Bilingual("阿拉伯语", "Arabic"),
    "other": Bilingual("其他语言", "Another language"),
}
ASSISTANCE: Table = {
    "wheelchair": Bilingual("轮椅", "Wheelchair"),
    "guide": Bilingual("引导陪同", "A guiding hand"),
    "writing": Bilingual("笔谈交流", "In writing"),
    "forms": Bilingual("帮助填单", "Help with forms"),
    "sign": Bilingual("手语翻译", "Sign interpreter"),
    "hearing": Bilingual("助听", "Hearing aid"),
    "vision": Bilingual("视力协助", "Sight assistance"),
}
ASSISTANCE_ICONS = {
    "wheelchair": "wheelchair",
    "guide": "walk",
    "writing": "pencil-plus",
    "forms": "clipboard-text",
    "sign": "hand-love-you",
    "hearing": "ear",
    "vision": "eye",
}
CHANNELS: Table = {
    "self_service": Bilingual("自助设备", "self-service"),
    "e_bank": Bilingual("手机或网上银行", "mobile or online banking"),
    "phone": Bilingual("电话银行", "phone banking"),
}
ORIGINS: Table = {
    "kiosk": Bilingual("取号机", "Kiosk"),
    "lobby": Bilingual("大堂", "Lobby"),
    "booking": Bilingual("预约", "Booking"),
    "api": Bilingual("接口", "Interface"),
}
TIERS: Table = {
    "private": Bilingual("私人银行", "Private bank"),
    "corporate_vip": Bilingual("公司贵宾", "Corporate VIP"),
    "wealth": Bilingual("财富", "Wealth"),
    "platinum": Bilingual("白金卡", "Platinum"),
    "wealth_management": Bilingual("理财", "Wealth mgmt"),
    "ordinary": Bilingual("普通", "Ordinary"),
}
RULES: Table = {
    "promise": Bilingual("等候承诺将到", "a promise about to break"),
    "starving": Bilingual("已久候", "waited longest, beyond the limit"),
    "score": Bilingual("累积分最高", "the highest score"),
}
GROUPS: Table = {
    "cash": Bilingual("现金", "Cash"),
    "non_cash": Bilingual("非现金", "Non-cash"),
    "corporate": Bilingual("对公", "Corporate"),
    "wealth": Bilingual("理财", "Wealth"),
    "other": Bilingual("其他", "Other"),
}
ZONES: Table = {
    "advice": Bilingual("咨询服务区", "Advice"),
    "display": Bilingual("营销信息发布区", "Marketing display"),
    "waiting": Bilingual("客户休息等候区", "Waiting area"),
    "open_counters": Bilingual("开放式柜台服务区", "Open-plan counters"),
    "closed_counters": Bilingual("封闭式柜台服务区", "Enclosed counters"),
    "wealth_centre": Bilingual("理财服务区", "Wealth area"),
    "self_service": Bilingual("自助服务区", "Self-service"),
    "auxiliary": Bilingual("辅助功能区", "Auxiliary"),
}
ZONE_ARTICLES = {kind: f"A{5 + place}" for place, kind in enumerate(ZoneKind.values)}


DEVICES: Table = {
    "atm": Bilingual("自动柜员机", "ATM"),
    "deposit": Bilingual("存取款一体机", "Deposit machine"),
    "terminal": Bilingual("自助终端", "Terminal"),
    "receipt_box": Bilingual("电子回单箱", "Receipt box"),
    "ebank_pc": Bilingual("网银体验机", "E-banking PC"),
    "hotline": Bilingual("客服电话", "Hotline phone"),
    "note_counter": Bilingual("点钞验钞设备", "Note counter"),
    "kiosk": Bilingual("取号机", "Ticket kiosk"),
    "screen": Bilingual("显示屏", "Screen"),
    "panel": Bilingual("评价器", "Rating panel"),
    "light_box": Bilingual("灯箱标识", "Light box"),
    "other": Bilingual("其他", "Other"),
}
FAULTS: Table = {
    "ok": Bilingual("正常", "Works"),
    "broken": Bilingual("故障停用", "Out of order"),
    "partial": Bilingual("部分功能不可用", "Partly out of order"),
    "cash": Bilingual("缺钞", "No cash"),
    "low": Bilingual("现金偏低", "Low on cash"),
    "paper": Bilingual("缺纸缺墨", "Paper or ink"),
    "network": Bilingual("网络中断", "No network"),
    "content": Bilingual("内容或外观不符", "Content or looks"),
}
CASH: Table = {
    "enough": Bilingual("现金充足", "Cash enough"),
    "low": Bilingual("现金偏低", "Cash low"),
    "empty": Bilingual("缺钞", "No cash"),
}
INCIDENTS: Table = {
    "dispute": Bilingual("纠纷", "Dispute"),
    "accident": Bilingual("意外伤病", "Accident or illness"),
    "theft": Bilingual("财物损失", "Loss or theft"),
    "fraud": Bilingual("涉嫌诈骗", "Suspected fraud"),
    "fire": Bilingual("火情", "Fire"),
    "robbery": Bilingual("抢劫", "Robbery"),
    "other": Bilingual("其他", "Other"),
}
TRADES: Table = {
    "securities": Bilingual("证券", "Securities"),
    "insurance": Bilingual("保险", "Insurance"),
    "fund": Bilingual("基金", "Funds"),
}
PLACES = (
    Bilingual("大堂", "Lobby"),
    Bilingual("门前", "Entrance"),
    Bilingual("自助服务区", "Self-service area"),
    Bilingual("停车场", "Car park"),
    Bilingual("后门通道", "Back door"),
)


@dataclass(frozen=True)
class Words(Journeys):
    """The words of one language; an unknown code is shown as it is."""

    lang: str

    def _of(self, table: Table, code: str) -> str:
        return table[code].pick(self.lang) if code in table else code

    def pick(self, text: Bilingual) -> str:
        """A text of the manual."""
        return text.pick(self.lang)

    def business(self, code: str) -> str:
        """A kind of business."""
        kind = rulebook().businesses.get(code)
        return kind.title.pick(self.lang) if kind else code

    def kind(self, code: str) -> Business | None:
        """The manual's entry of a kind of business."""
        return rulebook().businesses.get(code)

    def service(self, code: str) -> str:
        """A class of service, short."""
        return self._of(CLASSES, code)

    def state(self, code: str) -> str:
        """Where a visit stands."""
        return self._of(STATES, code)

    def counter(self, code: str) -> str:
        """Whether a counter serves."""
        return self._of(COUNTERS, code)

    def need(self, code: str) -> str:
        """Why somebody goes first."""
        return self._of(NEEDS, code) if code in Need.values else code

    def reason(self, text: str) -> str:
        """A reason as it is kept: a ready-made one in the viewer's language, anybody's own words as they are."""
        return in_one_language(text, self.lang)

    def need_reason(self, text: str) -> str:
        """The reason given with a need; a ticket taken without one says that the customer declared it."""
        return self.pick(DECLARED) if text == "declared" else text

    def language(self, code: str) -> str:
        """A language that the customer speaks."""
        return self._of(LANGUAGES, code)

    def assistance(self, code: str) -> str:
        """What the customer needs help with."""
        return self._of(ASSISTANCE, code)

    def assistance_icon(self, code: str) -> str:
        """Its icon."""
        return ASSISTANCE_ICONS.get(code, "info-circle")

    def channel(self, code: str) -> str:
        """Who else can do it."""
        return self._of(CHANNELS, code)

    def origin(self, code: str) -> str:
        """Where the ticket was taken."""
        return self._of(ORIGINS, code)

    def tier(self, code: str) -> str:
        """A standing of A27."""
        return self._of(TIERS, code)

    def rule(self, code: str) -> str:
        """By which rule a ticket was called."""
        return self._of(RULES, code)

    def group(self, code: str) -> str:
        """A group of business."""
        return self._of(GROUPS, code)

    def zone(self, code: str) -> str:
        """A kind of zone."""
        return self._of(ZONES, code)

    def device(self, code: str) -> str:
        """A kind of device."""
        return self._of(DEVICES, code)

    def fault(self, code: str) -> str:
        """What is wrong with a device; `ok` nothing."""
        return self._of(FAULTS, code)

    def cash(self, code: str) -> str:
        """How much cash a machine has."""
        return self._of(CASH, code)

    def incident(self, code: str) -> str:
        """What happened."""
        return self._of(INCIDENTS, code)

    def trade(self, code: str) -> str:
        """Whose business a stationed person does."""
        return self._of(TRADES, code)

    def minutes(self, value: float | None) -> str:
        """3 min, in whole minutes."""
        if value is None:
            return "—"
        return f"{value:.0f} 分钟" if self.lang == "zh" else f"{value:.0f} min"

    def span(self, value: timedelta) -> str:
        """A span in minutes."""
        return self.minutes(value.total_seconds() / 60)
