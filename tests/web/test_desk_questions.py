"""What the desk answers about itself: one's own tasks, who sees what, imports, programs, points, and lists as files."""

import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from pyarrow import ipc, parquet
from python_calamine import CalamineWorkbook

from .axe import accessible
from .desk import choose, dialog, fill, go, press, state, titled, told
from .served import Programs
from .story import Staff

ANA, DEV, MIA, OLIVE = (f"{each}@lighthouse.example" for each in ("ana", "dev", "mia", "olive"))
HEADER = "code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency"
FAULTY = f"{HEADER}\nQ-1,Renew tap,Plumbing,each,45,1,42.50,27.10,GBP\nQ-2,Fuse,Witchcraft,each,30,1,30,12,GBP\n"
STATUS = "query ($id: ID!) { task(id: $id) { status } }"
Opens = Callable[..., Page]


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs(OLIVE))


def assigned(staff: Staff, name: str, days: int | None, **over: Any) -> str:
    """A task of Dev's, due so many days from today."""
    (dev,) = staff.program.ask(f'{{ users(filter: {{email: {{eq: "{DEV}"}}}}) {{ nodes {{ id }} }} }}')["users"][
        "nodes"
    ]
    given = {"name": name, "assigneeIds": [dev["id"]], "projectId": over.pop("project")} | over
    due = {} if days is None else {"dueOn": str(date.today() + timedelta(days))}
    return staff.program.do("createTask", "task { id }", **given, **due)["task"]["id"]


def test_ones_own_tasks_are_ticked_in_place_and_what_is_refused_is_taken_back(signed_in: Opens, staff: Staff) -> None:
    project, (gone,) = staff.project(staff.id_of("clients", "Acme Ltd"), "A week of it", ["Given up"])
    staff.program.do("cancelTask", "task { id }", taskId=gone)
    for name, days in (("Late", -3), ("Now", 0), ("Later on", 40), ("Some day", None)):
        assigned(staff, name, days, project=project)
    dev = signed_in(DEV, "/desk/my-tasks", width=360)
    task = dev.locator(".task")

    def due(group: str) -> Any:
        return dev.locator(".card").filter(has=dev.get_by_role("heading", name=group, exact=True)).locator(".task")

    for group, name in (("Overdue", "Late"), ("Today", "Now"), ("Later", "Later on"), ("Without a day", "Some day")):
        expect(due(group).filter(has_text=name).first).to_be_visible()
    new = assigned(staff, "Just in", 0, project=project)
    expect(due("Today").filter(has_text="Just in")).to_be_visible()
    accessible(dev)

    dev.get_by_label("Just in is done").press("Space")
    mine = task.filter(has_text="Just in")
    expect(mine).to_have_class(re.compile("done"))
    expect(dev.get_by_label("Just in is done")).to_be_focused()
    staff.program.do("createTask", "task { id }", name="Not Dev's", projectId=project)
    reached(staff, new, "DONE")
    dev.get_by_label("Just in is done").press("Space")
    expect(mine).not_to_have_class(re.compile("done"))
    reached(staff, new, "TODO", "IN_PROGRESS")
    expect(dev.get_by_text("Not Dev's")).to_have_count(0)

    def of_another(route: Route) -> None:
        asked = route.request.post_data_json
        if asked and "taskId" in asked.get("variables", {}).get("input", {}):
            asked["variables"]["input"]["taskId"] = gone
        route.continue_(post_data=json.dumps(asked))

    dev.route("**/graphql", of_another)
    dev.get_by_label("Just in is done").click()
    told(dev, "Just in stays open.")
    expect(mine).not_to_have_class(re.compile("done"))
    dev.unroute_all(behavior="wait")
    dev.route("**/graphql", lambda route: route.abort("internetdisconnected"))
    dev.get_by_label("Just in is done").click()
    told(dev, "There is no connection.")
    expect(dev.get_by_label("Just in is done")).not_to_be_checked()
    dev.unroute_all(behavior="wait")
    assert staff.program.ask(STATUS, id=new)["task"]["status"] != "DONE"
    staff.program.do("completeTask", "task { id }", taskId=new)  # by another: it goes by itself
    expect(mine).to_have_count(0)


def reached(staff: Staff, task: str, *statuses: str) -> None:
    """The server has it so: what the page showed at once was meant."""
    found = staff.program.ask(STATUS, id=task)["task"]["status"]
    assert found in statuses


