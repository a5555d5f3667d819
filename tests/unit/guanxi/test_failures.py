from pathlib import Path

import pytest

from guanxi.local_neo4j.failures import explain_failure
from guanxi.local_neo4j.paths import ServerPaths


@pytest.fixture
def paths(tmp_path: Path) -> ServerPaths:
    paths = ServerPaths(tmp_path)
    paths.create()
    paths.process_file.write_text("{}", encoding="utf-8")
    return paths


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Caused by: java.io.IOException: No space left on device", "The disk is full."),
        ("java.lang.OutOfMemoryError: Java heap space", "too little memory"),
        ("Could not reserve enough space for 9999KB object heap", "too little memory"),
        ("Invalid memory configuration - exceeds physical memory.", "too little memory"),
        ("Address localhost:7687 is already in use, cannot bind to it.", "A port was taken"),
        (
            "FileLockException: Lock file has been locked by another process: store_lock",
            "Another Neo4j process",
        ),
        ("Unknown store version 'record-aligned-9.1'", "another version of Neo4j"),
        ("java.nio.file.AccessDeniedException: neostore", "may not write"),
    ],
)
def test_the_reason_is_read_from_the_log(paths: ServerPaths, line: str, reason: str) -> None:
    paths.console_log.write_text(f"Starting...\n{line}\n", encoding="utf-8")
    message = explain_failure(paths, "Neo4j ended.")
    assert message.startswith("Neo4j ended.\n")
    assert reason in message
    assert line in message


def test_an_old_failure_does_not_explain_a_new_one(paths: ServerPaths) -> None:
    log = (
        "2020-01-01 10:00:00.000+0000 ERROR No space left on device\n"
        "2999-01-01 10:00:00.000+0000 ERROR Unrecognized setting\n"
    )
    (paths.logs / "neo4j.log").write_text(log, encoding="utf-8")
    message = explain_failure(paths, "Neo4j ended.")
    assert "Unrecognized setting" in message
    assert "disk" not in message


def test_stack_frames_are_not_quoted(paths: ServerPaths) -> None:
    log = "java.lang.RuntimeException: broken\n\tat org.neo4j.Thing.start(Thing.java:1)\n\t... 7 more\n"
    paths.console_log.write_text(log, encoding="utf-8")
    message = explain_failure(paths, "Neo4j ended.")
    assert "RuntimeException: broken" in message
    assert "Thing.java" not in message
    assert "7 more" not in message


def test_without_any_log_it_still_says_what_happened(paths: ServerPaths) -> None:
    assert explain_failure(paths, "Neo4j ended.").startswith("Neo4j ended.")
