#!/usr/bin/env python3
"""One way in to serve, build, check and test this site, from a fresh copy of the project.

Sets up `.venv` from the locks in requirements/ when needed, then runs the tool asked for.
Only the standard library is used, and nothing that Python 3.6 cannot read, annotations included, so
that an old Python gets our message instead of a SyntaxError.
"""

import argparse
import contextlib
import difflib
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, NoReturn, Optional

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
LAUNCH = ROOT / "hooks" / "launch.py"
SITE_LOCK = ROOT / "requirements" / "site.txt"
TEST_LOCK = ROOT / "requirements" / "test.txt"  # holds all of the site's packages too
STAMP = "run-stamp.json"
INSTALL_LOG = "run-install.log"
TAIL_LINES = 15
LINE_WIDTH = 78
GRACE_SECONDS = 5

STEPS = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "mypy": ("mypy",),
    "pytest": ("pytest", "-n", "2"),  # last, so that its count of tests ends the output
}
NGINX_BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
POLICY_RC = "/usr/sbin/policy-rc.d"  # Debian asks it before it starts a service
RESULT_LINE = re.compile(r"\b\d+ (passed|failed|errors?|skipped|files?)\b")

BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_BROWSERS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


# Failures and what is said about them


class Problem(Exception):
    """An expected failure: what, why and the remedy, in Chinese and in English.

    `output` is what the failing tool said; its last lines are shown below the message.
    """

    def __init__(self, chinese: str, english: str, output: str = "") -> None:
        super().__init__(english)
        self.chinese, self.english, self.output = chinese, english, output

    def __str__(self) -> str:
        lines = [self.chinese, self.english]
        if self.output.strip():
            lines += ["", "详细输出的最后几行 / last lines of the details:", tail(self.output)]
        return "\n".join(lines)


def tail(output: str) -> str:
    """The last lines of a tool's output, indented, without the inner frames of a traceback."""
    frames = r"^(Traceback \(most recent call last\)|Call stack):\n(?:[ \t].*\n)*"
    lines = re.sub(frames, "", output, flags=re.MULTILINE).strip().splitlines()
    return "\n".join("  | " + line for line in lines[-TAIL_LINES:])


class Failure(NamedTuple):
    """How a known failure looks in an installer's output, and what to tell the user."""

    pattern: str  # a named group `package` gives the package concerned
    chinese: str
    english: str


