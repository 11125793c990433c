"""The limit: sockets that are sent a text each time one is posted. No graph, no log, nobody who might not see it."""

import asyncio

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

sockets: set[WebSocket] = set()


async def watch(socket: WebSocket) -> None:
    """Acknowledge whoever comes, and keep them."""
    await socket.accept("graphql-transport-ws")
    try:
        await socket.receive_text()
        await socket.send_text(orjson.dumps({"type": "connection_ack"}).decode())
        await socket.receive_text()
        sockets.add(socket)
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        sockets.discard(socket)


async def tell(request: Request) -> Response:
    """Send the body to everybody, one after the other."""
    text = (await request.body()).decode()
    for each in list(sockets):
        await each.send_text(text)
    await asyncio.sleep(0)
    return Response(str(len(sockets)))


app = Starlette(routes=[WebSocketRoute("/graphql", watch), Route("/tell", tell, methods=["POST"])])
