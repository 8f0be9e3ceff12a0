"""Fetch the JavaScript that the site carries, from npm, and write it to docs/assets/vendor/.

    python3 tools/vendor.py

Needs npm. Each package is taken at one version whose archive has one checksum; what is written is
listed in vendor.json with its own checksum, which the tests compare.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "docs" / "assets" / "vendor"
MINIFIER = "terser@5.51.2"
PACKAGES = [
    {
        "name": "minisearch",
        "version": "7.2.0",
        "licence": "MIT",
        "licence_file": "LICENSE.txt",
        "archive_sha256": "cb3b8126a3ea65d6b387787294f0792b0ea4a40b70f8f37688066a5638e0218a",
        "source": "dist/es/index.js",
        "file": "minisearch.js",
    }
]


def main() -> None:
    """Write every package's file and licence, and the list of them."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        listed = [vendor(package, Path(folder)) for package in PACKAGES]
    text = json.dumps({"minifier": MINIFIER, "packages": listed}, indent=2)
    (VENDOR / "vendor.json").write_text(text + "\n", encoding="utf-8")


def vendor(package: dict[str, str], folder: Path) -> dict[str, str]:
    """Fetch, check, minify and write one package; its entry in the list."""
    archive = npm("pack", "--silent", f"{package['name']}@{package['version']}", folder=folder)
    inside = unpack(folder / archive.strip(), package["archive_sha256"])
    source = inside / package["source"]
    licence = (inside / package["licence_file"]).read_text(encoding="utf-8")
    code = npm(
        "exec",
        "--yes",
        f"--package={MINIFIER}",
        "--",
        "terser",
        str(source),
        "--compress",
        "--mangle",
        "--module",
        folder=folder,
    )
    title = f"{package['name']} {package['version']}, {package['licence']}"
    written = f"/*! {title}: see {package['name']}.LICENSE.txt */\n{code.strip()}\n"
    (VENDOR / package["file"]).write_text(written, encoding="utf-8", newline="\n")
    (VENDOR / f"{package['name']}.LICENSE.txt").write_text(licence, encoding="utf-8", newline="\n")
    return {**package, "sha256": digest(written.encode())}


def npm(*arguments: str, folder: Path) -> str:
    """What npm prints; raises when it fails."""
    done = subprocess.run(["npm", *arguments], cwd=folder, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def unpack(archive: Path, expected: str) -> Path:
    """The folder with the archive's content; stops when the archive is not the expected one."""
    found = digest(archive.read_bytes())
    if found != expected:
        raise SystemExit(f"{archive.name}: sha256 is {found}, expected {expected}")
    with tarfile.open(archive) as packed:
        packed.extractall(archive.parent, filter="data")
    return archive.parent / "package"


def digest(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


if __name__ == "__main__":
    main()
