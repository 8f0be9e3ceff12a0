"""Mutation testing: changes one thing in a module at a time, and sees whether a test notices.

    python tools/mutation.py links rules load importer [--sample 200] [--seed 1]

Mutants are those of mutmut's operators, less changes of messages' wording. Tests run in one
process: they are collected once, with everything imported; each mutant is a fork in which the
functions of one module get the changed code, and in which only tests run that reach the changed
line, those that few reach first, until one fails. That takes 0.1 to 2 s for a mutant instead of
the 10 s that a fresh process needs to import and collect. Needs mutmut and libcst.

The tests of rules are those that try each rule alone; those that write files take fifty times as
long. What is measured is so the least that all tests together notice.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import random
import resource
import types
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import coverage
import libcst as cst
import pytest
from _pytest.runner import runtestprotocol
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "hooks/register"
TESTS = {
    "links": ["test_links.py"],
    "rules": ["test_rules_alone.py"],
    "load": ["test_load.py"],
    "importer": [
        "test_importer.py",
        "test_importer_fragments.py",
        "test_importer_input.py",
        "test_properties.py",
    ],
}
SLOW = {"site", "served", "served_folder", "page", "chromium"}
LONGEST = 90  # seconds of CPU until a mutant counts as noticed: it runs for ever


class Mutant(NamedTuple):
    """One change: file, line, the words before and after, and the module's whole new text."""

    file: Path
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        """For example `links.py:41: a + b → a - b`."""
        return f"{self.file.relative_to(PACKAGE)}:{self.line}: {self.before} → {self.after}"


def files_of(target: str) -> list[Path]:
    """The modules of a target."""
    folder = PACKAGE / target
    return sorted(folder.glob("*.py")) if folder.is_dir() else [PACKAGE / f"{target}.py"]


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every mutant inside the functions of a module."""
    text = file.read_text("utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    places = wrapper.resolve(PositionProvider)
    starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]
    for node in _inside_functions(wrapper.module):
        for kind, operator in mutation_operators:
            if not isinstance(node, kind) or _is_wording(node):
                continue
            place = places[node]
            start = starts[place.start.line - 1] + place.start.column
            end = starts[place.end.line - 1] + place.end.column
            for changed in operator(node):
                after = cst.Module([]).code_for_node(changed).strip()
                mutated = text[:start] + after + text[end:]
                yield Mutant(file, place.start.line, text[start:end], after, mutated)


def _inside_functions(node: cst.CSTNode, inside: bool = False) -> Iterator[cst.CSTNode]:
    """Nodes of functions' bodies, less annotations, decorators and docstrings."""
    if isinstance(node, cst.Annotation | cst.Decorator):
        return
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString):
        return  # a docstring
    if inside:
        yield node
    for child in node.children:
        body = isinstance(node, cst.FunctionDef) and child is node.body
        yield from _inside_functions(child, inside or body)


def _is_wording(node: cst.CSTNode) -> bool:
    """Chinese words for people; tests look at them in part only."""
    return isinstance(node, cst.SimpleString) and not node.value.isascii()