DISK_FULL = Failure(
    r"No space left on device|Errno 28\b|os error (28|112)\b|WinError 112\b|quota exceeded",
    "磁盘已满，无法安装。原因：存放环境或临时文件的磁盘没有剩余空间。办法：清理磁盘后重试。",
    "The disk is full. Cause: no space is left for the environment or for temporary files. "
    "Remedy: free some space and try again.",
)
NOT_WRITABLE = Failure(
    r"Permission denied|Errno (13|30)\b|Read-only file system|WinError 5\b"
    r"|Access is denied|拒绝访问",
    "文件夹不可写。原因：当前用户没有写权限，或有程序正占用其中的文件。"
    "办法：关闭占用的程序、修改权限，或用环境变量 NOTICE_SITE_VENV 指定另一个文件夹。",
    "A folder cannot be written to. Cause: this user has no right to write there, or a program "
    "still uses a file in it. Remedy: close that program, change the rights, or name another "
    "folder in the environment variable NOTICE_SITE_VENV.",
)
# The order counts: the first pattern found decides, so the surest signs come first.
FAILURES = (
    Failure(
        r"(?s:THESE PACKAGES DO NOT MATCH THE HASHES.*?\n\s+(?P<package>[\w.-]+==[^\s:]+))"
        r"|Hash mismatch for `(?P<package_uv>[^`]+)`"
        r"|THESE PACKAGES DO NOT MATCH THE HASHES|Hash mismatch",
        "软件包 {package} 与锁定文件中的校验值不符，已停止安装。"
        "原因：所用镜像提供的不是原来的文件（镜像有误、文件被改动或下载不完整）。"
        "办法：用环境变量 PIP_INDEX_URL（pip）或 UV_DEFAULT_INDEX（uv）换一个软件源再试；"
        "切勿关闭校验。",
        "Hash mismatch: package {package} is not the file named in the lock, so nothing more was "
        "installed. Cause: the index or mirror serves another file (wrong, changed or cut short). "
        "Remedy: use another index or mirror through PIP_INDEX_URL (pip) or UV_DEFAULT_INDEX "
        "(uv); never switch the hashes off.",
    ),
    DISK_FULL,
    Failure(
        r"No module named '?(venv|ensurepip)|ensurepip\s+is\s+not\s+available",
        "这个 Python 缺少 venv 或 ensurepip 模块，无法建立虚拟环境。"
        "原因：Debian、Ubuntu 把它们放在另一个软件包里。"
        "办法：运行 apt install python3-venv（或先安装 uv），然后重试。",
        "This Python has no venv or ensurepip module, so no environment can be made. Cause: "
        "Debian and Ubuntu ship them apart. Remedy: run `apt install python3-venv` (or install "
        "uv), then try again.",
    ),
    Failure(
        # pip lists the versions it did find: the index was reached, so this is no network matter
        r"\(from versions: (?!none)[^)]+\)\s+ERROR: No matching distribution found for "
        r"(?P<package>\S+)|there is no version of (?P<package_uv>[^\s,]+)"
        r"|(?P<package_abi>[^\s,]+) has no (usable )?wheels",
        "软件源中没有适用于这台电脑的 {package}。"
        "原因：镜像尚未同步这个版本，或没有适合本系统和 Python 版本的文件。"
        "办法：用 PIP_INDEX_URL（pip）或 UV_DEFAULT_INDEX（uv）换一个软件源，或换 Python 版本。",
        "The index has no {package} that fits this computer. Cause: the mirror lacks this version, "
        "or there is no file for this system and Python. Remedy: use another index through "
        "PIP_INDEX_URL (pip) or UV_DEFAULT_INDEX (uv), or another Python version.",
    ),
    Failure(
        r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer",
        "无法验证软件源的证书。原因：网络中的代理换掉了证书，或本机缺少根证书。"
        "办法：请网管提供根证书，并用 PIP_CERT（pip）或 SSL_CERT_FILE（uv）指定，或换一个网络。",
        "The index's certificate cannot be verified. Cause: a proxy replaces it, or this computer "
        "lacks the root certificate. Remedy: get the root certificate and name it in PIP_CERT "
        "(pip) or SSL_CERT_FILE (uv), or use another network.",
    ),
    Failure(
        r"Name or service not known|Temporary failure in name resolution|getaddrinfo failed"
        r"|nodename nor servname|NameResolutionError|dns error|Connection refused"
        r"|Failed to establish a new connection|Network is unreachable|No route to host"
        r"|tcp connect error|timed out|TimeoutError|ConnectTimeout|Connection reset"
        r"|Cannot connect to proxy|ProxyError|tunnel error|Proxy Authentication Required"
        r"|WinError 100(51|54|60|61|65)\b|os error (11001|100(51|54|60|61|65))\b"
        r"|error: Failed to fetch|network was disabled",
        "无法连接软件源，未能安装所需软件包。原因：没有网络、域名无法解析、代理设置有误，"
        "或该软件源停用。办法：检查网络和代理（HTTPS_PROXY），"
        "或用 PIP_INDEX_URL（pip）、UV_DEFAULT_INDEX（uv）换一个能访问的软件源。",
        "No network: the package index cannot be reached. Cause: no connection, no name "
        "resolution, a wrong proxy, or the index is down. Remedy: check network and proxy "
        "(HTTPS_PROXY), or use an index you can reach through PIP_INDEX_URL (pip) or "
        "UV_DEFAULT_INDEX (uv).",
    ),
    Failure(
        r"No matching distribution found for (?P<package>\S+)"
        r"|Because (?P<package_uv>\S+) was not found|No solution found",
        "软件源中找不到软件包 {package}。原因：所用镜像没有它。"
        "办法：用 PIP_INDEX_URL（pip）或 UV_DEFAULT_INDEX（uv）换一个软件源再试。",
        "The index does not have package {package}. Cause: the mirror in use lacks it. Remedy: "
        "use another index through PIP_INDEX_URL (pip) or UV_DEFAULT_INDEX (uv).",
    ),
    NOT_WRITABLE,
)


def explain(output: str) -> Problem:
    """The Problem for what a failed installer said; a general one if nothing is recognised."""
    for failure in FAILURES:
        match = re.search(failure.pattern, output, re.IGNORECASE)
        if match:
            package = next(filter(None, match.groupdict().values()), None)
            return Problem(
                failure.chinese.format(package=package or "（名称不详）"),
                failure.english.format(package=package or "(name unknown)"),
                output,
            )
    return Problem(
        "安装失败，原因未能识别。办法：查看下面的输出；删除 .venv 后可重新安装。",
        "The installation failed for a reason not recognised. Remedy: read the output below; "
        "to start afresh, delete .venv.",
        output,
    )


def explain_os_error(error: OSError) -> Problem:
    """The Problem for a file operation of ours that failed."""
    detail = str(error)
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return Problem(DISK_FULL.chinese, DISK_FULL.english, detail)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(NOT_WRITABLE.chinese, NOT_WRITABLE.english, detail)
    return Problem(
        f"无法建立运行环境。原因：{detail}。办法：检查该路径，然后重试。",
        f"The environment cannot be set up. Cause: {detail}. Remedy: check that path, try again.",
    )


