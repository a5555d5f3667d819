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
    logging.raiseExceptions = True
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
    assert "张伟" not in written.replace('customer = "张伟"', "")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_the_message_of_a_failure_and_of_its_cause_stay_out(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(log_format)
    number, name = "110101198503071231x", "zhangwei"
    try:
        try:
            int(number)
        except ValueError as error:
            raise RuntimeError(name) from error
    except RuntimeError as error:
        structlog.get_logger("guanxi.test").error("failed", exc_info=error)
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "RuntimeError" in written
    assert name not in written
    assert number not in written


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_secrets_are_hidden_whoever_writes_them(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format)
    secret = "s3cr3t-Value"
    structlog.get_logger("guanxi.test").warning(
        "x", password=secret, Authorization=f"Bearer {secret}", headers={"cookie": secret, "set_cookie": secret},
        api_key=secret, client_secret=secret, listed=[f"Bearer {secret}"],
    )  # fmt: skip
    logging.getLogger("uvicorn.error").warning("header Authorization: Bearer %s", secret)
    logging.getLogger("uvicorn.error").warning('"GET /api/v1/customers?q=%s HTTP/1.1"', secret)
    logging.getLogger("uvicorn.error").warning("guanxi_session=%s; path=/", secret)
    logging.getLogger("neo4j").warning("%s", secret)
    logging.getLogger("neo4j.notifications").warning("%s", secret)
    written = capsys.readouterr().err
    assert "***" in written
    assert secret not in written


def test_the_console_form_has_no_colours_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("console")
    structlog.get_logger("guanxi.test").info("request")
    assert "\x1b" not in capsys.readouterr().err
