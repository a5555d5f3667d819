import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from guanxi.logs import configure_logs


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def failing() -> None:
    customer = "张伟"
    raise RuntimeError(str(len(customer)))


def test_json_lines_carry_what_was_noted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    structlog.get_logger("guanxi.test").info("request", status=200, route="/api/v1/customers")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["status"], line["level"], line["logger"]) == ("request", 200, "info", "guanxi.test")
    assert line["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    logging.getLogger("uvicorn.error").warning("port %s", 8000)
    assert json.loads(capsys.readouterr().err)["event"] == "port 8000"


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_values(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format)
    try:
        failing()
    except RuntimeError as error:
        structlog.get_logger("guanxi.test").error("failed", exc_info=error)
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "in failing" in written
    assert "'张伟'" not in written.replace('customer = "张伟"', "")


def test_the_console_form_has_no_colours_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("console")
    structlog.get_logger("guanxi.test").info("request")
    assert "\x1b" not in capsys.readouterr().err