def say(chinese: str, english: str) -> None:
    """Tell the user something, in both languages, apart from the tools' own output."""
    print(f"{chinese} {english}", file=sys.stderr, flush=True)


def check_python(version: tuple) -> None:
    """Raise a Problem when version (major, minor, micro) is too old; nothing else is tried."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return
    found, needed = ".".join(map(str, version[:3])), ".".join(map(str, OLDEST_PYTHON))
    raise Problem(
        f"Python 版本太旧：现在是 {found}，需要 {needed} 或更新。原因：所用的库不再支持旧版本。"
        "办法：安装新版（Debian/Ubuntu：apt install python3.12 python3.12-venv；"
        "macOS：brew install python；Windows：winget install Python.Python.3.12；"
        "都可：uv python install 3.12），再用它运行，例如 python3.12 run.py serve。",
        f"Python is too old: found {found}, needed {needed} or newer. Cause: the libraries in use "
        "no longer support it. Remedy: install a newer one (Debian/Ubuntu: apt install python3.12 "
        "python3.12-venv; macOS: brew install python; Windows: winget install Python.Python.3.12; "
        "anywhere: uv python install 3.12) and run this with it: python3.12 run.py serve.",
    )


# Child processes


def child_env() -> Dict[str, str]:
    """Environment for the site's tools: the package `register` found, text in UTF-8."""
    env = dict(os.environ, PYTHONUTF8="1")
    env["NO_MKDOCS_2_WARNING"] = "1"
    env["DISABLE_MKDOCS_2_WARNING"] = "true"
    # Compiling the packages anew at each start would cost a build three seconds.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = [str(ROOT / "hooks"), os.environ.get("PYTHONPATH", "")]
    env["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
    return env


@contextlib.contextmanager
def started(command: List[str], **options: Any) -> Iterator[subprocess.Popen]:
    """Start a child in the project's folder; it has ended when the block is left."""
    process = subprocess.Popen(command, cwd=str(ROOT), **options)
    try:
        yield process
        process.wait()
    except KeyboardInterrupt:
        # The terminal sent Ctrl-C to the child as well: let it tidy up.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        raise
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    """Stop a child that still runs, so that no server or installer outlives us."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def exit_code(process: subprocess.Popen) -> int:
    """The child's exit code; one ended by signal n gives 128 + n, as a shell does."""
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def run_tool(command: List[str], env: Dict[str, str]) -> int:
    """Run a tool with the user's own terminal; return its exit code."""
    with started(command, env=env) as process:
        pass
    return exit_code(process)


def run_read(command: List[str], env: Dict[str, str], show: Callable[[str], None]) -> tuple:
    """Run a tool, pass each line it says to `show`; return (exit code, all lines as text)."""
    lines = []
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "env": env}
    with started(command, encoding="utf-8", errors="replace", **options) as process:
        for line in process.stdout:
            lines.append(line)
            show(line)
    return exit_code(process), "".join(lines)


def echo(line: str) -> None:
    """Pass a tool's line on at once."""
    print(line, end="", flush=True)


def show_progress(line: str) -> None:
    """Keep one changing line on a terminal; say nothing in a log file."""
    if sys.stderr.isatty():
        text = line.strip()[:LINE_WIDTH].ljust(LINE_WIDTH)
        print(f"\r{text}\r", end="", file=sys.stderr, flush=True)


def run_installer(command: List[str], **extra_env: str) -> tuple:
    """Run an installer quietly; return (exit code, output)."""
    # PIP_USER would make pip refuse to install into a virtual environment.
    env = dict(os.environ, PYTHONUTF8="1", PIP_USER="0", **extra_env)
    result = run_read(command, env, show_progress)
    show_progress("")
    return result


# The virtual environment


def venv_folder() -> Path:
    """Where the environment lies: .venv in the project, unless NOTICE_SITE_VENV says otherwise."""
    return ROOT / os.path.expanduser(os.environ.get("NOTICE_SITE_VENV") or ".venv")


