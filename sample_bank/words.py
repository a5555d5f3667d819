"""The words that names and addresses are put together from: pools drawn once from Faker, sampled by index."""

from dataclasses import dataclass

from sample_bank.arrays import Texts, texts
from sample_bank.streams import Streams

_SURNAMES_DRAWN = 4000
_STREETS_DRAWN = 1500
_FOREIGN_NAMES_DRAWN = 2000
_JOBS_DRAWN = 600
_FOREIGN_COMPANIES_DRAWN = 200

INDUSTRIES = (
    "科技", "网络", "传媒", "信息", "贸易", "建筑", "物流", "食品", "餐饮", "服饰",
    "机械", "电子", "医药", "教育", "文化", "环保", "能源", "化工", "装饰", "农业",
)  # fmt: skip
BRAND_CHARACTERS = "华盛恒泰瑞丰鼎信宏达嘉禾锦源天成远景博雅中正隆昌鑫荣康宁安顺德昊宇飞腾创新海纳金诚明辉汇通"


@dataclass(frozen=True, slots=True)
class Words:
    """Pools; a draw from a pool with repeats follows the frequency that Faker gives the word."""

    surnames: Texts
    male_given: Texts
    female_given: Texts
    streets: Texts
    jobs: Texts
    foreign_names: Texts
    foreign_companies: Texts


def draw_words(streams: Streams) -> Words:
    """Fills the pools from one Chinese and one English Faker."""
    chinese = streams.faker("zh_CN")
    english = streams.faker("en_US")
    return Words(
        surnames=texts([chinese.last_name() for _ in range(_SURNAMES_DRAWN)]),
        male_given=texts([chinese.first_name_male() for _ in range(_SURNAMES_DRAWN)]),
        female_given=texts([chinese.first_name_female() for _ in range(_SURNAMES_DRAWN)]),
        streets=texts([chinese.street_name() for _ in range(_STREETS_DRAWN)]),
        jobs=texts([chinese.job() for _ in range(_JOBS_DRAWN)]),
        foreign_names=texts([english.name() for _ in range(_FOREIGN_NAMES_DRAWN)]),
        foreign_companies=texts([english.company() for _ in range(_FOREIGN_COMPANIES_DRAWN)]),
    )
