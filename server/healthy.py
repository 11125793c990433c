"""`python -m server.healthy`: whether the server of this container answers, told by how it ends."""

import os
import sys
import urllib.request

SECONDS = 2


def is_healthy(port: str) -> bool:
    """Whether `/healthz` answers, on this machine and by way of no proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not is_healthy(os.environ.get("CLIENTGRAPH_PORT") or "8000"))
