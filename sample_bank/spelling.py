"""How a Chinese name or number comes to be written differently: traditional, pinyin, spaced, full-width."""

from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

_SIMPLIFIED = (
    "张陈刘杨赵吴孙马罗郑谢韩冯邓许苏卢蒋叶阎钟谭陆顾贺龙邹萧汤严钱贾韦万伟丽强军杰涛兰刚凤荣红国云飞东庆学宁颖"
    "莹帅鹏欢华辉凯艳锋琼莲钢铁宾汉业乐义贤诚谦让远达进运连选银锦镇长门闻阳阴随难雾电静韵项顺须领颜风骏鸿鹤麦黄齐"
)
_TRADITIONAL = (
    "張陳劉楊趙吳孫馬羅鄭謝韓馮鄧許蘇盧蔣葉閻鍾譚陸顧賀龍鄒蕭湯嚴錢賈韋萬偉麗強軍傑濤蘭剛鳳榮紅國雲飛東慶學寧穎"
    "瑩帥鵬歡華輝凱艷鋒瓊蓮鋼鐵賓漢業樂義賢誠謙讓遠達進運連選銀錦鎮長門聞陽陰隨難霧電靜韻項順須領顏風駿鴻鶴麥黃齊"
)
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)
_TO_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
# Surnames are read otherwise than the same character elsewhere.
_SURNAME_PINYIN = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "任": "ren",
    "萧": "xiao",
}


def traditional(name: str) -> str:
    """The characters that have a traditional form, in that form."""
    return name.translate(_TO_TRADITIONAL)


def full_width(number: str) -> str:
    """Digits as typed with a Chinese input method left on."""
    return number.translate(_TO_FULL_WIDTH)


def spaced(name: str) -> str:
    """A blank after the surname, as old systems padded names."""
    return f"{name[0]} {name[1:]}"


def shortened(name: str) -> str:
    """Without the middle character."""
    return name[0] + name[-1]


def mistyped(number: str) -> str:
    """Two neighbours before the last swapped: the commonest slip, which the checksum always catches."""
    for at in (15, 14):
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:-1] + ("0" if number[-1] != "0" else "1")


class Pinyin:
    """Reads names aloud; each character is looked up once."""

    def __init__(self, characters: Iterable[str]) -> None:
        self._readings = {c: "".join(lazy_pinyin(c, style=Style.NORMAL)) for c in sorted(set(characters))}

    def surname(self, surname: str) -> str:
        """A surname read aloud, in lower case."""
        return _SURNAME_PINYIN.get(surname) or self._read(surname)

    def name(self, surname: str, given: str) -> str:
        """Surname first, as on a Chinese passport: ZHANG WEIMING."""
        return f"{self.surname(surname)} {self._read(given)}".upper()

    def western(self, surname: str, given: str) -> str:
        """Given name first: Weiming Zhang."""
        return f"{self._read(given).capitalize()} {self.surname(surname).capitalize()}"

    def _read(self, characters: str) -> str:
        return "".join(self._readings[c] for c in characters)