def venv_python(venv: Path) -> Path:
    """The environment's Python, whether it exists or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(lock: Path, venv: Path) -> Path:
    """Make sure that venv holds what lock asks for; return its Python. Raises Problem."""
    if not lock.is_file():
        raise Problem(
            f"找不到锁定文件 {lock}。原因：项目文件不完整。办法：重新下载项目，或从版本库恢复它。",
            f"The lock file {lock} is missing. Cause: the copy of the project is not complete. "
            "Remedy: download it again, or restore the file from version control.",
        )
    try:
        if not is_ready(lock, venv):
            with one_at_a_time(venv):
                # Another start may have done the work while we waited.
                if not is_ready(lock, venv):
                    install(lock, venv)
    except OSError as error:
        raise explain_os_error(error) from error
    return venv_python(venv)


def this_system() -> Dict[str, str]:
    """The Python and the platform an environment is made for."""
    version = ".".join(map(str, sys.version_info[:3]))
    return {
        "python": f"{sys.implementation.name} {version}",
        "platform": sysconfig.get_platform(),
    }


def read_stamp(venv: Path) -> Dict[str, Any]:
    """What was installed here and for which system; empty if that did not end well."""
    try:
        return dict(json.loads((venv / STAMP).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return {}


def is_sound(venv: Path) -> bool:
    """Was venv finished for this system, and is its Python still there?"""
    stamp = read_stamp(venv)
    same_system = all(stamp.get(key) == value for key, value in this_system().items())
    return same_system and venv_python(venv).exists() and base_exists(venv)


def base_exists(venv: Path) -> bool:
    """Is the Python which venv was made from still installed? (A copy on Windows hides that.)"""
    with contextlib.suppress(OSError):
        config = (venv / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
        home = re.search(r"^home\s*=\s*(.+?)\s*$", config, re.MULTILINE)
        return bool(home) and os.path.isdir(home.group(1))
    return False


def is_ready(lock: Path, venv: Path) -> bool:
    """Is all of lock installed? Reads three small files, so a second start costs nothing."""
    installed = read_stamp(venv).get("locks", {})
    return is_sound(venv) and installed.get(lock.name) == fingerprint(lock)


def fingerprint(lock: Path) -> str:
    """sha256 of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def pins(lock: Path) -> set:
    """The `name==version ; condition` parts of a lock, without hashes and comments."""
    text = lock.read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+(?:\[.*?\])?==.*?)\s*(?:\\|--hash.*)?$", text, re.MULTILINE))


def new_stamp(lock: Path, uv: Optional[str]) -> Dict[str, Any]:
    """What to record once lock is installed: every lock it fulfils, as the test lock does both."""
    fulfilled = [other for other in lock.parent.glob("*.txt") if pins(other) <= pins(lock)]
    locks = {other.name: fingerprint(other) for other in sorted({lock, *fulfilled})}
    return dict(this_system(), tool="uv" if uv else "pip", locks=locks)


def write_stamp(venv: Path, stamp: Dict[str, Any]) -> None:
    """Record what was installed; written aside and then renamed, so never half there."""
    draft = venv / (STAMP + ".new")
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(str(draft), str(venv / STAMP))


def install(lock: Path, venv: Path) -> None:
    """Make venv if needed, install lock into it, and stamp it only when all went well."""
    uv = shutil.which("uv")
    stamp = new_stamp(lock, uv)  # now, not later: the lock may change while we install
    say(
        f"正在准备运行环境（{lock.name}），首次约需一两分钟……",
        f"Setting up the environment ({lock.name}); the first time takes a minute or two.",
    )
    # A venv made by uv has no pip of its own, so one tool cannot go on where the other left off.
    if is_sound(venv) and read_stamp(venv).get("tool") == stamp["tool"]:
        write_stamp(venv, {})
    else:
        make_venv(venv, uv)
    fill_venv(lock, venv, uv)
    write_stamp(venv, stamp)
    say("运行环境已就绪。", "The environment is ready.")


def make_venv(venv: Path, uv: Optional[str]) -> None:
    """Make a new environment with the Python that runs this; what was there is removed."""
    # Inside a venv this is the Python below it: the venv may be the very one to be replaced.
    python = getattr(sys, "_base_executable", None) or sys.executable
    empty_folder(venv)
    # An empty stamp, before anything else: the folder is ours, also if we do not get to the end.
    venv.mkdir(parents=True, exist_ok=True)
    write_stamp(venv, {})
    if uv:
        command = [uv, "venv", "--allow-existing", "--python", python, str(venv)]
    else:
        command = [python, "-m", "venv", str(venv)]
    code, output = run_installer(command)
    if code:
        raise explain(output)


def is_ours(venv: Path) -> bool:
    """Did we make this folder? Its name proves nothing, nor does an environment made by others."""
    own = os.path.abspath(str(venv)) == str(ROOT / ".venv") and not venv.is_symlink()
    return own or (venv / STAMP).is_file()


def empty_folder(venv: Path) -> None:
    """Remove what a broken or outdated environment left; refuse any folder that is not ours."""
    if not venv.exists():
        return
    entries = list(venv.iterdir())
    if entries and not is_ours(venv):
        raise Problem(
            f"文件夹 {venv} 不是空的，也不是本项目建立的运行环境，里面的文件没有动。"
            "原因：在那里安装会删除其中的文件。"
            "办法：把 NOTICE_SITE_VENV 改为一个新的或空的文件夹；"
            "里面的东西确实不要了，请自己删掉它。",
            f"The folder {venv} is not empty, and is no environment that this project made; "
            "nothing in it was touched. Cause: installing there would delete its files. Remedy: "
            "name a new or empty folder in NOTICE_SITE_VENV; if nothing in it is needed, delete it "
            "yourself.",
        )
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        else:
            entry.unlink()


