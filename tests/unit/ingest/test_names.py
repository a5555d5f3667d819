"""Names are findable by pinyin."""

import pytest

from ingest.names import search_forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("张伟", "zhang wei zhangwei zw"),
        ("重庆银行", "chong qing yin hang chongqingyinhang qingyinhang cqyh"),
        ("张晓宇", "zhang xiao yu zhangxiaoyu xiaoyu zxy"),
        ("Zhang Wei", None),
        ("", None),
    ],
)
def test_search_forms(name: str, forms: str | None) -> None:
    assert search_forms(name) == forms
