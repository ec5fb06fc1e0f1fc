"""Settings: environment before file before default; an unknown one is refused with the closest name."""

from dataclasses import fields
from pathlib import Path

import pytest

from borderlink.node.configuration import DEMO_MARKER, Configuration, load, written
from borderlink.node.refusals import ConfigurationNotRead, SettingNotUnderstood, UnknownSetting


def _folder(tmp_path: Path, text: str) -> dict[str, str]:
    (tmp_path / "borderlink.toml").write_text(text, encoding="utf-8")
    return {"BORDERLINK_FOLDER": str(tmp_path)}


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    loaded = load({**_folder(tmp_path, 'port = 9000\nname = "广州海关"\n'), "BORDERLINK_PORT": "9100"})

    assert (loaded.configuration.port, loaded.configuration.name) == (9100, "广州海关")
    assert loaded.configuration.web_workers == Configuration().web_workers
    shown = {setting.name: setting for setting in loaded.settings()}
    assert shown["port"].origin == "environment BORDERLINK_PORT"
    assert shown["name"].origin == str(tmp_path / "borderlink.toml")
    assert shown["web_workers"].origin == "default"


@pytest.mark.parametrize("given", [{"BORDERLINK_PROT": "9000"}, {"BORDERLINK_PORTS": "9000"}])
def test_an_unknown_setting_is_refused_with_the_closest_name(given: dict[str, str]) -> None:
    with pytest.raises(UnknownSetting) as refused:
        load(given)

    assert refused.value.facts["closest"] == "port"


def test_an_unknown_setting_in_the_file_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting) as refused:
        load(_folder(tmp_path, "web_worker = 3\n"))

    assert refused.value.facts == {
        "name": "web_worker", "origin": str(tmp_path / "borderlink.toml"), "closest": "web_workers",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("HTTPS", "perhaps"),
        ("LANGUAGE", "fr"),
        ("AGENCY", "guangzhou customs"),
        ("DATABASE", "mysql://somewhere"),
        ("TIME_ZONE", "Asia/Nowhere"),
        ("REFER_SHARE", "7"),
        ("WEB_WORKERS", "0"),
        ("NODE", "../up"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingNotUnderstood):
        load({f"BORDERLINK_{name}": value})


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationNotRead):
        load(_folder(tmp_path, "port 9000\n"))


def test_what_is_secret_is_never_shown(tmp_path: Path) -> None:
    given = {
        "BORDERLINK_SECRET": "tulip-engine",
        "BORDERLINK_DATABASE": "postgresql://port:tulip@db:5432/port",
    }

    shown = {setting.name: setting.shown for setting in load(given).settings()}

    assert "tulip" not in " ".join(shown.values())
    assert shown["database"] == "postgresql://port:********@db:5432/port"


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    values: dict[str, str | int | bool] = {"name": 'Cảng "Bắc"\\', "port": 8123, "demo": True}

    loaded = load(_folder(tmp_path, written(values))).configuration

    assert (loaded.name, loaded.port, loaded.demo) == (values["name"], 8123, True)


def test_every_setting_says_what_it_is_for() -> None:
    settings = load({}).settings()

    assert [setting.name for setting in settings] == [field.name for field in fields(Configuration)]
    assert all(setting.says.endswith(".") for setting in settings)


def test_a_demo_needs_the_setting_and_the_marker_in_the_folder(tmp_path: Path) -> None:
    given = _folder(tmp_path, "demo = true\n")
    assert not load(given).configuration.is_demo

    (tmp_path / DEMO_MARKER).touch()

    assert load(given).configuration.is_demo
    assert not load({**given, "BORDERLINK_DEMO": "false"}).configuration.is_demo


def test_an_agency_is_named_in_the_readers_language() -> None:
    agency = Configuration(name="Customs", name_zh="海关", name_vi="Hải quan")

    assert [agency.agency_name(language) for language in ("zh-Hans", "zh-Hant", "vi", "en")] == [
        "海关", "海关", "Hải quan", "Customs",
    ]  # fmt: skip
