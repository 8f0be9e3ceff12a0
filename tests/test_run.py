"""run.py: what it sets up, when it does so again, and what it says when that fails."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import run

CHINESE = re.compile("[\u4e00-\u9fff]")
WRONG_HASH = "0" * 64
NOWHERE = "http://127.0.0.1:9/simple"  # the discard port: nothing answers


# Tiny packages, so that real installers can be run without a network


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two wheels, tinypkg 1.0 and otherpkg 1.0."""
    folder = tmp_path_factory.mktemp("wheels")
    for package in ("tinypkg", "otherpkg"):
        write_wheel(folder, package)
    return folder


def write_wheel(folder: Path, package: str) -> None:
    info = f"{package}-1.0.dist-info"
    files = {
        f"{package}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"{package}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    with zipfile.ZipFile(folder / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


def write_lock(folder: Path, package: str, sha256: str) -> Path:
    lock = folder / "site.txt"
    lock.write_text(f"{package}==1.0 \\\n    --hash=sha256:{sha256}\n", encoding="utf-8")
    return lock


def write_good_lock(folder: Path, wheels: Path) -> Path:
    wheel = next(wheels.glob("tinypkg*.whl"))
    return write_lock(folder, "tinypkg", hashlib.sha256(wheel.read_bytes()).hexdigest())


@pytest.fixture
def good_lock(wheels: Path, tmp_path: Path) -> Path:
    return write_good_lock(tmp_path, wheels)


def use_only_pip(monkeypatch: pytest.MonkeyPatch, wheels: Path) -> None:
    """No uv, no settings from this computer, and no packages but those in `wheels`."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PATH", str(wheels))


@pytest.fixture
def only_pip(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_only_pip(monkeypatch, wheels)


@pytest.fixture(scope="module")
def made_venv(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real environment with tinypkg, set up once because that takes seconds."""
    folder = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_only_pip(monkeypatch, wheels)
        run.set_up(write_good_lock(folder, wheels), folder / "venv")
    return folder / "venv"


@pytest.fixture
def real_venv(made_venv: Path, only_pip: None) -> Iterator[Path]:
    """The real environment, valid again after a test in which a set-up failed."""
    stamp = (made_venv / run.STAMP).read_text()
    yield made_venv
    (made_venv / run.STAMP).write_text(stamp)


def problem_of(action: Callable[[], object]) -> run.Problem:
    """The Problem that action raises; both of its languages are checked on the way."""
    with pytest.raises(run.Problem) as caught:
        action()
    chinese, english = str(caught.value).splitlines()[:2]
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    return caught.value


# Real failures of real installers


def test_hash_mismatch_names_package_and_forbids_switching_hashes_off(
    real_venv: Path, tmp_path: Path
) -> None:
    lock = write_lock(tmp_path, "otherpkg", WRONG_HASH)
    problem = problem_of(lambda: run.set_up(lock, real_venv))
    assert "Hash mismatch: package otherpkg==1.0" in problem.english
    assert "PIP_INDEX_URL" in problem.chinese
    assert "切勿关闭校验" in problem.chinese
    assert f"Expected sha256 {WRONG_HASH}" in str(problem)
    assert not run.is_ready(lock, real_venv)


def test_no_network_is_not_reported_as_a_missing_package(
    real_venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", NOWHERE)
    monkeypatch.setenv("PIP_RETRIES", "0")
    lock = write_lock(tmp_path, "otherpkg", WRONG_HASH)
    problem = problem_of(lambda: run.set_up(lock, real_venv))
    assert problem.english.startswith("No network")
    assert "Connection refused" in str(problem)


def test_package_without_a_hash_is_not_installed(real_venv: Path, tmp_path: Path) -> None:
    lock = tmp_path / "site.txt"
    lock.write_text("otherpkg==1.0\n")
    problem = problem_of(lambda: run.set_up(lock, real_venv))
    assert "Hashes are required" in str(problem)


def test_package_missing_from_the_index_is_named(real_venv: Path, tmp_path: Path) -> None:
    lock = write_lock(tmp_path, "nopkg", WRONG_HASH)
    problem = problem_of(lambda: run.set_up(lock, real_venv))
    assert "does not have package nopkg==1.0" in problem.english


@pytest.mark.usefixtures("only_pip")
def test_missing_venv_module_ends_with_the_debian_remedy_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "venv.py").write_text("raise ImportError(\"No module named 'venv'\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("NOTICE_SITE_VENV", str(tmp_path / "new"))
    result = run_py("check")
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr
    assert "Traceback" not in result.stderr


def run_py(*arguments: str) -> subprocess.CompletedProcess[str]:
    """run.py in a process of its own, as a user starts it."""
    command = [sys.executable, str(run.ROOT / "run.py"), *arguments]
    env = dict(os.environ, PYTHONUTF8="1")
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, timeout=60)


def test_second_set_up_calls_no_installer_and_a_changed_lock_does(
    real_venv: Path, good_lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = record_calls(monkeypatch)
    python = run.set_up(good_lock, real_venv)
    subprocess.run([str(python), "-c", "import tinypkg"], check=True)
    assert calls == []

    good_lock.write_text(good_lock.read_text() + "# renewed\n")
    run.set_up(good_lock, real_venv)
    assert [call[1:4] for call in calls] == [["-m", "pip", "install"]]


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note every installer that is called, and call it."""
    calls, real = [], run.run_installer

    def recording(command: list[str], **extra_env: str) -> tuple[int, str]:
        calls.append(command)
        return real(command, **extra_env)

    monkeypatch.setattr(run, "run_installer", recording)
    return calls


# What installers say, as recorded from pip 23.2 to 25 and uv 0.13, and what we make of it

RECORDED = {
    "pip, wrong hash": (
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have\n"
        "    lxml==6.1.3 from file:///w/lxml.whl (from -r site.txt (line 1)):\n",
        "Hash mismatch: package lxml==6.1.3",
    ),
    "uv, wrong hash": (
        "error: Failed to download `lxml==6.1.3`\n  cause: Hash mismatch for `lxml==6.1.3`\n",
        "Hash mismatch: package lxml==6.1.3",
    ),
    "wrong hash, no name": (
        "THESE PACKAGES DO NOT MATCH THE HASHES\n",
        "Hash mismatch: package (name unknown)",
    ),
    "pip, refused": (
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
        "Failed to establish a new connection: [Errno 111] Connection refused')'\n"
        "ERROR: Could not find a version that satisfies the requirement a (from versions: none)\n"
        "ERROR: No matching distribution found for a==1\n",
        "No network",
    ),
    "pip, proxy": ("ProxyError('Cannot connect to proxy.', OSError(...))", "No network"),
    "pip, Windows": ("[WinError 10061] 由于目标计算机积极拒绝", "No network"),
    "uv, no name resolution": (
        "error: Failed to fetch: a\n  cause: client error (Connect)\n  cause: dns error\n",
        "No network",
    ),
    "uv, timed out": ("cause: operation timed out\n", "No network"),
    "certificate": (
        "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))",
        "certificate cannot be verified",
    ),
    "pip, version not on mirror, after a retry": (
        "WARNING: Retrying after connection broken by 'ReadTimeoutError(timed out)'\n"
        "ERROR: Could not find a version that satisfies the requirement a==2 (from versions: 1)\n"
        "ERROR: No matching distribution found for a==2\n",
        "The index has no a==2 that fits",
    ),
    "uv, version not on mirror": (
        "cause: Because there is no version of a==2 and you require a==2, we can conclude",
        "The index has no a==2 that fits",
    ),
    "pip, package not on mirror": (
        "ERROR: Could not find a version that satisfies the requirement a (from versions: none)\n"
        "ERROR: No matching distribution found for a==1\n",
        "does not have package a==1",
    ),
    "uv, package not on mirror": (
        "cause: Because a was not found in the package registry and you require a==1",
        "does not have package a.",
    ),
    "pip, disk full": (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "The disk is full",
    ),
    "uv, disk full": ("failed to write: No space left on device (os error 28)", "disk is full"),
    "not writable": ("[Errno 13] Permission denied: '/x'", "cannot be written to"),
    "Debian without ensurepip": (
        "The virtual environment was not created successfully because ensurepip is not\navailable.",
        "apt install python3-venv",
    ),
    "anything else": ("Segmentation fault", "not recognised"),
}


@pytest.mark.parametrize(("output", "expected"), RECORDED.values(), ids=RECORDED)
def test_installer_output_is_explained(output: str, expected: str) -> None:
    problem = run.explain(output)
    assert expected in problem.english
    assert CHINESE.search(problem.chinese)
    assert output.strip().splitlines()[-1] in str(problem)


def test_only_the_last_lines_of_the_output_are_shown() -> None:
    shown = str(run.Problem("错", "wrong", "".join(f"line {n}\n" for n in range(99))))
    assert shown.count("  | line") == run.TAIL_LINES
    assert shown.endswith("  | line 98")


# Old Pythons


def test_syntax_stays_that_of_python_3_6() -> None:
    tree = ast.parse((run.ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [n for n in ast.walk(tree) if getattr(n, "module", "") == "__future__"]


def test_annotations_can_be_read_by_python_3_6() -> None:
    tree = ast.parse((run.ROOT / "run.py").read_text(encoding="utf-8"))
    kinds = ("annotation", "returns")
    found = filter(None, (getattr(n, kind, None) for n in ast.walk(tree) for kind in kinds))
    parts = [part for annotation in found for part in ast.walk(annotation)]
    assert len(parts) > 100
    subscripted = {ast.unparse(p.value) for p in parts if isinstance(p, ast.Subscript)}
    assert subscripted <= {"Callable", "Dict", "Iterator", "List", "Optional"}
    assert not [ast.unparse(part) for part in parts if isinstance(part, ast.BinOp)]


def old_pythons() -> list[tuple[str, str]]:
    """Each Python of this computer that is too old, with its version."""
    ask = ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in range(6, 11)))
    answers = [(p, subprocess.run([p, *ask], capture_output=True, encoding="utf-8")) for p in found]
    return [(python, answer.stdout.strip()) for python, answer in answers if not answer.returncode]


def test_real_old_pythons_give_the_message() -> None:
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no old Python on this computer")
    for python, version in pythons:
        command = [python, str(run.ROOT / "run.py"), "check"]
        result = subprocess.run(command, capture_output=True, encoding="utf-8")
        assert result.returncode == 1
        assert f"found {version}, needed 3.11" in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (2, 7, 18)])
def test_old_python_is_told_what_it_is_and_what_is_needed(version: tuple[int, ...]) -> None:
    problem = problem_of(lambda: run.check_python(version))
    assert f"found {'.'.join(map(str, version))}, needed 3.11" in problem.english


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_new_python_passes(version: tuple[int, ...]) -> None:
    run.check_python(version)


# The stamp and the folder, with an installer that only pretends


class PretendInstaller:
    """Makes a folder that looks like an environment; `fails` stops it while it installs."""

    def __init__(self) -> None:
        self.made, self.filled = 0, 0
        self.fails: BaseException | None = None
        self.fails_early: BaseException | None = None  # before it has made anything

    def __call__(self, command: list[str], **extra_env: str) -> tuple[int, str]:
        if command[2] == "venv":
            if self.fails_early:
                raise self.fails_early
            self.made += 1
            make_like_venv(Path(command[-1]))
        else:
            self.filled += 1
            if self.fails:
                raise self.fails
        return 0, ""


def make_like_venv(venv: Path) -> None:
    python = run.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\n")


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PretendInstaller:
    monkeypatch.setenv("PATH", str(tmp_path))
    pretend = PretendInstaller()
    monkeypatch.setattr(run, "run_installer", pretend)
    return pretend


def test_interrupted_set_up_is_made_anew(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    installer.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run.set_up(good_lock, tmp_path / "venv")
    installer.fails = None
    run.set_up(good_lock, tmp_path / "venv")
    assert (installer.made, installer.filled) == (2, 2)


def test_environment_that_was_never_finished_is_known_as_ours(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    installer.fails_early = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run.set_up(good_lock, tmp_path / "elsewhere")
    make_like_venv(tmp_path / "elsewhere")  # as far as the real one may have come
    installer.fails_early = None
    run.set_up(good_lock, tmp_path / "elsewhere")
    assert run.is_ready(good_lock, tmp_path / "elsewhere")


def test_interrupted_renewal_is_not_taken_for_done(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    before = good_lock.read_text()
    run.set_up(good_lock, tmp_path / "venv")
    good_lock.write_text(before + "# renewed\n")
    installer.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run.set_up(good_lock, tmp_path / "venv")
    good_lock.write_text(before)
    assert not run.is_ready(good_lock, tmp_path / "venv")


def lose_python(venv: Path) -> None:
    run.venv_python(venv).unlink()


def lose_base(venv: Path) -> None:
    (venv / "pyvenv.cfg").write_text("home = /no/such/folder\n")


def change_version(venv: Path) -> None:
    edit_stamp(venv, python="cpython 3.11.0rc1")


def change_platform(venv: Path) -> None:
    edit_stamp(venv, platform="plan9")


def cut_stamp(venv: Path) -> None:
    (venv / run.STAMP).write_text('{"python": ')


def edit_stamp(venv: Path, **changes: str) -> None:
    stamp = json.loads((venv / run.STAMP).read_text())
    (venv / run.STAMP).write_text(json.dumps({**stamp, **changes}))


@pytest.mark.parametrize(
    "damage", [lose_python, lose_base, change_version, change_platform, cut_stamp]
)
def test_damaged_or_foreign_environment_is_made_anew(
    damage: Callable[[Path], None], installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    run.set_up(good_lock, venv)
    damage(venv)
    run.set_up(good_lock, venv)
    assert installer.made == 2


def test_test_lock_serves_the_site_too(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    test_lock = tmp_path / "test.txt"
    test_lock.write_text(good_lock.read_text() + "pytest==9.2.0 \\\n    --hash=sha256:00\n")
    run.set_up(test_lock, tmp_path / "venv")
    assert run.is_ready(good_lock, tmp_path / "venv")


def test_site_lock_does_not_serve_the_tests(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path
) -> None:
    test_lock = tmp_path / "test.txt"
    test_lock.write_text(good_lock.read_text() + "pytest==9.2.0 \\\n    --hash=sha256:00\n")
    run.set_up(good_lock, tmp_path / "venv")
    assert not run.is_ready(test_lock, tmp_path / "venv")


@pytest.mark.parametrize("name", ["letters", "venv", ".venv"])
@pytest.mark.parametrize("holds", ["projA/work.txt", "notes.txt"])
@pytest.mark.parametrize("environment", [False, True])
def test_folder_with_other_files_is_refused_and_left_alone(
    installer: PretendInstaller,
    good_lock: Path,
    tmp_path: Path,
    name: str,
    holds: str,
    environment: bool,
) -> None:
    folder = tmp_path / name
    (folder / holds).parent.mkdir(parents=True)
    (folder / holds).write_text("")
    if environment:
        make_like_venv(folder)
    problem = problem_of(lambda: run.set_up(good_lock, folder))
    assert "NOTICE_SITE_VENV" in problem.english
    assert (folder / holds).exists()
    assert sorted(tmp_path.iterdir()) == sorted([folder, good_lock])


def test_only_the_projects_own_environment_needs_no_stamp(
    installer: PretendInstaller, good_lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    monkeypatch.setattr(run, "ROOT", root)
    (root / ".venv").mkdir(parents=True)
    make_like_venv(root / ".venv")
    run.set_up(good_lock, root / ".venv")
    assert installer.made == 1
    (root / ".venv").rename(elsewhere)
    (elsewhere / run.STAMP).unlink()
    (root / ".venv").symlink_to(elsewhere)
    problem_of(lambda: run.set_up(good_lock, root / ".venv"))
    assert (elsewhere / "pyvenv.cfg").exists()


def test_missing_lock_file_is_named(tmp_path: Path) -> None:
    problem = problem_of(lambda: run.set_up(tmp_path / "site.txt", tmp_path / "venv"))
    assert str(tmp_path / "site.txt") in problem.english


def test_place_that_cannot_be_made_is_a_problem(good_lock: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem_of(lambda: run.set_up(good_lock, tmp_path / "file" / "venv"))


# Two starts at once


def test_second_start_waits_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run.wait_for(tmp_path / "venv.lock")
    # The first start ends while the second one sleeps.
    monkeypatch.setattr(run.time, "sleep", lambda seconds: first.close())
    with run.one_at_a_time(tmp_path / "venv"):
        assert "waiting" in capsys.readouterr().err


def test_lock_file_of_a_dead_start_does_not_block(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "venv.lock").write_text("")
    with run.one_at_a_time(tmp_path / "venv"):
        assert capsys.readouterr().err == ""
    assert not (tmp_path / "venv.lock").exists()


def test_file_of_others_with_the_name_of_our_lock_stays(tmp_path: Path) -> None:
    (tmp_path / "poetry.lock").write_text("[[package]]\n")
    with run.one_at_a_time(tmp_path / "poetry"):
        pass
    assert (tmp_path / "poetry.lock").read_text() == "[[package]]\n"


def test_waiting_start_does_not_install_again(
    installer: PretendInstaller,
    good_lock: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([False, True])  # not ready at first; ready once the other start has ended
    monkeypatch.setattr(run, "is_ready", lambda lock, venv: next(answers))
    run.set_up(good_lock, tmp_path / "venv")
    assert installer.made == 0


# Commands


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would be run, without set-up and without running them."""
    commands: list[list[str]] = []
    monkeypatch.setattr(run, "set_up", lambda lock, venv: Path("python"))
    monkeypatch.setattr(run, "run_tool", lambda command, env: commands.append(command) or 7)
    return commands


CALLS = {
    "check --json -x data": ["-m", "register", "check", "--json", "-x", "data"],
    "check --help": ["-m", "register", "check", "--help"],
    "build -d out": [str(run.LAUNCH), "build", "--strict", "-d", "out"],
}


@pytest.mark.parametrize(("line", "expected"), CALLS.items())
def test_arguments_are_passed_on_and_the_exit_code_back(
    line: str, expected: list[str], tools: list[list[str]]
) -> None:
    assert run.dispatch(line.split()) == 7
    assert tools == [["python", *expected]]


def test_serve_reloads_on_the_port_asked_for(tools: list[list[str]]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run.dispatch(["serve", "--port", str(port)])
    assert tools[0][2:] == ["serve", "--livereload", "-a", f"127.0.0.1:{port}"]


def test_taken_port_is_named_with_a_free_one(tools: list[list[str]]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        problem = problem_of(lambda: run.dispatch(["serve", "--port", port]))
    assert f"Port {port} is taken" in problem.english
    assert re.search(r"--port \d+$", problem.chinese)
    assert tools == []


@pytest.mark.parametrize("option", ["-q", "-v", "-cq", "--quiet", "--verbose"])
def test_build_refuses_options_that_hide_warnings(option: str, tools: list[list[str]]) -> None:
    problem_of(lambda: run.dispatch(["build", option]))
    assert tools == []


def test_unknown_command_lists_all_and_names_the_nearest() -> None:
    result = run_py("chek")
    assert result.returncode == 2
    assert "Did you mean check?" in result.stderr
    assert all(f"\n  {name} " in result.stderr for name in run.COMMANDS)


def test_every_command_has_help_in_both_languages() -> None:
    for name in run.COMMANDS:
        assert CHINESE.search(run.HELP[name])
        assert re.search("[a-z]{3}", run.HELP[name])


def test_package_is_found_first_and_the_users_own_paths_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "mine")
    hooks = str(run.ROOT / "hooks")
    assert run.child_env()["PYTHONPATH"] == os.pathsep.join([hooks, "mine"])


def test_ctrl_c_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(argv: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "prepare_process", lambda: None)
    monkeypatch.setattr(run, "dispatch", interrupted)
    assert run.main() == 130
    assert capsys.readouterr() == ("", "")


def test_child_that_was_killed_gives_a_shells_exit_code() -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run.run_tool([sys.executable, "-c", code], dict(os.environ)) == 137


# Browser and the test command


def test_chromium_that_does_not_exist_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    assert "/no/such/chromium" in problem_of(run.find_browser).english


def test_chromium_that_exists_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert run.find_browser() == sys.executable


def test_browser_on_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert run.find_browser() == str(tmp_path / "google-chrome")


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is found and none can be installed."""
    monkeypatch.setattr(run, "find_browser", lambda: None)
    monkeypatch.setattr(run, "install_browser", lambda python: None)


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("value", ["true", "1", "True"])
def test_ci_without_browser_fails(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", value)
    problem = problem_of(lambda: run.ensure_browser(Path("python")))
    assert "CI" in problem.english


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("value", ["", "false", "0"])
def test_elsewhere_a_line_of_advice_is_enough(
    value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", value)
    assert run.ensure_browser(Path("python")) is None
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.fixture
def test_tools(tools: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """As `tools`, with a browser and a font at hand; in full runs ruff check fails."""

    def read(command: list[str], env: dict[str, str], show: object) -> tuple[int, str]:
        tools.append(command)
        return int(command[2:4] == ["ruff", "check"]), "12 passed in 3.4s\n"

    monkeypatch.setattr(run, "ensure_browser", lambda python: "/chromium")
    monkeypatch.setattr(run, "ensure_chinese_font", lambda: None)
    monkeypatch.setattr(run, "run_read", read)
    return tools


def test_every_check_runs_after_a_failure_and_pytest_comes_last(
    test_tools: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.dispatch(["test"]) == 1
    assert [command[2] for command in test_tools] == ["ruff", "ruff", "mypy", "pytest"]
    last_lines = capsys.readouterr().out.splitlines()[-4:]
    assert last_lines[0].startswith("失败 failed  ruff check")
    assert last_lines[3] == "通过 passed  pytest: 12 passed in 3.4s"


def test_with_arguments_only_pytest_runs(test_tools: list[list[str]]) -> None:
    assert run.dispatch(["test", "tests/test_run.py", "-k", "stamp"]) == 7
    assert test_tools == [["python", "-m", "pytest", "tests/test_run.py", "-k", "stamp"]]


def test_step_is_summed_up_by_its_line_of_results(capfd: pytest.CaptureFixture[str]) -> None:
    code = "print('=== 3 failed, 5 passed in 1s ==='); print('goodbye'); raise SystemExit(3)"
    result = run.run_step("pytest", [sys.executable, "-c", code], dict(os.environ))
    assert result == (3, "3 failed, 5 passed in 1s")
