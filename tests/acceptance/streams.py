"""Subscriptions as a viewer holds them: graphql-transport-ws on one socket, or server-sent events, one each."""

import json
import socket as sockets
import struct
import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

LATENCY = 1.0
"""Seconds a message may come after the answer of the write that caused it (OS-20)."""

PATIENCE = 30.0
"""Seconds to wait for a message before it counts as lost."""


class Message(NamedTuple):
    """What came, and when on the monotonic clock."""

    arrived: float
    data: dict[str, Any]

    def assert_prompt(self, answered: float | None) -> None:
        """It came within `LATENCY` of an answer, where one is given."""
        late = 0.0 if answered is None else self.arrived - answered
        assert late <= LATENCY, f"{self.data} came {late:.2f} s after the answer"


class Stream:
    """One subscription: everything that came, and how far the test has read."""

    def __init__(self, document: str, variables: dict[str, Any]) -> None:
        self.document = document
        self.variables = variables
        self.messages: list[Message] = []
        self.faults: list[Any] = []
        self.ended_at: float | None = None
        self._read = 0
        self._news = threading.Condition()

    @property
    def cursor(self) -> str | None:
        """Where to go on from: the cursor of the last message, or the one it was opened with."""
        return self.messages[-1].data["cursor"] if self.messages else self.variables.get("after")

    @property
    def unread(self) -> list[dict[str, Any]]:
        """Messages that came and were not read."""
        return [message.data for message in self.messages[self._read :]]

    @property
    def kinds(self) -> list[str]:
        """The kinds of all messages, in the order in which they came."""
        return [message.data["kind"] for message in self.messages]

    def receive(self, payload: dict[str, Any]) -> None:
        """Keep one execution result."""
        with self._news:
            if payload.get("errors"):
                self.faults.append(payload["errors"])
            for data in (payload.get("data") or {}).values():
                if data is not None:
                    self.messages.append(Message(time.monotonic(), data))
            self._news.notify_all()

    def end(self, faults: Any = None) -> None:
        """The server ended it, with a reason or without."""
        with self._news:
            if faults:
                self.faults.append(faults)
            self.ended_at = self.ended_at or time.monotonic()
            self._news.notify_all()

    def take(self, number: int = 1, answered: float | None = None) -> list[dict[str, Any]]:
        """The next messages; with `answered`, each within `LATENCY` of that answer."""
        with self._news:
            self._news.wait_for(lambda: len(self.messages) - self._read >= number, PATIENCE)
            taken = self.messages[self._read : self._read + number]
        assert len(taken) == number, f"{number} messages due, came {[each.data for each in taken]}; {self.faults}"
        self._read += number
        for message in taken:
            message.assert_prompt(answered)
        return [message.data for message in taken]

    def until(self, kind: str, answered: float | None = None) -> dict[str, Any]:
        """Read on to the next message of a kind, its own or its notification's."""
        while True:
            (data,) = self.take(1)
            if kind in (data["kind"], (data.get("notification") or {}).get("kind")):
                self.messages[self._read - 1].assert_prompt(answered)
                return data

    def rest(self, seconds: float = LATENCY + 0.2) -> list[dict[str, Any]]:
        """Whatever is unread after waiting as long as a message may take."""
        time.sleep(seconds)
        with self._news:
            left = self.unread
            self._read = len(self.messages)
        return left

    def wait_for(self, number: int, seconds: float = PATIENCE) -> None:
        """Wait until so many messages came in all."""
        with self._news:
            self._news.wait_for(lambda: len(self.messages) >= number, seconds)

    def ended(self, seconds: float = PATIENCE) -> float:
        """The instant at which the server ended it."""
        with self._news:
            self._news.wait_for(lambda: self.ended_at is not None, seconds)
        assert self.ended_at is not None, "the stream is still open"
        return self.ended_at

    def assert_open(self) -> None:
        """Nothing went wrong with it so far, and it misses nothing."""
        assert self.faults == [] and self.ended_at is None, (self.faults, self.ended_at)
        assert not any(message.data.get("resyncRequired") for message in self.messages)


