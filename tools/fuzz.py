"""Feeds the YAML reader or the importer with bytes that libFuzzer thinks up, guided by coverage.

    python tools/fuzz.py yaml -runs=900000
    python tools/fuzz.py importer -runs=100000

What follows the target goes to libFuzzer (-runs, -max_total_time, -seed, -max_len). It starts from
the real records and the notices of the tests. What tests/oracles.py finds wrong, or any exception,
stops the run and is written to crash-…; give that file as the only argument to see it again.
Needs requirements/fuzz.txt, on top of the packages of the tests.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

with atheris.instrument_imports(include=["register", "oracles"]):
    import oracles

    from register.rules import checked

SMALL = 3_000  # bytes: short seeds are changed in more places
WORDS = (
    "牵头单位：",
    "责任单位：",
    "牵头",
    "配合",
    "（一）",
    "一、",
    "1.",
    "①",
    "。",
    "；",
    "、",
    "（",
    "）",
)
SIGNS = ("- ", ": ", "null", '"', "'", "|\n", ">\n", "&a ", "*a", "!!str ", "---\n", " #", "[", "{")


def yaml_seeds() -> list[bytes]:
    """Real records, those that are short."""
    found = [path.read_bytes() for path in sorted((ROOT / "data").rglob("*.yml"))]
    return [raw for raw in found if len(raw) <= SMALL]


def notices() -> list[bytes]:
    """The notices that the tests import."""
    return [path.read_bytes() for path in sorted((ROOT / "tests/notices").iterdir())]


def importer() -> Callable[[bytes], None]:
    """The importer with the real records, as an editor runs it."""
    register = checked(ROOT)
    return lambda raw: oracles.notice_is_drafted_whole_or_refused(raw, register)


TARGETS = {
    "yaml": (lambda: oracles.yaml_is_read_whole_or_refused, yaml_seeds, SIGNS),
    "importer": (importer, notices, WORDS),
}


def main(target: str, *options: str) -> None:
    """Fuzz one target until libFuzzer ends, which ends the process."""
    make, seeds, words = TARGETS[target]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, raw in enumerate(seeds()):
            (corpus / f"{number:04}").write_bytes(raw)
        known = Path(folder, "words")
        lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
        known.write_text("".join(f'"{line}"\n' for line in lines), "utf-8")
        given = [str(corpus)] if all(option.startswith("-") for option in options) else []
        atheris.Setup([sys.argv[0], f"-dict={known}", *options, *given], make())
        atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(__doc__)
    main(*sys.argv[1:])
