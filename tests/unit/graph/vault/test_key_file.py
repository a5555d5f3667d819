"""The key file: private, whole at any moment, and shared by several processes."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.errors import KeyUnavailable, SealBroken
from graph.vault import KeyFile, SealedKind, Vault

ADD_KEYS = """
import sys
from pathlib import Path
from graph.vault import KeyFile
keys = KeyFile(Path(sys.argv[1]))
print(" ".join(keys.add().key_id for _ in range(20)))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys.json"


def test_a_file_is_made_when_first_needed_and_only_its_owner_reads_it(path: Path) -> None:
    key = KeyFile(path).primary()
    assert (key.key_id, len(key.secret)) == ("k1", 32)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert KeyFile(path).primary() == key
    assert str(key.secret) not in repr(key)


def test_a_file_that_others_can_read_is_refused_also_when_it_becomes_so(path: Path) -> None:
    keys = KeyFile(path)
    keys.primary()
    path.chmod(0o640)
    with pytest.raises(KeyUnavailable, match="can be read by others"):
        keys.primary()
    path.chmod(0o600)
    assert keys.primary().key_id == "k1"


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"made": 1, "primary": "k9", "index": "", "keys": {}}'])
def test_what_is_no_key_file_is_named_and_left_alone(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o600)
    for use in (KeyFile(path).primary, KeyFile(path).rotate, KeyFile(path).index_key):
        with pytest.raises(KeyUnavailable, match="no key file"):
            use()
    assert path.read_text() == text


def test_another_process_sees_a_rotation_and_a_destroyed_key(path: Path) -> None:
    ours, theirs = Vault(KeyFile(path)), KeyFile(path)
    sealed = ours.seal(SealedKind.NAME, "张伟")
    assert theirs.rotate().key_id == "k2"
    assert ours.seal(SealedKind.NAME, "张伟").split(".")[2] == "k2"
    assert ours.open(sealed).clear == "张伟"
    theirs.destroy("k1")
    with pytest.raises(KeyUnavailable, match="k1"):
        ours.open(sealed)


def test_an_index_key_stays_through_rotations(path: Path) -> None:
    keys = KeyFile(path)
    before = Vault(keys).blind("phone", "13800138000")
    keys.rotate()
    assert Vault(KeyFile(path)).blind("phone", "13800138000") == before


def test_an_id_is_never_used_again(path: Path) -> None:
    keys = KeyFile(path)
    made = keys.add("locked")
    keys.destroy(made.key_id)
    assert keys.add("locked").key_id != made.key_id
    assert keys.rotate().key_id not in ("k1", made.key_id)
    assert made.key_id not in keys.key_ids()


def test_the_key_that_seals_and_an_unknown_one_are_not_destroyed(path: Path) -> None:
    keys = KeyFile(path)
    with pytest.raises(KeyUnavailable, match="rotate first"):
        keys.destroy(keys.primary().key_id)
    with pytest.raises(KeyUnavailable, match="no key k7"):
        keys.destroy("k7")


def test_a_destroyed_key_is_in_no_file_any_more(path: Path) -> None:
    keys = KeyFile(path)
    keys.primary()
    secret = json.loads(path.read_text())["keys"]["k1"]
    with path.open("rb") as former:
        keys.rotate()
        keys.destroy("k1")
        assert former.read().strip(b"\0") == b""
    left = [one for one in path.parent.iterdir() if secret in one.read_text()]
    assert left == []
    assert sorted(one.name for one in path.parent.iterdir()) == ["keys.json", "keys.json.lock"]


def test_processes_that_add_keys_at_once_lose_none(path: Path) -> None:
    command = [sys.executable, "-c", ADD_KEYS, str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) for _ in range(3)]
    made = [key_id for process in running for key_id in process.communicate()[0].split()]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(set(made)) == 60
    assert {*made, "k1"} == set(KeyFile(path).key_ids())


def test_readers_see_a_whole_file_while_it_is_replaced(path: Path) -> None:
    writer, wrong = KeyFile(path), []
    writer.primary()
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                KeyFile(path).primary()
            except KeyUnavailable as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(50):
        writer.rotate()
    is_over.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_new_file_in_the_place_of_a_lost_one_opens_nothing(path: Path) -> None:
    sealed = Vault(KeyFile(path)).seal(SealedKind.NAME, "张伟")
    path.unlink()
    with pytest.raises(SealBroken):
        Vault(KeyFile(path)).open(sealed)
