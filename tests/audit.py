"""`python -m tests.audit REQUIREMENTS [--required] [OPTION...]`: known vulnerabilities of these pinned packages.

pip-audit (of the Python Packaging Authority) looks each of them up in the OSV database, which needs the network. Exit
code 1 and a line each for what is known. Whether that database answers says nothing of a commit, so that its silence
is a note and no failure, except with `--required`, as for a release. Not being able to run pip-audit, or to read the
pins, is always a failure. Further options are pip-audit's own, such as `--ignore-vuln ID` for what does not concern us.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

_PIP_AUDIT = "pip-audit>=2.9,<3"
_SECONDS = 15
"""How long the database may take for one answer, as pip-audit has it by default."""


class Verdict(NamedTuple):
    """What an audit found: the lines of known vulnerabilities, and how many packages were looked up of how many."""

    known: list[str]
    looked_up: int
    packages: int


def judge(report: dict[str, Any]) -> Verdict:
    """Read pip-audit's report as JSON. A package that its service does not know has a `skip_reason` and no verdict."""
    packages = report["dependencies"]
    looked_up = [package for package in packages if "skip_reason" not in package]
    known = [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for package in looked_up
        for found in package["vulns"]
    ]
    return Verdict(known, len(looked_up), len(packages))


def audit(requirements: Path, report: Path, more: Sequence[str]) -> str:
    """Have pip-audit write its report, and return what it says where the database does not answer; empty if it does."""
    pip_audit = ["uv", "tool", "run", "--from", _PIP_AUDIT, "pip-audit", "--progress-spinner", "off"]
    pip_audit += ["--requirement", str(requirements), "--disable-pip", "--no-deps"]
    tried = subprocess.run([*pip_audit, "--dry-run"], check=False, capture_output=True, text=True)
    if tried.returncode != 0:
        sys.exit(f"pip-audit can't be run, or can't read {requirements}. {tried.stderr.strip()}")
    looking_up = ["--vulnerability-service", "osv", "--timeout", str(_SECONDS), *more]
    written = ["--format", "json", "--output", str(report)]
    done = subprocess.run([*pip_audit, *looking_up, *written], check=False, capture_output=True, text=True)
    return "" if report.is_file() else (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("requirements", type=Path, help="what `uv export --format requirements.txt` writes")
    parser.add_argument("--required", action="store_true", help="fail too where the database does not answer")
    arguments, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        silence = audit(arguments.requirements, report, more)
        verdict = Verdict([], 0, 0) if silence else judge(json.loads(report.read_text(encoding="utf-8")))
    for line in verdict.known:
        print(f"known vulnerability: {line}", file=sys.stderr)
    missed = verdict.packages - verdict.looked_up
    if silence or missed:
        print(
            f"NOT AUDITED for known vulnerabilities: {missed or 'all'} packages, as the OSV database said nothing. "
            f"{silence}\nRun this again where it can be reached.",
            file=sys.stderr,
        )
    else:
        print(f"audited {verdict.packages} packages: {len(verdict.known)} known vulnerabilities")
    return 1 if verdict.known or (arguments.required and (silence or missed)) else 0


if __name__ == "__main__":
    sys.exit(main())
