"""Clients that send one hostile request after the other, in a process of their own.

Its arguments are the address of the graph, a token, and for how many seconds."""

import asyncio
import json
import sys
import time
from collections import Counter

import httpx2

from tests.attack.documents import BATTERY

HOW_MANY = 4


async def attack(url: str, token: str, until: float, seen: Counter[int]) -> None:
    """Send one battery after the other until it is time."""
    bodies = [json.dumps(make()).encode() for make in BATTERY.values()]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    async with httpx2.AsyncClient(timeout=60, trust_env=False, headers=headers) as client:
        while time.monotonic() < until:
            for body in bodies:
                if time.monotonic() < until:
                    seen[(await client.post(url, content=body)).status_code] += 1


async def main(url: str, token: str, seconds: float) -> None:
    """Attack with several clients at once, and print how often which status came back."""
    seen: Counter[int] = Counter()
    until = time.monotonic() + seconds
    await asyncio.gather(*(attack(url, token, until, seen) for _ in range(HOW_MANY)))
    print(json.dumps(seen))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
