import socket

import pytest
from typer.testing import CliRunner

from api.security import is_loopback
from graph.errors import SettingsInvalid
from guanxi.cli import app
from guanxi.cli.serve import base_address, bound


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "bank.example", ""])  # noqa: S104 - refused addresses
def test_any_other_address_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_an_address_beyond_this_machine_is_refused_unless_allowed() -> None:
    result = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0"])  # noqa: S104 - the refused address
    assert isinstance(result.exception, SettingsInvalid)
    assert "--allow-remote" in str(result.exception)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsInvalid, match=rf"port {port} .*--port"):
            bound("127.0.0.1", port)


def test_answers_are_sent_without_waiting_for_more() -> None:
    with bound("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_the_address_is_that_of_the_socket() -> None:
    with bound("127.0.0.1", 0) as listener:
        assert base_address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
