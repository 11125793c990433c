"""A served instance on a fresh data directory, and the post box its mail falls into."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

import httpx2
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(sys.executable).with_name("clientgraph")
COMMAND = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "server.cli"]
"""The platform's command, as installed; its module where the tree is not installed."""
SECRET_KEY = "acceptance-secret-key-of-one-run-only-0123456789"
START = 300.0
"""Seconds in which a fresh instance must be ready, its database made and migrated, on a busy machine."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostBox:
    """A real SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self._news = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    @property
    def url(self) -> str:
        """Where mail is sent to."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        """Keep one message."""
        with self._news:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
            self._news.notify_all()
        return "250 kept"

    def addressed_to(self, email: str) -> list[EmailMessage]:
        """The messages for one address, oldest first."""
        return [message for message in self.messages if email in str(message["To"])]

    def token_for(self, email: str, number: int = 1) -> str:
        """The token in the `number`th message for an address, which is waited for."""
        with self._news:
            self._news.wait_for(lambda: len(self.addressed_to(email)) >= number, 15)
        letters = self.addressed_to(email)
        assert len(letters) >= number, f"{len(letters)} messages for {email}, {len(self.messages)} in all"
        return token_in(letters[number - 1])

    def empty(self) -> None:
        """Throw away what came so far."""
        with self._news:
            self.messages.clear()

    def close(self) -> None:
        """Take no more mail."""
        self._controller.stop()


def token_in(message: EmailMessage) -> str:
    """The token of an invitation: after `token=`, else the last part of an address or the longest word."""
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    text = "\n".join(texts)
    found = re.search(r"token=([A-Za-z0-9._~%-]+)", text) or re.search(r"https?://\S+/([A-Za-z0-9._~-]{20,})", text)
    if found:
        return unquote(found[1]).rstrip(".")
    words = re.findall(r"[A-Za-z0-9_-]{20,}", text)
    assert words, f"no token in the message:\n{text}"
    return max(words, key=len)


class Server:
    """`clientgraph serve` as a process of its own."""

    def __init__(self, data: Path, mail: str, **settings: str) -> None:
        self.port = free_port()
        self._log = data.with_suffix(".log")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTGRAPH_")}
        self._environment = kept | {
            "CLIENTGRAPH_DATA_DIR": str(data),
            "CLIENTGRAPH_SMTP_URL": mail,
            "CLIENTGRAPH_SECRET_KEY": SECRET_KEY,
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The graph over HTTP and server-sent events."""
        return f"{self.address}/graphql"

    @property
    def socket_url(self) -> str:
        """The graph over WebSocket."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self._log.open("ab") as log:
            command = [*COMMAND, "serve", "--port", str(self.port)]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        end = time.monotonic() + START
        while not self._ready():
            assert self._process.poll() is None, f"serve ended with {self._process.returncode}:\n{self.said()}"
            assert time.monotonic() < end, f"not ready after {START:.0f} s:\n{self.said()}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as an operator does, and wait for it."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"serve did not end within 60 s of SIGTERM:\n{self.said()}") from None

    def kill(self) -> None:
        """End it as a power cut does: at once, whatever it was about to do."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run another command of the platform beside it; what it printed."""
        command = [*COMMAND, *arguments]
        how = {"cwd": ROOT, "env": self._environment, "capture_output": True, "text": True, "timeout": START}
        done = subprocess.run(command, input=stdin, check=False, **how)
        assert done.returncode == 0, f"{arguments[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-6000:]

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False
