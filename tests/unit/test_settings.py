"""Settings come from the environment, and below it from `.env`."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


class TestReading:
    def test_everything_has_a_default(self, tmp_path: Path) -> None:
        settings = Settings.read({}, tmp_path)
        assert settings.data_dir == Path("data")
        assert settings.database == Path("data/library.sqlite")

    def test_the_environment_wins_over_the_file_and_the_file_over_the_default(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("LATEPOST_DATA_DIR=from-file\nLATEPOST_DATABASE_URL=sqlite:///from-file\n")
        settings = Settings.read({"LATEPOST_DATA_DIR": "from-environment"}, tmp_path)
        assert settings.data_dir == Path("from-environment")
        assert settings.database == "sqlite:///from-file"

    def test_an_empty_value_counts_as_not_set(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("LATEPOST_DATABASE_URL=\n")
        assert Settings.read({"LATEPOST_DATA_DIR": ""}, tmp_path) == Settings.read({}, tmp_path / "nowhere")

    def test_an_empty_value_in_the_environment_does_not_hide_the_file(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("LATEPOST_DATA_DIR=from-file\n")
        assert Settings.read({"LATEPOST_DATA_DIR": ""}, tmp_path).data_dir == Path("from-file")

    def test_other_variables_do_no_harm(self, tmp_path: Path) -> None:
        assert Settings.read({"PATH": "/bin", "LATEPOST_NONE": "x"}, tmp_path) == Settings.read({}, tmp_path)

    def test_a_file_with_a_byte_order_mark_is_read_from_its_first_line_on(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("LATEPOST_DATA_DIR=资料\n", encoding="utf-8-sig")
        assert Settings.read({}, tmp_path).data_dir == Path("资料")

    def test_a_password_keeps_its_signs(self, tmp_path: Path) -> None:
        address = "postgresql://u:p$a%23#{x}@h:5432/n"
        (tmp_path / ".env").write_text(f"LATEPOST_DATABASE_URL='{address}'\n")
        assert Settings.read({}, tmp_path).database == address

    @pytest.mark.parametrize(
        ("name", "value"), [("LATEPOST_PORT", "many"), ("LATEPOST_PORT", "70000"), ("LATEPOST_PUBLIC_URL", "here")]
    )
    def test_a_wrong_value_is_told_with_its_name_in_one_line(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(SettingsError) as caught:
            Settings.read({name: value}, tmp_path)
        assert str(caught.value).startswith(f"{name} is wrong: ")
        assert "\n" not in str(caught.value)

    def test_a_file_that_is_no_text_is_told(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_bytes(b"LATEPOST_DATA_DIR=\xff\xfe")
        with pytest.raises(SettingsError, match=r"^\.env can't be read as UTF-8"):
            Settings.read({}, tmp_path)


class TestReader:
    """The reader is on while no Slack is connected, and in Slack's company only when that is said."""

    @pytest.mark.parametrize(
        ("variables", "is_on"),
        [
            ({}, True),
            ({"LATEPOST_READER": "off"}, False),
            ({"SLACK_BOT_TOKEN": "xoxb-1"}, False),
            ({"SLACK_BOT_TOKEN": "xoxb-1", "LATEPOST_READER": "on"}, True),
        ],
    )
    def test_it_is_on(self, tmp_path: Path, variables: dict[str, str], is_on: bool) -> None:
        assert Settings.read(variables, tmp_path).reader_is_on is is_on

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("LATEPOST_READER", "maybe"),
            ("LATEPOST_READER_SECRET", "short"),
            ("LATEPOST_READER_SECRET", "sixteen/letters/and/slashes"),
            ("LATEPOST_READER_USER_HEADER", "X Forwarded"),
        ],
    )
    def test_what_cannot_be_is_told_without_the_secret(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=f"^{name} is wrong: ") as caught:
            Settings.read({name: value}, tmp_path)
        assert "SECRET" not in name or value not in str(caught.value)


class TestSampleLibrary:
    """It is brought where everything is at its default place, and nowhere else."""

    @pytest.mark.parametrize("folder", ["data", "./data", "data/"])
    def test_the_default_folder_written_out_is_the_default(self, tmp_path: Path, folder: str) -> None:
        assert Settings.read({"LATEPOST_DATA_DIR": folder}, tmp_path).is_sample_library

    @pytest.mark.parametrize(
        "variables", [{"LATEPOST_DATA_DIR": "mine"}, {"LATEPOST_DATABASE_URL": "postgresql://u:p@h/n"}]
    )
    def test_a_folder_or_database_of_ones_own_starts_empty(self, tmp_path: Path, variables: dict[str, str]) -> None:
        assert not Settings.read(variables, tmp_path).is_sample_library
