"""Settings come from the environment, and below it from `.env`."""

from pathlib import Path

import platformdirs
import pytest

from bot.app.settings import Settings, unknown_settings
from bot.errors import SettingsError
from tests.processes import CHECKOUT


class TestReading:
    def test_everything_has_a_default(self, tmp_path: Path) -> None:
        settings = Settings.read({}, CHECKOUT)
        assert settings.data_dir == Path("data")
        assert settings.database == Path("data/library.sqlite")

    def test_outside_a_checkout_the_data_is_where_the_system_keeps_that_of_programs(self, tmp_path: Path) -> None:
        (tmp_path / "data" / "articles").mkdir(parents=True)
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "another"\n')
        settings = Settings.read({}, tmp_path)
        assert settings.data_dir == platformdirs.user_data_path("latepost", appauthor=False)
        assert settings.is_sample_library

    def test_a_library_that_is_in_the_folder_already_stays_in_use(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "library.sqlite").touch()
        assert Settings.read({}, tmp_path).data_dir == Path("data")

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


class TestWrongValues:
    """What a setting takes is said in plain words."""

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("LATEPOST_PORT", "many", "it must be a whole number."),
            ("LATEPOST_PORT", "70000", "it must be at most 65535."),
            ("LATEPOST_PUBLIC_URL", "here", "it must be an address such as https://"),
            ("LATEPOST_READER", "maybe", "it must be 'on' or 'off'."),
            ("LATEPOST_READER_SECRET", "short", "it must be 16 to 200 letters"),
            ("LATEPOST_READER_USER_HEADER", "X Forwarded", "it must be the name of a header"),
            ("LATEPOST_MCP_TOKEN", "short", "it must be 16 to 200 letters"),
            ("LATEPOST_MCP_USER_HEADER", "X Forwarded", "it must be the name of a header"),
            ("LATEPOST_ADMIN_PASSWORD", "short", "16 characters or more"),
            ("LATEPOST_EDITORS", "bob", "it must be user ids of Slack such as U012AB3CD, commas between, and 'bob' is"),
            ("LATEPOST_EDITORS", "U1,*", "and '*' is none."),
            ("LATEPOST_ADMINS", "*", "and '*' is none."),
        ],
    )
    def test_it_says(self, tmp_path: Path, name: str, value: str, said: str) -> None:
        with pytest.raises(SettingsError) as caught:
            Settings.read({name: value}, tmp_path)
        assert str(caught.value).startswith(f"{name} is wrong: it ")
        assert said in str(caught.value)

    @pytest.mark.parametrize("other", ["LATEPOST_READER_USER_HEADER", "LATEPOST_MCP_USER_HEADER"])
    def test_the_header_of_those_who_read_lets_nobody_administer(self, tmp_path: Path, other: str) -> None:
        headers = {other: "X-User", "LATEPOST_ADMIN_USER_HEADER": "x-user"}
        with pytest.raises(SettingsError, match=f"it must be another header than {other}"):
            Settings.read(headers, tmp_path)

    def test_people_are_taken_by_their_ids_and_everybody_only_as_editors(self, tmp_path: Path) -> None:
        settings = Settings.read({"LATEPOST_ADMINS": "U012AB3CD, W7", "LATEPOST_EDITORS": "*"}, tmp_path)
        assert (settings.admins, settings.editors) == ("U012AB3CD, W7", "*")

    def test_a_bad_line_of_the_file_is_named_with_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text('LATEPOST_PORT=3001\nLATEPOST_DATA_DIR="mine\n')
        with pytest.raises(SettingsError, match=r"\.env, line 2 is no setting\. Write NAME=VALUE there"):
            Settings.read({}, tmp_path)


class TestUnknownSettings:
    """A slip of the pen in a name is said, since its setting has no effect."""

    def test_the_likest_name_is_offered_wherever_the_slip_stands(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("LATEPOST_DIGEST_CHANEL=#general\n")
        assert unknown_settings({"SLACK_BOT_TOKN": "xoxb-1"}, tmp_path) == [
            "LATEPOST_DIGEST_CHANEL is no setting and has no effect. Did you mean LATEPOST_DIGEST_CHANNEL?",
            "SLACK_BOT_TOKN is no setting and has no effect. Did you mean SLACK_BOT_TOKEN?",
        ]

    def test_only_names_of_the_bot_are_looked_at(self, tmp_path: Path) -> None:
        others = {
            "PATH": "/bin",
            "SLACK_WEBHOOK_FOR_BUILDS": "x",
            "SLACK_API_TOKEN": "x",
            "SLACK_URL": "x",
            "LATEPOST_PORT": "3000",
        }
        assert unknown_settings(others, tmp_path) == []
        assert unknown_settings({"LATEPOST_NONSENSE_XYZ": "1"}, tmp_path)


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
            ("LATEPOST_MCP_TOKEN", "sixteen/letters/and/slashes"),
        ],
    )
    def test_what_cannot_be_is_told_without_the_secret(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=f"^{name} is wrong: ") as caught:
            Settings.read({name: value}, tmp_path)
        assert name.endswith("HEADER") or name == "LATEPOST_READER" or value not in str(caught.value)


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
