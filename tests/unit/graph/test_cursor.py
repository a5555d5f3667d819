import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cursor import INTEGER_END, LENGTH_MAX, decode_cursor, encode_cursor
from graph.errors import InvalidCursor

LISTING = ("timeline", "core:1", None, None)
integers = st.integers(min_value=-INTEGER_END + 1, max_value=INTEGER_END - 1)


@given(integers, st.text(max_size=100))
def test_a_cursor_gives_back_the_position_it_was_made_of(millis: int, key: str) -> None:
    cursor = encode_cursor(LISTING, (millis, key))
    assert decode_cursor(LISTING, cursor, (int, str)) == [millis, key]


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(LISTING, text, (int, str))


def test_a_cursor_of_another_listing_is_refused() -> None:
    cursor = encode_cursor(("timeline", "core:2", None, None), (1, "t"))
    with pytest.raises(InvalidCursor, match="another listing"):
        decode_cursor(LISTING, cursor, (int, str))


@pytest.mark.parametrize("position", [("t", 1), (1,), (True, "t"), (INTEGER_END, "t"), (1.5, "t")])
def test_a_cursor_with_other_parts_is_refused(position: tuple[str | int, ...]) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(LISTING, encode_cursor(LISTING, position), (int, str))


@pytest.mark.parametrize("payload", ["1", "[]", '{"a": 1}', "[" * 5000, "null"])
def test_a_cursor_of_another_form_is_refused(payload: str) -> None:
    cursor = base64.urlsafe_b64encode(payload.encode()).decode()
    with pytest.raises(InvalidCursor):
        decode_cursor(LISTING, cursor, (int, str))


def test_a_cursor_of_another_version_is_refused() -> None:
    cursor = encode_cursor(LISTING, (1, "t"))
    payload = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    payload[0] = 2
    with pytest.raises(InvalidCursor):
        decode_cursor(LISTING, base64.urlsafe_b64encode(json.dumps(payload).encode()).decode(), (int, str))


def test_a_cursor_longer_than_any_of_ours_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(LISTING, "A" * (LENGTH_MAX + 1), (int, str))
