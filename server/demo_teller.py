"""Tells the story of the demo business by mutations, each as the person who would do it."""

from io import BytesIO
from typing import Any

from starlette.datastructures import UploadFile

from permissions.viewer import Viewer
from resolvers.context import Context, Services, SessionInfo
from resolvers.session import authenticate
from schema import schema
from server.graphql.documents import Documents, reading

PASSWORD = "lighthouse-demo"


class DemoFailed(Exception):
    """A verb refused what the demo asked of it: a fault of the demo."""


class Teller:
    """Tells the story by mutations, each as the person who would do it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._documents = Documents(schema._schema)
        self._schema = reading(schema, self._documents)
        self._tokens: dict[str, str | None] = {"stranger": None}
        self._held: dict[str, tuple[Viewer, SessionInfo | None]] = {}

    async def do(self, who: str, verb: str, shows: str, **given: Any) -> Any:
        """Run a verb as somebody; answers what it shows. Raises DemoFailed on any refusal."""
        input_type = verb[0].upper() + verb[1:] + "Input"
        asked = f"{verb}(input: $input) {{ {shows} userErrors {{ code message path }} }}"
        text = f"mutation ($input: {input_type}!) {{ {asked} }}"
        viewer, session = self._held.get(who) or await authenticate(self._services, self._tokens[who])
        context = Context(self._services, viewer, session)
        self._documents.read(text, {"input": given})
        result = await self._schema.execute(text, variable_values={"input": given}, context_value=context)
        if result.errors:
            raise DemoFailed(f"{verb}: {result.errors[0]}") from result.errors[0].original_error
        answer = result.data[verb]
        if answer["userErrors"]:
            raise DemoFailed(f"{verb}: {answer['userErrors']}")
        return answer

    async def hold(self, who: str) -> Viewer:
        """Take somebody for who they are now until they sign in again, while the clock is moved beyond any session."""
        viewer, _ = self._held[who] = await authenticate(self._services, self._tokens[who])
        return viewer

    async def sign_in(self, who: str, email: str) -> None:
        """Take a session for somebody who has a password."""
        self._held.pop(who, None)
        self._tokens[who] = (await self.do("stranger", "login", "token", email=email, password=PASSWORD))["token"]

    async def welcome(self, who: str, verb: str, token: str) -> None:
        """Accept an invitation."""
        answer = await self.do("stranger", verb, "token", token=token, password=PASSWORD)
        self._tokens[who] = answer["token"]


def sent(name: str, content: bytes) -> UploadFile:
    """A file as it comes with a request."""
    return UploadFile(BytesIO(content), size=len(content), filename=name)


def pdf(text: str) -> bytes:
    """A page with a line of text on it."""
    drawn = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    page, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(page))
        page += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(page)
    return page + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
