"""The README's map of the house: it names what is there, each once."""

import re
from collections import Counter

from conftest import ROOT

PACKAGE = ROOT / "hooks/register"
# A row of the package: names, at least one space, what they are. Names end in .py, .yml or /.
ROW = re.compile(r"^ {4}((?:[\w]+(?:\.\w+|/)(?:, )?)+) +\S", re.MULTILINE)


def named():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    package = text[text.index("\n  register/ ") : text.index("\ntests/ ")]
    return Counter(name for row in ROW.findall(package) for name in row.split(", "))


def test_the_map_names_each_module_of_the_package_once():
    modules = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py"}
    folders = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    counted = {name: count for name, count in named().items() if not name.endswith(".yml")}
    assert counted == dict.fromkeys(modules | folders, 1)
