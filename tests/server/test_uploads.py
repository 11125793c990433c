"""Uploads by the GraphQL multipart request specification."""

import json

import pytest

UPLOAD = 'mutation($file: Upload!, $note: String! = "") { upload(file: $file, note: $note) }'
MARK = {"x-clientgraph-csrf": "1"}


def form(places, operations=None):
    body = operations or {"query": UPLOAD, "variables": {"file": None, "note": "n"}}
    return {"operations": json.dumps(body), "map": json.dumps(places)}


async def test_a_file_goes_where_the_map_says(http):
    response = await http.post(
        "/graphql", data=form({"0": ["variables.file"]}), files={"0": ("a.txt", b"x" * 1_000_000)}, headers=MARK
    )
    assert response.json()["data"] == {"upload": "a.txt:1000000:n"}


async def test_a_form_without_token_or_mark_is_refused(http):
    sent = {"data": form({"0": ["variables.file"]}), "files": {"0": ("a.txt", b"x")}}
    assert (await http.post("/graphql", **sent)).status_code == 403
    assert (await http.post("/graphql", **sent, headers={"authorization": "Bearer t"})).status_code == 200


@pytest.mark.parametrize(
    ("places", "operations"),
    [
        ({"9": ["variables.file"]}, None),
        ({"0": ["variables.note"]}, None),
        ({"0": ["variables.nowhere.at.all"]}, None),
        ({"0": ["query"]}, None),
        ({"0": "variables.file"}, None),
        ([], None),
        ({"0": ["variables.file"]}, [{"query": UPLOAD}]),
    ],
)
async def test_a_map_that_does_not_fit_is_refused(http, places, operations):
    response = await http.post("/graphql", data=form(places, operations), files={"0": ("a.txt", b"x")}, headers=MARK)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"--b\r\n\r\n"])
async def test_a_broken_form_is_refused(http, content):
    headers = MARK | {"content-type": "multipart/form-data; boundary=b"}
    assert (await http.post("/graphql", content=content, headers=headers)).status_code == 400


async def test_a_form_without_boundary_is_refused(http):
    response = await http.post("/graphql", content=b"x", headers=MARK | {"content-type": "multipart/form-data"})
    assert response.status_code == 400


async def test_a_file_that_is_too_large_is_refused(http):
    files = {"0": ("a.bin", b"x" * (33 * 1024 * 1024))}
    response = await http.post("/graphql", data=form({"0": ["variables.file"]}), files=files, headers=MARK)
    assert response.status_code == 413
