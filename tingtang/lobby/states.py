"""The words of the lobby: states, the moves between them, classes of service, needs, where a ticket comes from."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a visit stands; the last three end it."""

    WAITING = "waiting", "等候"
    CALLED = "called", "已叫号"
    SERVING = "serving", "办理中"
    ON_HOLD = "on_hold", "暂挂"
    TRANSFERRED = "transferred", "转办等候"
    SERVED = "served", "已办结"
    LEFT = "left", "已离开"
    NO_SHOW = "no_show", "过号"


QUEUED = (State.WAITING, State.TRANSFERRED)  # may be called
AT_COUNTER = (State.CALLED, State.SERVING)  # a counter has one such ticket
BOUND = (State.CALLED, State.SERVING, State.ON_HOLD)  # has a counter and a person
ENDED = (State.SERVED, State.LEFT, State.NO_SHOW)
OPEN = (*QUEUED, *BOUND)

# From where a visit may go where; the database refuses any other move.
MOVES: dict[State, tuple[State, ...]] = {
    State.WAITING: (State.CALLED, State.LEFT),
    State.TRANSFERRED: (State.CALLED, State.LEFT),
    State.CALLED: (State.SERVING, State.CALLED, State.NO_SHOW, State.LEFT, State.TRANSFERRED),
    State.SERVING: (State.SERVING, State.ON_HOLD, State.TRANSFERRED, State.SERVED, State.LEFT),
    State.ON_HOLD: (State.SERVING, State.TRANSFERRED, State.SERVED, State.LEFT),
    State.SERVED: (),
    State.LEFT: (),
    State.NO_SHOW: (),
}


class ServiceClass(models.TextChoices):
    """Classes of service, highest first (A19.2, A28)."""

    PRIVATE = "private", "私人银行"
    WEALTH = "wealth", "财富"
    VIP = "vip", "理财贵宾"
    PRIORITY = "priority", "优先"
    BOOKED = "booked", "预约"
    ORDINARY = "ordinary", "普通"


# Led to an area of their own and seen to the door (A19.2g, A28.2, A28.4).
IMPORTANT = (ServiceClass.PRIVATE, ServiceClass.WEALTH, ServiceClass.VIP)


class Need(models.TextChoices):
    """Who goes first (A19.2b)."""

    OLD = "old", "年老"
    WEAK = "weak", "体弱"
    ILL = "ill", "患病"
    DISABLED = "disabled", "残障"
    PREGNANT = "pregnant", "孕妇"


# Languages a ticket notes (A33.1), the signs among them, and the help it notes.
LANGUAGES = ("zh", "en", "ja", "ko", "ru", "fr", "de", "es", "ar", "yue", "sign", "other")
ASSISTANCE = ("wheelchair", "guide", "writing", "forms", "sign", "hearing", "vision")


class Origin(models.TextChoices):
    """Where a ticket was taken."""

    KIOSK = "kiosk", "取号机"
    LOBBY = "lobby", "大堂"
    BOOKING = "booking", "预约"
    API = "api", "接口"


class CounterState(models.TextChoices):
    """Whether a counter serves."""

    CLOSED = "closed", "关闭"
    OPEN = "open", "服务中"
    SUSPENDED = "suspended", "暂停服务"
