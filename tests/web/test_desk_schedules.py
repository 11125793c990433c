"""A list is made into a file by itself: scheduled at the desk, made at once, downloaded, paused and put away."""

import csv
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .axe import accessible_in_both_themes
from .desk import choose, dialog, fill, go, press, state, titled, told
from .served import Programs

OLIVE, DEV = "olive@lighthouse.example", "dev@lighthouse.example"
LEADS = "query Leads { leads(orderBy: [{field: NAME}]) { nodes { name } } }"


def test_a_schedule_from_its_first_day_to_its_last(signed_in: Callable[..., Page], programs: Programs) -> None:
    program = programs(OLIVE)
    given = {"name": "all-our-leads", "title": "All our leads", "query": LEADS}
    saved = program.do("createSavedQuery", "savedQuery { id }", **given)["savedQuery"]["id"]
    olive = signed_in(OLIVE, "/desk/reports")
    olive.get_by_role("link", name="Schedules", exact=True).last.click()
    titled(olive, "Schedules")
    expect(olive.get_by_text("No schedules yet")).to_be_visible()
    accessible_in_both_themes(olive)

    press(olive, "New schedule")
    fill(olive, {"Name": "Leads of the week"})
    choose(olive, "Saved query", "All our leads")
    dialog(olive).get_by_label("As", exact=True).select_option("CSV")
    dialog(olive).get_by_label("On", exact=True).select_option("FRIDAY")
    press(olive, "Schedule it")
    titled(olive, "Leads of the week")
    expect(olive.get_by_text("every Friday at 07:00")).to_be_visible()
    expect(olive.get_by_text("None yet")).to_be_visible()

    press(olive, "Make it now")
    link = olive.get_by_role("link", name="Download the file")
    expect(link).to_be_visible()
    expect(olive.get_by_text("A letter to Olive")).to_be_visible()
    with olive.expect_download() as caught:
        link.click()
    names = [each["name"] for each in program.ask(LEADS)["leads"]["nodes"]]
    with caught.value.path().open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [line[0].removeprefix("'") for line in lines[1:]] == names
    accessible_in_both_themes(olive)

    press(olive, "Pause")
    state(olive, "Paused")
    press(olive, "Resume")
    state(olive, "Active")
    press(olive, "Edit")
    fill(olive, {"Name": "Leads of the day"})
    dialog(olive).get_by_label("How often").select_option("DAILY")
    press(olive, "Save")
    titled(olive, "Leads of the day")
    expect(olive.get_by_text("every day at 07:00")).to_be_visible()
    place = olive.url
    go(olive, "/schedules")
    expect(olive.get_by_role("row", name="Leads of the day").get_by_text("Made")).to_be_visible()

    dev = signed_in(DEV, place)
    titled(dev, "This schedule is not here")
    go(olive, place.partition("/desk")[2])
    olive.get_by_role("button", name="More to do with the schedule").click()
    press(olive, "Put away for good")
    told(olive, "It is put away.")
    state(olive, "Archived")
    program.do("deleteSavedQuery", "cursor", savedQueryId=saved)
