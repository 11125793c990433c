"""A served instance to attack: a process of its own on the loopback, with an owner and two people who see little."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.acceptance.client import Caller
from tests.acceptance.served import Server

PASSWORD = "a long enough password"
LOGIN = "mutation($e:String!,$p:String!){login(input:{email:$e,password:$p}){token userErrors{code}}}"
CLIENT = 'mutation($n:String!){createClient(input:{name:$n,type:COMPANY,currency:"GBP"}){client{id} userErrors{code}}}'
INVITE = """
mutation($e:String!,$c:[ID!]){inviteUser(input:{email:$e,name:"Eve",role:STAFF_LIMITED,clientIds:$c}){
  invitationToken userErrors{code}}}
"""
ACCEPT = "mutation($t:String!,$p:String!){acceptUserInvitation(input:{token:$t,password:$p}){token userErrors{code}}}"


@dataclass
class Instance:
    """Where it is, who asks, and which clients there are."""

    server: Server
    owner: Caller
    limited: Caller
    own: str
    others: list[str]

    @property
    def process(self) -> psutil.Process:
        """The process that serves."""
        return psutil.Process(self.server._process.pid)


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that reads whatever is sent, however often that was in vain, so that every refusal is measured."""
    yield from serving(tmp_path_factory.mktemp("attack"), CLIENTGRAPH_LIMITS='{"refused_milliseconds": 1000000}')


@pytest.fixture(scope="session")
def as_it_comes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance without any settings."""
    yield from serving(tmp_path_factory.mktemp("as_it_comes"))


def serving(folder: Path, **settings: str) -> Iterator[Instance]:
    """An instance, stopped at the end."""
    server = Server(folder / "data", "", **settings)
    server.start()
    try:
        server.run("create-user", "--email", "olive@a.test", "--name", "Olive", stdin=PASSWORD + "\n")
        owner = Caller(server.url, told(Caller(server.url).ask(LOGIN, e="olive@a.test", p=PASSWORD))["token"])
        own, *others = [told(owner.ask(CLIENT, n=f"Client {n}"))["client"]["id"] for n in range(40)]
        invited = told(owner.ask(INVITE, e="eve@a.test", c=[own]))["invitationToken"]
        token = told(Caller(server.url).ask(ACCEPT, t=invited, p=PASSWORD))["token"]
        yield Instance(server, owner, Caller(server.url, token), own, others)
    finally:
        server.stop()


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """The one payload of an answer."""
    (payload,) = answer.values()
    assert not payload["userErrors"], payload
    return payload
