"""`scale`: many plans out of a real one, for benchmarks and tests; none of it belongs into data/.

Units, actors and vocabularies are shared. Each further plan speaks of other people than the real
one does, in every text, so no two plans have the same pages; all rules hold for them.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from register import yamltext
from register.model import Body, digest
from register.rules import checked
from register.store import Register

PEOPLE = "残疾人"
# Words as long as PEOPLE, so that limits on the length of a line hold.
KINDS = ("农村", "城镇", "山区", "库区", "老区", "边远", "青年", "中年", "老年", "返乡")
WHO = "人户工者民员兵师生商"
MOST = len(KINDS) * len(WHO) + 1
QUOTE = re.compile(r'^( +)- measure: "([^"/]+)/([^"]+)"\n +text: "(.*)"\n', re.MULTILINE)
BASIS = re.compile(r'^wording_basis: ".*"$', re.MULTILINE)


class Variation:
    """One further plan: how texts of the real one read in it."""

    def __init__(self, plan: str, number: int, word: str, names: re.Pattern[str]) -> None:
        self.plan = plan
        self.suffix = f"-{number:03}"
        self._word, self._names = word, names

    def text(self, text: str) -> str:
        """A text of the plan: names of bodies stay, the people and the plan's id are others."""
        varied = self._names.sub(lambda found: found[1] or self._word, text)
        return varied.replace(self.plan, self.plan + self.suffix)


def variations(register: Register, plan: str, count: int) -> Iterator[Variation]:
    """Variations of a plan, all different."""
    bodies: list[Body] = [*register.units.values(), *register.actors.values()]
    names = {name for body in bodies for name in (body.name, *body.aliases) if PEOPLE in name}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})|{PEOPLE}")
    words = (kind + who for kind, who in product(KINDS, WHO))
    for number, word in zip(range(2, count + 2), words, strict=False):
        yield Variation(plan, number, word, pattern)


def scale(root: Path, target: Path, count: int) -> None:
    """Write into `target` a data/ with `count` plans: the first of the project, and variations."""
    register = checked(root)
    plan = next(iter(register.plans))
    shutil.copytree(root / "data", target / "data")
    varied = list(variations(register, plan, count - 1))
    for variation in varied:
        _write_plan(target / "data" / "plans", plan, variation)
    districts = target / "data" / "districts.yml"
    text = QUOTE.sub(
        lambda found: found[0] + "".join(v.text(found[0]) for v in varied),
        districts.read_text(encoding="utf-8"),
    )
    districts.write_text(_with_basis(text, [found[4] for found in QUOTE.finditer(text)]), "utf-8")


def _write_plan(plans: Path, plan: str, variation: Variation) -> None:
    folder = plans / (plan + variation.suffix)
    for source in sorted((plans / plan).rglob("*")):
        if source.is_dir():
            continue
        target = folder / source.relative_to(plans / plan)
        text = variation.text(source.read_text(encoding="utf-8"))
        if source.parent.name == "benefits":  # the benefits of all plans share one space of ids
            target = target.with_stem(source.stem + variation.suffix)
            text = text.replace(f"id: {source.stem}\n", f"id: {target.stem}\n", 1)
        if source.parent.name in ("tasks", "benefits"):
            text = _with_basis(text, _quoted(text))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    notice = hashlib.sha256((folder / "notice.txt").read_bytes()).hexdigest()
    record = folder / "plan.yml"
    text = record.read_text(encoding="utf-8")
    record.write_text(
        re.sub(r"^notice_sha256: .*$", f"notice_sha256: {notice}", text, flags=re.MULTILINE),
        encoding="utf-8",
    )


def _quoted(text: str) -> list[str]:
    """What a task's sentences or a benefit's quotations say."""
    raw: Any = yamltext.read("", text.encode())[0]
    return [one["quote"] for one in raw.get("measures", ())] or [
        quote["text"] for quote in raw["quotes"]
    ]


def _with_basis(text: str, quoted: list[str]) -> str:
    return BASIS.sub(f'wording_basis: "{digest(quoted)}"', text, count=1)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`scale --plans K DIR`."""
    parser = commands.add_parser("scale", help="为测速造很多方案 many plans, for benchmarks")
    parser.add_argument("--plans", type=int, default=10, help=f"几个方案，至多 {MOST}")
    parser.add_argument("folder", type=Path, help="新的文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the plans; 1 where the folder has data already."""
    if (arguments.folder / "data").exists() or not 1 <= arguments.plans <= MOST:
        print(f"文件夹里不能已经有 data/，方案要有 1 至 {MOST} 个。")
        return 1
    scale(arguments.root, arguments.folder, arguments.plans)
    print(f"{arguments.folder}：{arguments.plans} 个方案。")
    return 0
