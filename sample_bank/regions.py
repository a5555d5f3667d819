"""County-level region codes (public facts of GB/T 2260) of the cities that the invented bank serves."""

from typing import NamedTuple


class Region(NamedTuple):
    """One county-level region."""

    code: str
    county: str
    city: str


# The order is the order in which a growing bank opens branches.
REGIONS = (
    Region("310101", "黄浦区", "上海"),
    Region("310104", "徐汇区", "上海"),
    Region("310105", "长宁区", "上海"),
    Region("310107", "普陀区", "上海"),
    Region("310115", "浦东新区", "上海"),
    Region("440303", "罗湖区", "深圳"),
    Region("440304", "福田区", "深圳"),
    Region("440305", "南山区", "深圳"),
    Region("110101", "东城区", "北京"),
    Region("110102", "西城区", "北京"),
    Region("110105", "朝阳区", "北京"),
    Region("110108", "海淀区", "北京"),
    Region("330102", "上城区", "杭州"),
    Region("330106", "西湖区", "杭州"),
    Region("320102", "玄武区", "南京"),
    Region("320106", "鼓楼区", "南京"),
    Region("440103", "荔湾区", "广州"),
    Region("440106", "天河区", "广州"),
    Region("510104", "锦江区", "成都"),
    Region("510107", "武侯区", "成都"),
    Region("420102", "江岸区", "武汉"),
    Region("420106", "武昌区", "武汉"),
    Region("500103", "渝中区", "重庆"),
    Region("500105", "江北区", "重庆"),
    Region("610103", "碑林区", "西安"),
    Region("610113", "雁塔区", "西安"),
    Region("430102", "芙蓉区", "长沙"),
    Region("430104", "岳麓区", "长沙"),
    Region("120101", "和平区", "天津"),
    Region("120103", "河西区", "天津"),
    Region("370202", "市南区", "青岛"),
    Region("350203", "思明区", "厦门"),
    Region("410105", "金水区", "郑州"),
    Region("340104", "蜀山区", "合肥"),
)

CITIES = tuple(dict.fromkeys(region.city for region in REGIONS))


def regions_of(city: str) -> list[int]:
    """Positions in REGIONS of one city's counties."""
    return [position for position, region in enumerate(REGIONS) if region.city == city]
