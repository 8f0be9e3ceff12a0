"""Fetch the JavaScript that the site carries, from npm, and write it to docs/assets/vendor/.

    python3 tools/vendor.py

Needs npm. Each package is taken at one version whose archive has one checksum; what is written is
listed in vendor.json with its own checksum, which the tests compare.
"""

from __future__ import annotations

import hashlib
import json
import re
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
    },
    {
        "name": "decap-cms",
        "version": "3.16.3",
        "licence": "MIT",
        # Its own archive has the licences of what it contains, but not its own.
        "licence_package": "decap-server@3.11.3",
        "licence_sha256": "d65eb4314dc1e12cbe149c938e32d671ac3f9d7630259bfe5f1c2b36bc61999c",
        "licence_file": "LICENSE",
        "notices_file": "dist/decap-cms.js.LICENSE.txt",
        "archive_sha256": "f1c0055411ebdbd5b7c77a835a68b92b5467622585838f8496223b27eee116d1",
        "source": "dist/decap-cms.js",
        "minified": "already",
        # Beside the page that loads it, not under assets/: readers' offline copies leave it out.
        "file": "../../admin/decap-cms.js",
    },
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
    inside = fetch(f"{package['name']}@{package['version']}", package["archive_sha256"], folder)
    source = inside / package["source"]
    if package.get("minified"):
        code = without_map(source.read_text(encoding="utf-8"))
    else:
        code = minified(source, folder)
    title = f"{package['name']} {package['version']}, {package['licence']}"
    written = f"/*! {title}: see {package['name']}.LICENSE.txt */\n{code.strip()}\n"
    (VENDOR / package["file"]).write_text(written, encoding="utf-8", newline="\n")
    licence = licence_of(package, inside, folder)
    (VENDOR / f"{package['name']}.LICENSE.txt").write_text(licence, encoding="utf-8", newline="\n")
    return {**package, "sha256": digest(written.encode())}


def fetch(name: str, sha256: str, folder: Path) -> Path:
    """The folder with a package's content, in a folder of its own."""
    own = Path(tempfile.mkdtemp(dir=folder))
    archive = npm("pack", "--silent", name, folder=own)
    return unpack(own / archive.strip(), sha256)


def minified(source: Path, folder: Path) -> str:
    """A module's code as the minifier gives it."""
    run = ("exec", "--yes", f"--package={MINIFIER}", "--", "terser", str(source))
    return npm(*run, "--compress", "--mangle", "--module", folder=folder)


def without_map(code: str) -> str:
    """Code that asks for no source map, since that isn't here."""
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "", code)


def licence_of(package: dict[str, str], inside: Path, folder: Path) -> str:
    """The licence, and the notices of what the package contains."""
    home = inside
    if "licence_package" in package:
        home = fetch(package["licence_package"], package["licence_sha256"], folder)
    texts = [(home / package["licence_file"]).read_text(encoding="utf-8")]
    if "notices_file" in package:
        texts.append((inside / package["notices_file"]).read_text(encoding="utf-8"))
    return "\n".join(texts)


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