class Runner:
    """A pytest plugin that tries mutants instead of running the tests once."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        self.reached: dict[tuple[str, int], list[Any]] = {}
        self.survivors: list[Mutant] = []
        self.unreached: list[Mutant] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out tests that build the site or open a browser: they take seconds."""
        items[:] = [item for item in items if not SLOW & set(item.fixturenames)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests as they are, then the mutants."""
        files = {str(mutant.file) for mutant in self.mutants}
        sound = self.run_unchanged(session, files)
        self.breadth = Counter(item for tests in self.reached.values() for item in tests)
        self.functions = {file: functions_of(file) for file in files}
        gc.freeze()  # forks then share what the tests have loaded
        for file in sorted(files):
            self.expect_quiet(Path(file), sound)
        for number, mutant in enumerate(self.mutants, 1):
            self.try_one(mutant)
            if number % 20 == 0:
                print(f"{number} of {len(self.mutants)}, {len(self.survivors)} survive", flush=True)
        return True

    def expect_quiet(self, file: Path, items: list[Any]) -> None:
        """A module that is put in place unchanged must not be noticed, else nothing is proven."""
        reach = {
            item for place, tests in self.reached.items() if place[0] == str(file) for item in tests
        }
        if self.noticed(unchanged(file), [item for item in items if item in reach][:3]):
            raise SystemExit(f"{file} is noticed although nothing is changed")

    def run_unchanged(self, session: pytest.Session, files: set[str]) -> list[Any]:
        """Run all tests, noting which lines each of them reaches; those that pass."""
        watch = coverage.Coverage(data_file=None, include=sorted(files), config_file=False)
        watch.start()
        sound = {}
        items = session.items
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            failed = session.testsfailed
            watch.switch_context(item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed > failed:
                print(f"LEFT OUT, fails without a mutant: {item.nodeid}", flush=True)
            else:
                sound[item.nodeid] = item
        watch.stop()
        for file in files:
            for line, tests in watch.get_data().contexts_by_lineno(file).items():
                self.reached[file, line] = [sound[test] for test in tests if test in sound]
        return [*sound.values()]

    def try_one(self, mutant: Mutant) -> None:
        """Whether any test that reaches the changed line fails."""
        # Python tells lines of statements; what stands further down belongs to the one above.
        near = (self.reached.get((str(mutant.file), mutant.line - up)) for up in range(9))
        tests = next(filter(None, near), None)
        if tests is None:
            self.unreached.append(mutant)
            return
        chosen = sorted(tests, key=lambda item: self.breadth[item])
        if not self.noticed(mutant, chosen):
            self.survivors.append(mutant)
            print(f"SURVIVES {mutant}", flush=True)

    def noticed(self, mutant: Mutant, chosen: list[Any]) -> bool:
        """Run tests in a fork with the mutant in place until one fails."""
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
            os._exit(0 if self.all_pass(mutant, chosen) else 1)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(f"ENDLESS {mutant}", flush=True)
            self.noticed(unchanged(mutant.file), chosen[:1])  # which clears up after itself
        return status != 0

    def all_pass(self, mutant: Mutant, chosen: list[Any]) -> bool:
        """Whether all tests pass with a mutant in place; runs in the fork."""
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            put_in_place(mutant, self.functions[str(mutant.file)])
            # The last test must not tear down the session, whose fixtures other forks need.
            for item, following in zip(chosen, [*chosen[1:], chosen[-1].parent], strict=True):
                item._initrequest()
                reports = runtestprotocol(item, log=False, nextitem=following)
                if any(report.failed for report in reports):
                    return False
        except BaseException:
            return False
        return True


def unchanged(file: Path) -> Mutant:
    """A module as it is."""
    return Mutant(file, 1, "", "", file.read_text("utf-8"))


def functions_of(file: str) -> list[types.FunctionType]:
    """Every function that a module has made."""
    every = (one for one in gc.get_objects() if isinstance(one, types.FunctionType))
    return [function for function in every if function.__code__.co_filename == file]


def put_in_place(mutant: Mutant, functions: list[types.FunctionType]) -> None:
    """Give every function of a module the code that it has in the mutant."""
    code = compile(mutant.text, str(mutant.file), "exec")
    new = {_key(inner): inner for inner in _codes(code)}
    for function in functions:
        function.__code__ = new.get(_key(function.__code__), function.__code__)


def _key(code: types.CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _codes(constant)


def main() -> None:
    """Try the mutants of some targets; says the score and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="+", choices=TESTS)
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, by chance")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("FAULTS", "1")
    for target in given.targets:
        every = [mutant for file in files_of(target) for mutant in mutants_of(file)]
        number = min(given.sample or len(every), len(every))
        chosen = [m for m in random.Random(given.seed).sample(every, number) if _compiles(m)]
        runner = Runner(chosen)
        tests = [str(ROOT / "tests" / name) for name in TESTS[target]]
        pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests], plugins=[runner])
        lost = len(runner.survivors) + len(runner.unreached)
        for mutant in runner.unreached:
            print(f"UNREACHED {mutant}")
        score = 100 * (len(chosen) - lost) / len(chosen)
        print(f"{target}: {len(chosen)} of {len(every)} mutants, {lost} left, {score:.1f} %")


def _compiles(mutant: Mutant) -> bool:
    try:
        ast.parse(mutant.text)
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    main()
