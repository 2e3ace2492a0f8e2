"""Who may remove articles in the local workspace."""

from pathlib import Path

import pytest

from bot.app.serving.local_workspace import admins_of
from bot.app.settings import Settings


@pytest.mark.parametrize(
    ("host", "named", "admins"),
    [
        ("127.0.0.1", "", "U1"),
        ("localhost", "", "U1"),
        ("::1", "", "U1"),
        ("0.0.0.0", "", None),
        ("::", "", None),
        ("192.168.1.5", "", None),
        ("0.0.0.0", "U7", "U7"),
    ],
)
def test_the_first_person_may_only_where_no_other_machine_may_be_that_person(
    tmp_path: Path, host: str, named: str, admins: str | None
) -> None:
    variables = {"LATEPOST_HOST": host, "LATEPOST_ADMINS": named, "LATEPOST_DATA_DIR": str(tmp_path)}
    assert admins_of(Settings.read(variables, tmp_path), "U1") == admins
