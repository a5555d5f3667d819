from pathlib import Path

import pytest

from access.idempotency import KEPT_SECONDS, IdempotencyKeys
from graph.errors import IdempotencyConflict
from guanxi.service_store import open_service_store
from tests.support.vault import test_vault


def test_a_request_under_way_is_not_begun_a_second_time_and_a_kept_answer_is_forgotten_after_a_day(
    tmp_path: Path,
) -> None:
    now = [1_000_000.0]
    keys = IdempotencyKeys(open_service_store(None, tmp_path), test_vault(), lambda: now[0])
    assert keys.begin("key", "request") is None
    with pytest.raises(IdempotencyConflict):
        keys.begin("key", "request")
    keys.keep("key", 201, "application/json", "张伟".encode())
    kept = keys.begin("key", "request")
    assert kept is not None
    assert (kept.status, kept.body.decode()) == (201, "张伟")
    now[0] += KEPT_SECONDS + 1
    assert keys.begin("key", "request") is None


def test_nothing_of_a_request_stands_in_the_database_in_clear(tmp_path: Path) -> None:
    engine = open_service_store(None, tmp_path)
    keys = IdempotencyKeys(engine, test_vault())
    keys.begin("key-of-the-caller", "request of 张伟")
    keys.keep("key-of-the-caller", 200, "application/json", "answer about 张伟".encode())
    engine.dispose()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "张伟".encode() not in written
    assert b"key-of-the-caller" not in written