class Socket:
    """One WebSocket with any number of streams on it. `cut` and `resume` lose and find them again."""

    def __init__(self, url: str, token: str | None) -> None:
        self._url = url
        self._token = token
        self._numbers = count(1)
        self._streams: dict[str, Stream] = {}
        self._connect()

    def subscribe(self, document: str, **variables: Any) -> Stream:
        """Open a stream."""
        stream = Stream(document, variables)
        self._send_subscribe(stream, variables)
        return stream

    @property
    def is_cut(self) -> bool:
        """Whether it is not connected now."""
        return self._cut

    def cut(self) -> None:
        """Break the connection without a word, as a lost network does."""
        self._cut = True
        wire = self._connection.socket
        wire.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        wire.shutdown(sockets.SHUT_RDWR)
        self._reader.join(PATIENCE)

    def resume(self) -> None:
        """Connect again and go on with every stream from the last cursor it has."""
        streams = list(self._streams.values())
        self._streams = {}
        self._connect()
        for stream in streams:
            self._send_subscribe(stream, {**stream.variables, "after": stream.cursor})

    def close(self) -> None:
        """Say good-bye."""
        self._cut = True
        self._connection.close()
        self._reader.join(PATIENCE)

    def _connect(self) -> None:
        self._cut = False
        self._connection = connect(self._url, subprotocols=["graphql-transport-ws"], proxy=None)
        payload = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        self._connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        greeting = json.loads(self._connection.recv(timeout=PATIENCE))
        assert greeting["type"] == "connection_ack", greeting
        self._reader = threading.Thread(target=self._read, args=(self._connection,), daemon=True)
        self._reader.start()

    def _send_subscribe(self, stream: Stream, variables: dict[str, Any]) -> None:
        number = str(next(self._numbers))
        self._streams[number] = stream
        payload = {"query": stream.document, "variables": variables}
        self._connection.send(json.dumps({"id": number, "type": "subscribe", "payload": payload}))

    def _read(self, connection: ClientConnection) -> None:
        try:
            for frame in connection:
                self._hear(connection, json.loads(frame))
        except ConnectionClosed:
            pass
        if not self._cut:
            for stream in list(self._streams.values()):
                stream.end()

    def _hear(self, connection: ClientConnection, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            connection.send(json.dumps({"type": "pong"}))
        elif message["type"] == "next":
            self._streams[message["id"]].receive(message["payload"])
        elif message["type"] == "error":
            self._streams.pop(message["id"]).end(message["payload"])
        elif message["type"] == "complete":
            self._streams.pop(message["id"]).end()


class ServerSentStream(Stream):
    """A stream over server-sent events, in distinct connections mode."""

    def __init__(self, url: str, token: str | None, document: str, **variables: Any) -> None:
        super().__init__(document, variables)
        self._request = (url, token)
        self._opened = threading.Event()
        self._response: httpx2.Response | None = None
        self._reader = threading.Thread(target=self._run, daemon=True)
        self._reader.start()
        assert self._opened.wait(PATIENCE), "no answer to the request for a stream"

    def close(self) -> None:
        """Hang up."""
        if self._response is not None:
            self._response.close()

    def _run(self) -> None:
        url, token = self._request
        headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {token}"} if token else {})
        body = {"query": self.document, "variables": self.variables}
        try:
            with httpx2.stream("POST", url, json=body, headers=headers, timeout=None, trust_env=False) as response:
                self._response = response
                self._opened.set()
                if not response.headers["content-type"].startswith("text/event-stream"):
                    return self.end(response.read().decode())
                for event, data in events_in(response.iter_lines()):
                    if event == "next":
                        self.receive(json.loads(data))
                    elif event == "complete":
                        break
        except (httpx2.HTTPError, httpx2.StreamError, OSError):
            self._opened.set()
        self.end()


def events_in(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The name and the data of each server-sent event; comments are passed over."""
    event, data = "message", []
    for line in lines:
        if not line:
            if data or event != "message":
                yield event, "\n".join(data)
            event, data = "message", []
        elif not line.startswith(":"):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                event = value
            elif field == "data":
                data.append(value)
