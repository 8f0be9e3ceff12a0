"""Ask whether faults are known in what we use: packages from PyPI and npm. Needs the network.

    python3 tools/audit.py --pip-audit PROGRAM --report report.md

Asks pip-audit about the locks of Python packages, and npm about requirements/npm and about the
files that the site carries; for these with what their packages ask for today, which is more than
what was built into them. Ends with 1 if a fault is known, and also if some package could not be
asked about: silence is no proof.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
VENDORED = ROOT / "docs" / "assets" / "vendor" / "vendor.json"


class Fault(NamedTuple):
    """One known fault, or one package that nobody could tell about; `details` in Markdown."""

    package: str
    where: str
    details: str


# Python


def python_faults(said: str, lock: str) -> Iterator[Fault]:
    """Faults in what pip-audit says about one lock, as JSON."""
    for package in json.loads(said)["dependencies"]:
        name = f"{package['name']} {package.get('version', '')}".strip()
        if "skip_reason" in package:
            yield Fault(name, lock, f"没有查到：{package['skip_reason']}")
        for fault in package.get("vulns", ()):
            mended = "、".join(fault["fix_versions"]) or "还没有"
            yield Fault(name, lock, f"{fault['id']}，修好的版本：{mended}")


def ask_pip_audit(program: str, lock: Path) -> str:
    """What pip-audit says about one lock; it reads the lock alone and installs nothing."""
    alone = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")
    return said_by(program, "--requirement", lock, *alone)


# npm


def npm_faults(said: str, lock: str) -> Iterator[Fault]:
    """Faults in what npm says about one lock, as JSON; ValueError where it was not answered."""
    answer = json.loads(said)
    if "vulnerabilities" not in answer:
        raise ValueError(answer.get("message") or "npm audit")
    for name, fault in answer["vulnerabilities"].items():
        # A cause that is a mere name is another package, which has an entry of its own.
        for cause in filter(lambda cause: isinstance(cause, dict), fault["via"]):
            details = f"[{cause['title']}]({cause['url']})，{cause['severity']}"
            yield Fault(f"{name} {cause['range']}", lock, details)


def ask_npm(folder: Path) -> str:
    """What npm says about the lock in a folder."""
    return said_by("npm", "audit", "--package-lock-only", "--json", folder=folder)


def carried(folder: Path) -> Path:
    """A folder with a lock of what the site carries from npm."""
    packages = json.loads(VENDORED.read_text(encoding="utf-8"))["packages"]
    wanted = {package["name"]: package["version"] for package in packages}
    text = json.dumps({"private": True, "dependencies": wanted})
    (folder / "package.json").write_text(text, encoding="utf-8")
    lock = ("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--silent")
    subprocess.run(lock, cwd=folder, check=True)
    return folder


# Both


def said_by(*command: Any, folder: Path = ROOT) -> str:
    """What a program prints, whether it found faults or not."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=False)
    return done.stdout.decode()


def faults(pip_audit: str) -> Iterator[Fault]:
    """All of them; a question without an answer counts as one."""
    for lock in sorted(REQUIREMENTS.glob("*.txt")):
        yield from answered(python_faults, ask_pip_audit(pip_audit, lock), lock.name)
    yield from answered(npm_faults, ask_npm(REQUIREMENTS / "npm"), "requirements/npm")
    with tempfile.TemporaryDirectory() as folder:
        yield from answered(npm_faults, ask_npm(carried(Path(folder))), "docs/assets/vendor")


def answered(read: Callable[[str, str], Iterable[Fault]], said: str, where: str) -> list[Fault]:
    """The faults in an answer, or one that says that there was none."""
    try:
        return list(read(said, where))
    except ValueError as error:
        return [Fault("全部", where, f"没有查到：{error}")]


def report(found: list[Fault]) -> str:
    """What was found, in Markdown."""
    if not found:
        return "没有发现已知的安全问题。\n"
    lines = [f"{len(found)} 处要看。能更新的请更新锁定文件；暂时不能的，请在这里写明原因。", ""]
    lines += [f"- **{fault.package}**（{fault.where}）：{fault.details}" for fault in found]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Ask all, write the report; 1 if there is anything to look at."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pip-audit", default="pip-audit", help="where that program lies")
    parser.add_argument("--report", type=Path, required=True)
    arguments = parser.parse_args()
    found = list(faults(arguments.pip_audit))
    arguments.report.write_text(report(found), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
