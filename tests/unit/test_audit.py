"""What ships is licensed and named, and an audit that looked nothing up is not taken for a clean one."""

import json
import tomllib

import pytest

from tests.audit import judge
from tests.licences import is_allowed
from tests.processes import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
NOTICE = (CHECKOUT / "NOTICE").read_text(encoding="utf-8").casefold()
REPORT = json.loads("""{"dependencies": [
  {"name": "starlette", "version": "1.10.0",
   "vulns": [{"id": "GHSA-x", "fix_versions": ["99.0"], "aliases": [], "description": "x"}]},
  {"name": "rich", "version": "15.0.0", "vulns": []},
  {"name": "private", "skip_reason": "Dependency not found and could not be audited: private (1.0)"}
], "fixes": []}""")
"""As pip-audit 2.10 writes it."""


def test_a_known_vulnerability_is_named_with_what_fixes_it() -> None:
    assert judge(REPORT).known == ["starlette 1.10.0: GHSA-x, fixed in 99.0"]


def test_a_package_that_the_database_does_not_know_counts_as_not_looked_up() -> None:
    verdict = judge(REPORT)
    assert (verdict.looked_up, verdict.packages) == (2, 3)


def test_licence_and_notice_go_into_the_package() -> None:
    assert all((CHECKOUT / name).is_file() for name in PROJECT["project"]["license-files"])
    assert {"LICENSE", "NOTICE"} <= set(PROJECT["project"]["license-files"])


def test_the_notice_names_all_that_the_build_reads_and_all_arrays_that_ship() -> None:
    sources = [requirement.split(">")[0] for requirement in PROJECT["build-system"]["requires"]]
    arrays = [path.name for path in (CHECKOUT / "bot").rglob("*.npy")]
    assert arrays
    assert [name for name in (*sources, *arrays) if name != "hatchling" and name not in NOTICE] == []


def test_the_licence_stands_as_it_was_published() -> None:
    text = (CHECKOUT / "LICENSE").read_text(encoding="utf-8")
    assert text.split()[:2] == ["Apache", "License"]
    assert "END OF TERMS AND CONDITIONS" in text


def test_no_address_of_ours_or_of_a_package_registry_is_in_the_metadata() -> None:
    assert "urls" not in PROJECT["project"]


@pytest.mark.parametrize(
    ("stated", "may_be_used"),
    [
        ("MIT", True),
        ("MIT License", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT License; Apache Software License", True),
        ("MIT License; GNU General Public License (GPL)", False),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_an_expression_of_licences_is_judged_as_it_reads(stated: str, may_be_used: bool) -> None:
    rules = PROJECT["tool"]["licences"]
    assert is_allowed(stated, frozenset(rules["allowed"]), rules["classifiers"]) == may_be_used
