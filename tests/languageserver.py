"""yaml-language-server, as VS Code runs it: installed from npm once, asked by its protocol."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import npm
from conftest import ROOT

PATIENCE = 60  # seconds for each answer


class Server:
    """A running server that knows the project's settings."""

    def __init__(self, process: subprocess.Popen[bytes], settings: dict[str, Any]) -> None:
        self.process, self.settings, self.last = process, settings, 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """The next message; answers the server's own questions on the way."""
        out = self.process.stdout
        assert out
        length = 0
        while (line := out.readline().strip()) or not length:
            assert line or self.process.poll() is None, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(out.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self.send(id=message["id"], result=self.answer(message))
        return message

    def answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            return [self.section(item.get("section")) for item in message["params"]["items"]]
        return None

    def section(self, name: str) -> dict[str, Any]:
        """Settings below a name, as VS Code gives them."""
        start = f"{name}."
        found = {k.removeprefix(start): v for k, v in self.settings.items() if k.startswith(start)}
        nested: dict[str, Any] = {}
        for key, value in found.items():
            first, _, rest = key.partition(".")
            nested[first] = {**nested.get(first, {}), rest: value} if rest else value
        return nested

    def request(self, method: str, params: Any) -> Any:
        """The answer to a question."""
        self.last += 1
        self.send(id=self.last, method=method, params=params)
        while True:
            message = self.receive()
            if message.get("id") == self.last and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, file: str, text: str) -> str:
        """Open a file of the project with some text in it; its address."""
        uri = (ROOT / file).as_uri()
        self.last += 1  # as version, since the server remembers what it read of an earlier one
        document = {"uri": uri, "languageId": "yaml", "version": self.last, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": document})
        return uri

    def problems(self, file: str, text: str) -> list[dict[str, Any]]:
        """What the server says of a text."""
        uri = self.open(file, text)
        while uri not in self.diagnostics:
            self.receive()
        self.close(uri)
        return self.diagnostics.pop(uri)

    def at(self, what: str, file: str, text: str) -> Any:
        """What `completion` or `hover` gives at the mark ¦ in a text."""
        before = text.partition("¦")[0]
        uri = self.open(file, text.replace("¦", ""))
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        document = {"textDocument": {"uri": uri}, "position": position}
        answer = self.request(f"textDocument/{what}", document)
        self.close(uri)
        return answer

    def close(self, uri: str) -> None:
        self.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})


@contextmanager
def running() -> Iterator[Server]:
    """A server with .vscode/settings.json, ended afterwards."""
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    script = npm.packages() / "yaml-language-server/bin/yaml-language-server"
    command = [npm.program("node"), str(script), "--stdio"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            server = Server(process, settings)
            folder = {"uri": ROOT.as_uri(), "name": "project"}
            known = {"configuration": True, "workspaceFolders": True}
            start = {
                "processId": os.getpid(),
                "rootUri": ROOT.as_uri(),
                "workspaceFolders": [folder],
                "capabilities": {
                    "workspace": known,
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
                },
            }
            server.request("initialize", start)
            server.send(method="initialized", params={})
            server.send(method="workspace/didChangeConfiguration", params={"settings": {}})
            yield server
        finally:
            process.kill()
