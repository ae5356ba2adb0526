"""The catalogue: made-up products of every type, some of which have news in the nights of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random


@dataclass(frozen=True)
class Product:
    """A product as it stands on the last day; before `moved_on` its price or rate had not moved yet."""

    product_id: str
    type: str
    name: str
    risk: int | None = None
    nav: Decimal | None = None
    nav_month_ago: Decimal | None = None
    rate: Decimal | None = None
    rate_previous: Decimal | None = None
    opens_on: date | None = None
    moved_on: date | None = None


_FUNDS = (
    *("稳健成长", "价值精选", "新兴产业", "消费升级", "医药健康", "绿色能源"),
    *("中短债", "量化对冲", "红利优选", "全球配置", "科技先锋", "养老目标"),
)
_WEALTH = ("日日盈", "月月盈", "季季盈", "半年盈", "年年盈", "稳利", "尊享", "私享")
_INSURANCE = ("福寿年金", "安康两全", "金色晚年", "学业有成", "稳享终身", "福满堂")


def catalogue(on: date, seed: int) -> list[Product]:
    """All products, by id."""
    rng = Random(f"{seed} products")  # noqa: S311 - a seed that repeats is the point
    found = [*_deposits(on), *_rated()]
    for number, name in enumerate(_FUNDS, 1):
        found.append(_fund(rng, number, name, on))
    for number, name in enumerate(_INSURANCE, 1):
        found.append(Product(f"I{number:02}", "insurance", f"厅堂{name}保险", 2))
    return found


def _deposits(on: date) -> list[Product]:
    rates = (("D01", "活期存款", "0.0010"), ("D02", "七天通知存款", "0.0045"), ("D03", "协定存款", "0.0060"))
    found = [Product(key, "deposit", name, 1, rate=Decimal(r), rate_previous=Decimal(r)) for key, name, r in rates]
    for months, rate, before in ((3, "0.0085", "0.0085"), (12, "0.0110", "0.0135"), (24, "0.0120", "0.0120")):
        name = f"{months}个月定期存款"
        found.append(
            Product(
                *(f"T{months:02}", "fixed_income", name, 1),
                rate=Decimal(rate),
                rate_previous=Decimal(before),
                moved_on=on - timedelta(days=10),
            )
        )
    return found


def _rated() -> list[Product]:
    wealth = [
        Product(f"W{n:02}", "wealth", f"厅堂{name}理财", 1 + n % 4, rate=Decimal(f"0.0{220 + n * 17}"))
        for n, name in enumerate(_WEALTH, 1)
    ]
    loans = [
        Product("L01", "loan", "公积金组合住房贷款", rate=Decimal("0.0285")),
        Product("L02", "loan", "个人住房贷款", rate=Decimal("0.0395")),
        Product("L03", "loan", "个人消费贷款", rate=Decimal("0.0450")),
        Product("L04", "loan", "小微企业经营贷款", rate=Decimal("0.0420")),
    ]
    others = [
        Product("G01", "gold", "厅堂积存金", 3),
        Product("X01", "fx", "美元活期存款", 2),
        Product("X02", "fx", "港币活期存款", 2),
    ]
    return [*wealth, *loans, *others]


def _fund(rng: Random, number: int, name: str, on: date) -> Product:
    """Fund 3 fell sharply six days ago, fund 7 opens on the last day; the others go their way."""
    nav = Decimal(rng.randrange(8000, 24000)) / 10000
    move = Decimal("1.12") if number == 3 else Decimal("0.995")
    return Product(
        *(f"F{number:02}", "fund", f"厅堂{name}基金", 1 + number % 5, nav, (nav * move).quantize(Decimal("0.0001"))),
        opens_on=on if number == 7 else None,
        moved_on=on - timedelta(days=6),
    )
