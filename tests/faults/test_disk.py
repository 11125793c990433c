"""The disk of the database is full for a while: writes say so, reads go on, and all is well when there is room again.

It lies in a small tmpfs, which only root may mount; for anybody else the test says so and is passed over.
"""

import os
import subprocess

import pytest

from tests.faults.place import CREATE, LIST, served
from tests.faults.test_kills import check_books

pytestmark = [
    pytest.mark.at_length("CLIENTGRAPH_FAULTS"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]

SIZE, MOST = "400m", 3_000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Its database has 400 MB."""
    folder = tmp_path_factory.mktemp("place")
    disk = folder / "database"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", disk], check=True)
    try:
        with served(folder) as running:
            yield running
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


async def test_a_full_disk(place):
    filler = place.folder / "database" / "filler"
    async with place.http() as http:

        async def write(number):
            body = {"query": CREATE, "variables": {"name": f"{number} " + "long name " * 15}}
            return (await http.post("/graphql", json=body)).json()

        assert "errors" not in await write(0)
        fill(filler)
        written = 1
        while "errors" not in (refused := await write(written)) and written < MOST:
            written += 1
        again = [await write(written) for _ in range(10)]
        read = (await http.post("/graphql", json={"query": LIST})).json()
        filler.unlink()
        healed = await write(written)
    connection = await place.database()
    kept = await connection.fetchval("SELECT count(*) FROM client")
    await connection.close()

    codes = {error["extensions"]["code"] for each in (refused, *again) for error in each.get("errors", ())}
    print(f"\n{written} writes after the disk was full, then {codes}; healed at once, {kept} clients kept")
    assert codes == {"UNAVAILABLE"}
    assert len(read["data"]["clients"]["nodes"]) > 0
    assert healed["data"]["createClient"]["client"]
    assert kept == written + 1 + sum("errors" not in each for each in again)
    await check_books(place)


def fill(filler):
    """Until nothing more fits."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
