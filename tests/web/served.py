"""The application with the demo business in it, served to browsers; and the same graph as other programs ask it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from server import demo
from server.app import create_app
from server.operating import working_on
from server.serving import MESSAGE_BYTES, Server
from server.settings import Settings


@contextmanager
def served(data: Path, dsn: str) -> Iterator[str]:
    """The address of a served demo business."""
    at = socket.create_server(("127.0.0.1", 0))
    settings = Settings(data_dir=data, port=at.getsockname()[1])
    working_on(settings, dsn, lambda context: demo.load(context.services, demo.BRIEF))
    app = create_app(settings, dsn)
    config = uvicorn.Config(app, log_config=None, lifespan="on", ws_max_size=MESSAGE_BYTES)
    server = Server(config, lambda: None, app.state)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the application did not start"
            threading.Event().wait(0.02)
        yield settings.public_url
    finally:
        server.should_exit = True
        thread.join()


class Program:
    """Somebody who asks the graph with a bearer token, as a program does."""

    def __init__(self, address: str, email: str) -> None:
        self._client = httpx2.Client(base_url=address, timeout=30, trust_env=False)
        self.token = self.do("login", "token", email=email, password=demo.PASSWORD)["token"]
        self._client.headers["authorization"] = f"Bearer {self.token}"

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self._client.post("/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def do(self, verb: str, shown: str, **given: Any) -> dict[str, Any]:
        """Run a verb that is not refused; its payload."""
        name = verb[0].upper() + verb[1:]
        chosen = f"{shown} userErrors {{ code message path }}"
        document = f"mutation ($input: {name}Input!) {{ {verb}(input: $input) {{ {chosen} }} }}"
        payload = self.ask(document, input=given)[verb]
        assert not payload["userErrors"], payload["userErrors"]
        return payload

    def close(self) -> None:
        """Hang up."""
        self._client.close()


Programs = Callable[[str], Program]
