"""People who write and watch through the balancer, and come back whenever they are cut off."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

LOGIN = (
    "mutation ($email: String!, $password: String!) { login(input: {email: $email, password: $password}) { token } }"
)
PAY = """
mutation ($client: ID!, $key: String!, $at: DateTime!) {
  recordPayment(input: {
    clientId: $client, amount: {amount: "0.01", currency: GBP}, method: BANK_TRANSFER, receivedAt: $at, reference: $key,
    idempotencyKey: $key
  }) { payment { id } userErrors { code message } }
}
"""
WATCH = """
subscription ($after: Cursor) {
  events(after: $after, filter: {kind: {eq: PAYMENT_RECEIVED}}) {
    cursor resyncRequired event { subject { ... on Payment { reference } } }
  }
}
"""
AWAY = (OSError, TimeoutError, httpx2.HTTPError, WebSocketException)


async def signed_in(address: str, email: str, password: str) -> str:
    """The token of a user."""
    async with httpx2.AsyncClient(timeout=10) as http:
        given = {"query": LOGIN, "variables": {"email": email, "password": password}}
        return (await http.post(f"http://{address}/graphql", json=given)).json()["data"]["login"]["token"]


@dataclass
class Writer:
    """Records payments one after the other. One that is not answered is asked again with the same key, till it is."""

    address: str
    token: str
    client: str
    acknowledged: list[str] = field(default_factory=list)
    retries: int = 0
    slowest: float = 0.0

    async def write(self, until: asyncio.Event) -> None:
        """Until it is told to stop, and then to the answer of what is begun."""
        while not until.is_set():
            key, begun = uuid4().hex, time.monotonic()
            while not await self._recorded(key):
                self.retries += 1
                await asyncio.sleep(0.05 + random.random() * 0.2)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            self.acknowledged.append(key)
            await asyncio.sleep(0.02)

    async def _recorded(self, key: str) -> bool:
        variables = {"client": self.client, "key": key, "at": "2026-01-05T09:00:00Z"}
        headers = {"authorization": f"Bearer {self.token}"}
        try:
            async with httpx2.AsyncClient(timeout=5, headers=headers, verify=False) as http:
                answer = await http.post(f"http://{self.address}/graphql", json={"query": PAY, "variables": variables})
        except AWAY:
            return False
        if answer.status_code != 200:
            return False
        said = answer.json()
        if "errors" in said:
            return False
        payload = said["data"]["recordPayment"]
        assert not payload["userErrors"], payload
        return payload["payment"] is not None


@dataclass
class Watcher:
    """Watches payments over a socket, and goes on from the last cursor after each cut."""

    address: str
    token: str
    told: list[str] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    cuts: int = 0
    after: str | None = None

    async def watch(self) -> None:
        """Without end."""
        while True:
            try:
                await self._until_cut()
            except AWAY:
                self.cuts += 1
            await asyncio.sleep(0.05 + random.random() * 0.3)

    async def _until_cut(self) -> None:
        async with connect(
            f"ws://{self.address}/graphql", subprotocols=["graphql-transport-ws"], open_timeout=5, ping_interval=2
        ) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": {"token": self.token}}))
            await socket.recv()
            asked = {"query": WATCH, "variables": {"after": self.after}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "next":
                    self._take(message["payload"])
                elif message["type"] in ("complete", "error"):
                    return

    def _take(self, payload: Any) -> None:
        found = payload["data"]["events"]
        assert not found["resyncRequired"], "nothing is so long ago"
        self.after = found["cursor"]
        reference = found["event"]["subject"]["reference"]
        self.told.append(reference)
        self.times[reference] = time.monotonic()