def fill_venv(lock: Path, venv: Path, uv: Optional[str]) -> None:
    """Install the packages of lock, each checked against its hash."""
    python, log = str(venv_python(venv)), venv / INSTALL_LOG
    if uv:
        # pip compiles what it installs; uv has to be told.
        command = [uv, "pip", "install", "--python", python, "--compile-bytecode"]
    else:
        log.write_text("", encoding="utf-8")  # pip would append to an earlier one
        command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        command += ["--log", str(log)]
    code, output = run_installer([*command, "--require-hashes", "-r", str(lock)])
    if code:
        raise explain(output + connection_errors(log))


def connection_errors(log: Path) -> str:
    """Lines on failed connections, which pip hides in its log and reports as a missing package."""
    if not log.exists():
        return ""
    text = log.read_text(encoding="utf-8", errors="replace")
    found = re.findall(r"Could not fetch URL .*", text)
    return "".join(f"{line}\n" for line in found[:2])  # the same for every index and package


@contextlib.contextmanager
def one_at_a_time(venv: Path) -> Iterator[None]:
    """Hold the file <venv>.lock meanwhile; a second start waits for it, with a message.

    The system frees the lock when its holder dies, so a file left behind never blocks.
    """
    path = venv.with_name(venv.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = wait_for(path)
    try:
        yield
    finally:
        # POSIX: removed while still held, so nobody can take a lock on a name that is gone.
        remove_lock(path)
        handle.close()
        if os.name == "nt":  # an open file cannot be removed there
            remove_lock(path)


def remove_lock(path: Path) -> None:
    """Remove our lock file, which is empty; `poetry.lock` beside `poetry` is somebody's work."""
    with contextlib.suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def wait_for(path: Path) -> Any:
    """Open path and lock it, waiting as long as another start holds it; return the open file."""
    told = False
    while True:
        handle = path.open("a+b")
        if try_lock(handle):
            if is_same_file(handle, path):
                return handle
        elif not told:
            told = True
            say(
                "另一个进程正在准备运行环境，请稍候……",
                "Another start is setting up the environment; waiting for it.",
            )
        handle.close()
        time.sleep(0.5)


def try_lock(handle: Any) -> bool:
    """Lock an open file; False if another process (or another opening of it) holds the lock."""
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks: better to start unguarded than not at all
        return True
    return True


def is_same_file(handle: Any, path: Path) -> bool:
    """Is path still the file we opened, and not removed by the start that held it before?"""
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


# Browser and fonts for the tests


def find_browser() -> Optional[str]:
    """Path of a Chromium-like browser, or None. Raises Problem if CHROMIUM names no file."""
    named = os.environ.get("CHROMIUM")
    if named:
        return check_browser(named)
    on_path = (shutil.which(name) for name in BROWSER_NAMES)
    found = next(filter(None, on_path), None)
    return found or next(filter(os.path.isfile, usual_browsers()), None) or playwright_browser()


def check_browser(path: str) -> str:
    """The path that CHROMIUM gives, if there is such a file; else a Problem."""
    if os.path.isfile(path):
        return path
    raise Problem(
        f"环境变量 CHROMIUM 指向的文件不存在：{path}。原因：路径有误，或浏览器已被移除。"
        "办法：改正路径，或取消这个变量。",
        f"The environment variable CHROMIUM names a file that does not exist: {path}. Cause: a "
        "wrong path, or the browser was removed. Remedy: correct the path or unset the variable.",
    )


def usual_browsers() -> List[str]:
    """Where browsers lie on macOS and Windows, which do not put them on PATH."""
    if sys.platform == "darwin":
        return list(MAC_BROWSERS)
    if os.name == "nt":
        folders = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        roots = [os.environ[name] for name in folders if os.environ.get(name)]
        return [os.path.join(root, place) for place in WINDOWS_BROWSERS for root in roots]
    return []


def playwright_browser() -> Optional[str]:
    """The browser Playwright downloaded earlier, if any; asks the environment's Python."""
    python = venv_python(venv_folder())
    command = [str(python) if python.exists() else sys.executable, "-c", ASK_PLAYWRIGHT]
    try:
        answer = subprocess.run(command, capture_output=True, env=child_env(), timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    path = answer.stdout.decode("utf-8", "replace").strip()
    return path if answer.returncode == 0 and os.path.isfile(path) else None


def can_use_apt() -> bool:
    """May we install system packages? Only as root on a system like Debian."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install system packages; a failure is reported, and the caller looks again anyway."""
    names = " ".join(packages)
    say(f"正在用 apt 安装 {names} ……", f"Installing {names} with apt.")
    install_command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    report = ""
    for command in (["apt-get", "update"], install_command):
        code, output = run_installer(command, DEBIAN_FRONTEND="noninteractive")
        report += output
    if code:
        say(f"apt 未能安装 {names}。", f"apt could not install {names}:\n{tail(report)}")


def install_browser(python: Path) -> None:
    """Try to get a browser: from apt where we may, else Playwright's own download."""
    if can_use_apt():
        apt_install("chromium", "fonts-noto-cjk")
        if find_browser():
            return
    say("正在用 Playwright 下载浏览器……", "Downloading a browser with Playwright.")
    code, output = run_installer([str(python), "-m", "playwright", "install", "chromium"])
    if code:
        failed = f"Playwright could not download a browser:\n{tail(output)}"
        say("Playwright 未能下载浏览器。", failed)


def ensure_browser(python: Path) -> Optional[str]:
    """Find or install a browser; None if there is none. In CI that is a Problem."""
    browser = find_browser()
    if browser:
        return browser
    install_browser(python)
    browser = find_browser()
    if browser is None:
        report_no_browser(is_ci())
    return browser


def report_no_browser(ci: bool) -> None:
    """Say that browser tests cannot run: a Problem in CI, a line of advice elsewhere."""
    advice = (
        "没有找到浏览器。办法：安装 Chromium 或 Chrome，或用环境变量 CHROMIUM 指明其路径。",
        "No browser was found. Remedy: install Chromium or Chrome, or name one in CHROMIUM.",
    )
    if ci:
        raise Problem(
            "CI 中的浏览器测试不得跳过。" + advice[0],
            "Browser tests must not be skipped in CI. " + advice[1],
        )
    say("将跳过浏览器测试：" + advice[0], "Browser tests will be skipped. " + advice[1])


def is_ci() -> bool:
    """Does the variable CI have a true value?"""
    return os.environ.get("CI", "").strip().lower() not in ("", "0", "false", "no", "off")


def find_office() -> Optional[str]:
    """Path of LibreOffice, with which the tests open Word and Excel files; None without one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def ensure_office() -> None:
    """Find or install LibreOffice; without it tests are skipped, in CI that is a Problem."""
    if find_office() is None and can_use_apt():
        apt_install("libreoffice-writer", "libreoffice-calc")
    if find_office() is not None:
        return
    advice = (
        "没有找到 LibreOffice。办法：安装 libreoffice-writer 和 libreoffice-calc。",
        "LibreOffice was not found. Remedy: install libreoffice-writer and libreoffice-calc.",
    )
    if is_ci():
        raise Problem(
            "CI 中用 LibreOffice 打开文件的测试不得跳过。" + advice[0],
            "Tests that open files with LibreOffice must not be skipped in CI. " + advice[1],
        )
    say("将跳过有关的测试：" + advice[0], "Tests that need it will be skipped. " + advice[1])


def ensure_servers() -> None:
    """Find or install nginx and Caddy; without them tests are skipped, in CI that is a Problem."""
    if not has_servers() and can_use_apt():
        with no_service_started():
            apt_install("nginx", "libnginx-mod-http-brotli-static", "caddy")
    if has_servers():
        return
    advice = (
        "没有找到 nginx（带 brotli_static 模块）和 Caddy。"
        "办法：安装 nginx、libnginx-mod-http-brotli-static 和 caddy。",
        "nginx with brotli_static and Caddy were not found. Remedy: install nginx, "
        "libnginx-mod-http-brotli-static and caddy.",
    )
    if is_ci():
        raise Problem(
            "CI 中的服务器测试不得跳过。" + advice[0],
            "Tests of servers must not be skipped in CI. " + advice[1],
        )
    say("将跳过有关的测试：" + advice[0], "Tests that need them will be skipped. " + advice[1])


def has_servers() -> bool:
    """Are both servers here? nginx lies where only root has its PATH."""
    return find_nginx() is not None and shutil.which("caddy") is not None


def find_nginx() -> Optional[str]:
    """Path of an nginx that can send brotli; None without one."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which("nginx", path=path) if os.path.isfile(NGINX_BROTLI) else None


@contextlib.contextmanager
def no_service_started() -> Iterator[None]:
    """Keep Debian from starting what it installs: a test starts its own, on a port of its own."""
    if os.path.exists(POLICY_RC):
        yield
        return
    with open(POLICY_RC, "w") as file:
        file.write("#!/bin/sh\nexit 101\n")
    os.chmod(POLICY_RC, 0o755)
    try:
        yield
    finally:
        os.remove(POLICY_RC)


def ensure_chinese_font() -> None:
    """Install a Chinese font where we may; without one, pages are measured with empty boxes."""
    if can_use_apt() and not has_chinese_font():
        apt_install("fonts-noto-cjk", "fontconfig")


def has_chinese_font() -> bool:
    """Does fontconfig know a font for Chinese?"""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


# The commands


def serve(arguments: List[str]) -> int:
    """Show the site on this computer, and show it anew whenever a file changes."""
    options = serve_parser().parse_args(arguments)
    check_port(options.host, options.port)
    python = set_up(SITE_LOCK, venv_folder())
    host = f"[{options.host}]" if ":" in options.host else options.host
    # Said outright: with some versions of click, `mkdocs serve` alone does not reload
    # (mkdocs/mkdocs#4032).
    command = [str(python), str(LAUNCH), "serve", "--livereload"]
    return run_tool([*command, "-a", f"{host}:{options.port}"], child_env())


def serve_parser() -> argparse.ArgumentParser:
    """The options of `serve`."""
    parser = Parser(prog="run.py serve", description=help_line("serve"))
    parser.add_argument("--port", type=port_number, default=8000, help="端口 port (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="地址 address (127.0.0.1)")
    return parser


def port_number(text: str) -> int:
    """A port from 1 to 65535."""
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: 须为 1 到 65535 / must be from 1 to 65535")


def check_port(host: str, port: int) -> None:
    """Raise a Problem when nothing can listen on host and port."""
    error = listening_error(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        later = range(port + 1, min(port + 50, 65536))
        free = next((other for other in later if listening_error(host, other) is None), 8080)
        raise Problem(
            f"端口 {port} 已被占用。原因：另一个程序（也许是另一个 run.py serve）正在使用它。"
            f"办法：关闭那个程序，或换一个端口：run.py serve --port {free}",
            f"Port {port} is taken. Cause: another program (perhaps another run.py serve) uses "
            f"it. Remedy: stop that program, or use another port: run.py serve --port {free}",
        )
    raise Problem(
        f"无法在 {host}:{port} 上启动。原因：{error}。办法：用 --host 和 --port 换一个地址或端口。",
        f"Cannot listen on {host}:{port}. Cause: {error}. Remedy: choose another address or "
        "port with --host and --port.",
    )


def listening_error(host: str, port: int) -> Optional[OSError]:
    """Why nothing can listen on host and port, or None if something can."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # on Windows this option would take a port in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def build(arguments: List[str]) -> int:
    """Build the site into site/; any warning is a failure."""
    # `mkdocs build --strict -q` exits 0 on broken links.
    if any(re.match(r"-[cs]*[qv]|--(quiet|verbose)$", argument) for argument in arguments):
        raise Problem(
            "build 不接受 -q 和 -v。原因：加了它们，有错误的网站也会显示成功。办法：去掉该选项。",
            "build takes neither -q nor -v. Cause: with them a site with errors is reported as "
            "good. Remedy: leave the option out.",
        )
    python = set_up(SITE_LOCK, venv_folder())
    command = [str(python), str(LAUNCH), "build", "--strict", *arguments]
    return run_tool(command, child_env())


def run_tests(arguments: List[str]) -> int:
    """Run every check, each even when an earlier one failed; with arguments only pytest."""
    python = set_up(TEST_LOCK, venv_folder())
    browser = ensure_browser(python)
    ensure_chinese_font()
    ensure_office()
    ensure_servers()
    env = child_env()
    if browser:
        env["CHROMIUM"] = browser
    if arguments:
        return run_tool([str(python), "-m", "pytest", *arguments], env)
    results = {name: run_step(name, [str(python), "-m", *STEPS[name]], env) for name in STEPS}
    return summarise(results)


def run_step(name: str, command: List[str], env: Dict[str, str]) -> tuple:
    """Run one check and show its output; return (exit code, the line that sums it up)."""
    print(f"\n── {name} ──", flush=True)
    code, output = run_read(command, dict(env, PYTHONUNBUFFERED="1"), echo)
    lines = [line.strip(" =\r\n") for line in output.splitlines() if line.strip()]
    results = list(filter(RESULT_LINE.search, lines)) or lines or [""]
    return code, results[-1]


def summarise(results: Dict[str, tuple]) -> int:
    """Print one line for each check; return 1 if any failed, else 0."""
    print("\n── 结果 results ──")
    for name, (code, line) in results.items():
        mark = "失败 failed" if code else "通过 passed"
        print(f"{mark}  {name}: {line}", flush=True)
    return 1 if any(code for code, _ in results.values()) else 0


def package_command(name: str) -> Callable[[List[str]], int]:
    """A command that hands all its arguments to `python -m register <name>`."""
    names_a_path = os.path.exists if name == "verify-site" else os.path.isfile

    def run_package_command(arguments: List[str]) -> int:
        python = set_up(SITE_LOCK, venv_folder())
        # The tool runs in the project's folder: a file is named from where the user stands.
        given = [os.path.abspath(one) if names_a_path(one) else one for one in arguments]
        return run_tool([str(python), "-m", "register", name, *given], child_env())

    return run_package_command


def sbom(arguments: List[str]) -> int:
    """Print the bill of materials; licences are those of the packages in the environment."""
    python = set_up(SITE_LOCK, venv_folder())
    return run_tool([str(python), str(ROOT / "tools" / "sbom.py"), *arguments], child_env())


PACKAGE_COMMANDS = (
    "check",
    "fmt",
    "new",
    "schema",
    "cited",
    "diff",
    "verify-site",
    "urls",
    "deploy",
    "import-sheet",
    "import",
)
COMMANDS: Dict[str, Callable[[List[str]], int]] = {
    "serve": serve,
    "build": build,
    **{name: package_command(name) for name in PACKAGE_COMMANDS},
    "sbom": sbom,
    "test": run_tests,
}
HELP = {
    "serve": "在本机预览网站，改动即时可见 preview the site [--port 8000] [--host 127.0.0.1]",
    "build": "生成网站到 site/ build the site [--cluster ADDRESS]; other arguments go to mkdocs",
    "check": "检查 data/ 中的数据，参数传给 register check the data; arguments are passed on",
    "fmt": "把记录写成统一格式 write records in one form [FILE …] [--check]",
    "new": "新建一条记录的空白 a blank record: task|benefit|unit|actor|term|source|progress [ID]",
    "schema": "重写编辑器用的结构说明 write the schemas for editors",
    "cited": "核对引用的网址是否还打得开 ask whether cited addresses still answer",
    "diff": "说明两个版本的数据有什么不同 what changed: diff OLD [NEW] [--format markdown|json]",
    "verify-site": "核对一份网站与它的清单 check a copy of the site: verify-site URL|DIR",
    "urls": "登记公布的地址 list the addresses that are published [--since REV]",
    "deploy": "把 site/ 放到服务器显示的文件夹 show site/ on a server: deploy FOLDER",
    "import-sheet": "把填好交回来的表格变成数据 turn a returned sheet into data [FILE.xlsx]",
    "import": "把一份通知写成新方案的草稿 draft a plan from a notice [--plan ID]",
    "sbom": "列出网站用到的软件包 print the bill of materials (CycloneDX)",
    "test": "运行全部测试；带参数则只运行 pytest run all tests; with arguments only pytest",
}


class Parser(argparse.ArgumentParser):
    """argparse, with a Chinese line before its English complaint."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"参数有误，加 --help 查看用法。 Wrong arguments, see --help: {message}\n")


def help_line(name: str) -> str:
    """One line on a command, in Chinese and English."""
    return HELP.get(name, f"python -m register {name}")


def main_parser() -> argparse.ArgumentParser:
    """The command, and untouched all that follows it."""
    lines = "\n".join(f"  {name:<14}{help_line(name)}" for name in COMMANDS)
    parser = Parser(
        prog="run.py",
        usage="python3 run.py 命令 command [参数 arguments]",
        description="预览、生成、检查和测试本网站。\nServe, build, check and test this site.",
        epilog=f"命令 commands:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", help="命令 one of the commands below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="参数 passed to the command")
    return parser


def dispatch(argv: List[str]) -> int:
    """Run the command named first; the rest is its own. Returns its exit code."""
    parser = main_parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return 2
    if options.command not in COMMANDS:
        return report_unknown(options.command)
    # The package's commands have help of their own.
    wants_help = options.arguments[:1] in (["-h"], ["--help"])
    if wants_help and options.command in ("build", "sbom", "test"):
        print(f"run.py {options.command}: {help_line(options.command)}")
        return 0
    return COMMANDS[options.command](options.arguments)


def report_unknown(name: str) -> int:
    """Say that there is no such command, name the nearest and list all; return 2."""
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"您是否想用 {near[0]}？ Did you mean {near[0]}?\n" if near else ""
    print(f"没有命令 {name}。 There is no command {name}.\n{hint}", file=sys.stderr)
    main_parser().print_help(sys.stderr)
    return 2


def prepare_process() -> None:
    """Let output of any language through, and end children when we are told to end."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese shows "?" instead of stopping us.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def main() -> int:
    """Run one command; an expected failure becomes a short message and exit code 1."""
    prepare_process()
    try:
        check_python(sys.version_info)
        return dispatch(sys.argv[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