def test_who_sees_what_and_what_was_brought_in(signed_in: Opens, staff: Staff, programs: Programs) -> None:
    (mia,) = staff.program.ask(f'{{ users(filter: {{email: {{eq: "{MIA}"}}}}) {{ nodes {{ id }} }} }}')["users"][
        "nodes"
    ]
    harbour = staff.id_of("clients", "Harbour Homes")
    hers = programs(MIA).ask("{ clients(first: 1) { nodes { id } } }")["clients"]["nodes"][0]["id"]
    olive = signed_in(OLIVE, f"/desk/people/{mia['id']}")
    olive.get_by_role("link", name="What they see").click()
    expect(olive.get_by_text("Choose a person and a record")).to_be_visible()
    olive.get_by_role("combobox", name="Which record").fill("Harbour Homes")
    olive.get_by_role("option", name="Harbour Homes Client").click()
    expect(olive.get_by_text("Mia Moss does not see it.")).to_be_visible()
    reasons = olive.locator(".reasons li")
    why = ["Mia Moss is staff limited.", "It belongs to Harbour Homes, which is not assigned."]
    expect(reasons).to_have_text([*why, "Only assigned clients are seen."])
    accessible(olive)
    press(olive, "Or by its address or id…")
    fill(olive, {"Address or id": "harbour"})
    press(olive, "Take it")
    expect(dialog(olive).get_by_label("Address or id")).to_have_attribute("aria-invalid", "true")
    fill(olive, {"Address or id": f"https://elsewhere.example/desk/clients/{hers}?x=1"})
    press(olive, "Take it")
    expect(olive.get_by_text("Mia Moss sees it.")).to_be_visible()
    expect(olive.get_by_text("Kept back")).to_be_visible()
    olive.get_by_role("combobox", name="Who").fill("Hal")
    olive.get_by_role("option", name=re.compile("^Hal.*Harbour Homes")).click()
    expect(olive.get_by_text(re.compile("^Hal .* does not see it."))).to_be_visible()

    go(olive, "/activities")
    press(olive, "Import")
    choose(olive, "For which client", "Harbour Homes")
    table = {"name": "tap.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
    dialog(olive).get_by_label("1. The table").set_input_files(table)
    press(olive, "2. Look at it")
    expect(dialog(olive).get_by_role("row", name=re.compile("^3 service"))).to_be_visible()
    dialog(olive).get_by_role("link", name="Past imports").click()
    titled(olive, "Imports of activities")
    row = olive.get_by_role("row").nth(1)
    expect(row).to_contain_text("Olive Owen")
    expect(row).to_contain_text("1 fault")
    row.get_by_role("link").first.click()
    state(olive, "1 fault")
    expect(olive.get_by_role("row", name="3 service There is no service “Witchcraft”.")).to_be_visible()
    accessible(olive)

    go(olive, "/usage")
    olive.get_by_role("searchbox", name="Field").fill("Nothing.like_this")
    expect(olive.get_by_text("Nothing fits this filter")).to_be_visible()
    go(olive, "/account")
    expect(olive.get_by_role("status").filter(has_text="points are left")).to_contain_text("24,000,000")

    limited = signed_in(MIA, "/desk/imports")
    expect(limited.get_by_text("No table was brought in yet")).to_be_visible()
    go(limited, olive.url.partition("/desk")[2].replace("account", f"access?who={mia['id']}~Mia&what={harbour}~H"))
    expect(limited.get_by_text("This page is not here")).to_be_visible()
    go(limited, "/usage")
    expect(limited.get_by_text("This page is not here")).to_be_visible()
    go(limited, "/people")
    expect(limited.get_by_role("link", name="Who sees what")).to_have_count(0)
    analyst = signed_in(ANA, "/desk/my-tasks")
    expect(analyst.get_by_text("This page is not here")).to_be_visible()
    expect(analyst.get_by_role("link", name="My tasks")).to_have_count(0)


def test_a_list_is_had_in_every_form_and_one_that_takes_long_says_how_far_it_is(signed_in: Opens) -> None:
    page = signed_in(OLIVE, "/desk/people")
    found = {}
    for form in ("CSV", "Excel (XLSX)", "JSON Lines", "Parquet", "Arrow"):
        press(page, "Export people")
        with page.expect_download() as caught:
            press(page, form)
        assert caught.value.suggested_filename.startswith("users-")
        found[form] = Path(caught.value.path()).read_bytes()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(found["Excel (XLSX)"])).get_sheet_by_index(0).to_python()
    lines = [json.loads(line) for line in found["JSON Lines"].splitlines()]
    tables = parquet.read_table(io.BytesIO(found["Parquet"])), ipc.open_stream(found["Arrow"]).read_all()
    assert found["CSV"].startswith(b'\xef\xbb\xbf"allClients","email","id"')
    names = [each["name"] for each in lines]
    assert {"Ana Ash", "Olive Owen"} <= {*names}
    assert [row[sheet[0].index("name")] for row in sheet[1:]] == names
    assert [each["name"].to_pylist() for each in tables] == [names, names]

    told_so: list[dict[str, Any]] = []

    def slowly(route: Route) -> None:
        answer = route.fetch()
        how = {"state": "MAKING", "file": None, "rows": 41_200, "total": 200_000} if told_so else answer.json()
        route.fulfill(response=answer, json=answer.json() | how)

    told_so.append({})
    page.route(re.compile(r"/exports/[^/]+$"), slowly)
    press(page, "Export people")
    press(page, "Parquet")
    line = page.get_by_role("region", name="Files")
    expect(line).to_contain_text("41,200 of 200,000 rows.")
    expect(line.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "20")
    expect(line.get_by_role("button")).to_have_count(0)
    accessible(page)
    page.reload()
    go(page, "/clients")
    expect(line).to_contain_text("41,200 of 200,000 rows.")
    told_so.clear()
    link = line.get_by_role("link", name="Download People as Parquet")
    with page.expect_download() as caught:
        link.click()
    whole = Path(caught.value.path()).read_bytes()
    part = page.request.get(link.get_attribute("href") or "", headers={"range": f"bytes=0-{len(whole) // 2}"})
    assert whole == found["Parquet"] and (part.status, part.body()) == (206, whole[: len(whole) // 2 + 1])
    accessible(page)
    press(page, "Dismiss People as Parquet")
    expect(line).to_have_count(0)
