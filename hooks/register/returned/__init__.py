"""A sheet that came back filled in → YAML files, or every problem by sheet and cell.

Nothing is written here, and nothing is returned unless all of it is valid.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from register.exports.office import forms
from register.problem import Place, Problem, RegisterError
from register.returned.division import division_files
from register.returned.progress import progress_files
from register.returned.workbook import Workbook, opened
from register.rules import checked
from register.store import Register

Files = dict[str, str]  # YAML text by path under the project

FORMS: Mapping[str, Callable[[Workbook, Register, Path], Files]] = {
    forms.PROGRESS: progress_files,
    forms.DIVISION: division_files,
}


def returned_files(root: Path, path: Path) -> Files:
    """The files that a returned sheet gives; raises RegisterError with every problem."""
    register = checked(root)
    workbook = opened(path)
    names = [name for name in FORMS if name in workbook.sheets]
    if not names:
        cause = f"没有工作表“{forms.PROGRESS}”，也没有“{forms.DIVISION}”。"
        remedy = f"有的是：{'、'.join(workbook.sheets)}。请用从网站下载的表格，不要改工作表的名称。"
        raise RegisterError([Problem(Place(path.name), cause, remedy)])
    files: Files = {}
    for name in names:
        files |= FORMS[name](workbook, register, root)
    if workbook.problems:
        raise RegisterError(workbook.problems)
    _try(root, files)
    return files


def _try(root: Path, files: Files) -> None:
    """Raise what the check says of a copy of the data with the new files in it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        write(copy, files)
        checked(copy)


def write(root: Path, files: Files) -> None:
    """Put the files where they belong."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
