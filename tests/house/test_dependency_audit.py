"""The gate for dependencies finds what is planted, and never passes without having audited anything."""

import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parent.parent.parent / ".ci" / "audit.py"


def audit(folder: Path, requirements: str) -> tuple[int, str]:
    path = folder / "requirements.txt"
    path.write_text(requirements, encoding="utf-8")
    # Without uv on its path pip-audit cannot be had: the list in the repository is what is tested.
    result = subprocess.run(
        [sys.executable, str(AUDIT), str(path)],
        capture_output=True, text=True, check=False, timeout=60, env={"PATH": str(folder)},
    )  # fmt: skip
    return result.returncode, result.stdout


def test_a_planted_vulnerable_package_is_found(tmp_path: Path) -> None:
    code, said = audit(tmp_path, "jinja2==2.11.0\nnetworkx==3.6\n")
    assert code == 1
    assert "VULNERABLE: jinja2 2.11.0: CVE-2020-28493 (fixed in 2.11.3)" in said
    assert "2 packages audited" in said


@pytest.mark.parametrize("requirements", ["", "# nothing\n", "jinja2\n"])
def test_an_audit_of_nothing_fails(tmp_path: Path, requirements: str) -> None:
    code, said = audit(tmp_path, requirements)
    assert code == 1
    assert "nothing was audited" in said


def test_safe_packages_pass_and_the_age_of_the_knowledge_is_said(tmp_path: Path) -> None:
    code, said = audit(tmp_path, "Jinja2[i18n]==3.1.6 ; python_version > '3'\n")
    assert code == 0, said
    assert "known until 20" in said
