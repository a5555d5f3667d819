"""Settings come from the environment, and a wrong one is named."""

from pathlib import Path

import pytest

from graph.errors import SettingsInvalid
from guanxi.settings import Neo4jSettings, load_settings, neo4j_password, setting_names


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_a_local_neo4j_and_loopback() -> None:
    settings = load_settings()
    assert settings.neo4j.uri is None
    assert settings.service.host == "127.0.0.1"
    assert settings.home == Path.home() / ".guanxi"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUANXI_SERVICE__PORT", "70000"),
        ("GUANXI_NEO4J__URI", "http://127.0.0.1:7474"),
        ("GUANXI_NEO4J__URRI", "bolt://127.0.0.1"),
        ("GUANXI_RELATED_PARTIES__HUB_DEGREE_MAX", "many"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=name):
        load_settings()


def test_an_unknown_name_is_said_and_ignored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUANXI_HOMME", "/nowhere")
    load_settings()
    assert "GUANXI_HOMME" in capsys.readouterr().err


def test_a_password_comes_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="utf-8")
    assert neo4j_password(Neo4jSettings.model_validate({"password_file": file})) == "secret"
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        neo4j_password(Neo4jSettings.model_validate({"password_file": tmp_path / "nothing"}))
    with pytest.raises(SettingsInvalid, match="without a password"):
        neo4j_password(Neo4jSettings())
