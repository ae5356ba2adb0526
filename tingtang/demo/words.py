"""Invented names: a province that does not exist, its cities, people and companies. No real person or firm is meant."""

from __future__ import annotations

from random import Random

PROVINCE = ("江海省", "Jianghai")
BANK = ("厅堂银行", "Tingtang Bank")

# (Chinese, English) of the tier-2 branches' cities
CITIES = (
    ("澜城", "Lancheng"),
    ("云泽", "Yunze"),
    ("青渚", "Qingzhu"),
    ("临屿", "Linyu"),
    ("安汀", "Anting"),
    ("望津", "Wangjin"),
    ("平渚", "Pingzhu"),
    ("嘉澜", "Jialan"),
    ("宁屿", "Ningyu"),
    ("泽川", "Zechuan"),
    ("棠溪", "Tangxi"),
    ("松汀", "Songting"),
    ("鹭浦", "Lupu"),
)
DISTRICTS = (
    ("城东", "East"),
    ("城西", "West"),
    ("城南", "South"),
    ("城北", "North"),
    ("新港", "New Harbour"),
    ("湖滨", "Lakeside"),
    ("科苑", "Science Park"),
    ("老街", "Old Street"),
)
STREETS = (
    ("晨光路", "Chenguang Road"),
    ("榕荫街", "Rongyin Street"),
    ("学府路", "Xuefu Road"),
    ("码头路", "Matou Road"),
    ("望月路", "Wangyue Road"),
    ("金桂街", "Jingui Street"),
    ("石桥路", "Shiqiao Road"),
    ("春申里", "Chunshen Lane"),
    ("柳岸", "Liu'an"),
    ("东升路", "Dongsheng Road"),
    ("文昌街", "Wenchang Street"),
    ("渔港路", "Yugang Road"),
)
# Departments of A36 with what each answers for
DEPARTMENTS = (
    ("个人金融部", "Personal Finance"),
    ("工会", "Labour Union"),
    ("国内结算部", "Domestic Settlement"),
    ("运营控制部", "Operations Control"),
    ("人力资源部", "Human Resources"),
    ("公司业务部", "Corporate Banking"),
    ("办公室", "General Office"),
    ("信息科技部", "Information Technology"),
)

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN_MEN = "伟强磊军洋勇杰涛明超刚平辉鹏斌波宇浩凯健俊帆帅旭宁泽轩志海建国文华松柏林峰岩川庆瑞承远景恒毅诚"
GIVEN_WOMEN = "芳娜敏静丽艳娟霞秀燕玲桂英华慧红玉兰萍婷雪梅琳倩颖洁欣悦瑶佳怡思涵雨诗梦晓月清荷岚薇蓉宁若"
BRANDS = "恒远鼎盛汇达嘉禾瑞丰启明卓越天成海纳宏图锦程博雅同创金帆绿洲晨曦凌云东渡澄江青松和顺"
TRADES = (
    ("制造业", "机械制造"),
    ("制造业", "精密仪器"),
    ("制造业", "纺织"),
    ("制造业", "食品"),
    ("批发零售", "商贸"),
    ("批发零售", "进出口"),
    ("物流运输", "物流"),
    ("信息技术", "软件"),
    ("建筑业", "建筑工程"),
    ("农林牧渔", "渔业"),
    ("住宿餐饮", "酒店管理"),
    ("医药健康", "医疗器械"),
)
RELATIVES = ("配偶", "子女", "子女", "父亲", "母亲")


def person(rng: Random, *, woman: bool) -> str:
    """A made-up name of two or three characters."""
    given = GIVEN_WOMEN if woman else GIVEN_MEN
    length = 1 if rng.random() < 0.25 else 2
    return rng.choice(SURNAMES) + "".join(rng.choice(given) for _ in range(length))


def company(rng: Random) -> tuple[str, str]:
    """A made-up company: (industry, name)."""
    industry, trade = rng.choice(TRADES)
    first = rng.randrange(0, len(BRANDS) - 1, 2)
    brand = BRANDS[first : first + 2] + rng.choice(("", rng.choice("新华信源康泰安")))
    return industry, f"{rng.choice(CITIES)[0]}市{brand}{trade}有限公司"
