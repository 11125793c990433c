"""What is done at the desk now and then: a program that is told, letters, steps and reminders, a job at a new place."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .desk import choose, dialog, fill, go, press, state, titled, told
from .served import Programs
from .story import Staff

ADA, DEV, OLIVE = "ada@acme.example", "dev@lighthouse.example", "olive@lighthouse.example"
NOTES = "query ($task: ID!) { task(id: $task) { reminders { note } } }"
Opens = Callable[..., Page]


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs(OLIVE))


def test_a_program_is_told_and_letters_are_read(signed_in: Opens, staff: Staff) -> None:
    olive = signed_in(OLIVE, "/desk/webhooks")
    press(olive, "New endpoint")
    fill(olive, {"Name": "The ledger", "Address": "https://ledger.example/told"})
    press(olive, "Make it")
    expect(dialog(olive).get_by_role("alert").first).to_be_visible()  # of what it is told was not said
    choose(olive, "Told of", "Invoice issued")
    press(olive, "Make it")
    secret = dialog(olive).get_by_label("The secret").input_value()
    assert secret.startswith("whsec_")
    press(olive, "I have it")
    titled(olive, "The ledger")
    assert secret not in olive.content()
    expect(olive.get_by_text("Nothing was sent yet")).to_be_visible()
    press(olive, "Test")
    told(olive, "A test is on its way.")
    expect(olive.get_by_role("row", name="A test")).to_be_visible()

    press(olive, "Edit")
    fill(olive, {"Name": "The ledger of the house"})
    press(olive, "Save")
    titled(olive, "The ledger of the house")
    press(olive, "Disable")
    state(olive, "Disabled")
    press(olive, "Enable")
    state(olive, "Active")
    olive.get_by_role("button", name="More to do with the endpoint").click()
    press(olive, "Make another secret")
    assert dialog(olive).get_by_label("The secret").input_value() != secret
    press(olive, "I have it")
    olive.get_by_role("button", name="More to do with the endpoint").click()
    press(olive, "Put away for good")
    state(olive, "Put away")


def test_who_wants_letters_gets_them_and_they_can_be_read(signed_in: Opens, staff: Staff) -> None:
    ada = signed_in(ADA, "/portal/notifications")
    letters = ada.get_by_label("Send me these by e-mail as well")
    letters.check()
    told(ada, "E-mails will come.")
    staff.invoice(staff.id_of("clients", "Acme Ltd"), "Hosting", "90")
    letters.uncheck()
    told(ada, "No more e-mails.")
    staff.invoice(staff.id_of("clients", "Acme Ltd"), "Hosting", "90")

    olive = signed_in(OLIVE, "/desk/letters")
    row = olive.get_by_role("row", name=ADA)
    expect(row).to_have_count(1)
    row.get_by_role("button").click()
    expect(dialog(olive)).to_contain_text(ADA)
    expect(dialog(olive)).to_contain_text("You get this letter because you asked")


def test_steps_have_days_and_people_are_reminded(signed_in: Opens, staff: Staff, programs: Programs) -> None:
    project, (task,) = staff.project(staff.id_of("clients", "Acme Ltd"), "In two steps", ["Draw it"])
    olive = signed_in(OLIVE, f"/desk/projects/{project}")
    press(olive, "Add a milestone")
    press(olive, "Save")
    expect(dialog(olive).get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    fill(olive, {"Name": "Drawn", "By (optional)": "2031-03-14"})
    press(olive, "Save")
    step = olive.locator(".line").filter(has_text="Drawn")
    expect(step).to_contain_text("14 Mar 2031")
    press(olive, "Drawn")
    fill(olive, {"By (optional)": "2031-03-21"})
    press(olive, "Save")
    expect(step).to_contain_text("21 Mar 2031")

    go(olive, f"/tasks/{task}")
    press(olive, "Add a reminder")
    fill(olive, {"When": "2031-03-01T09:30", "Of what (optional)": "Ask for the plans"})
    press(olive, "Remind")
    told(olive, "You will be reminded.")
    reminder = olive.get_by_role("listitem").filter(has_text="Ask for the plans")
    expect(reminder).to_contain_text("Olive Owen, 1 Mar 2031")
    press(olive, "Add a reminder")
    fill(olive, {"Of what (optional)": "For another's eyes"})
    choose(olive, "Whom", "Dev Dale")
    press(olive, "Remind")
    told(olive, "Dev Dale will be reminded.")
    expect(olive.get_by_text("For another's eyes")).to_have_count(0)
    (note,) = programs(DEV).ask(NOTES, task=task)["task"]["reminders"]
    assert note == {"note": "For another's eyes"}


def test_a_job_at_a_new_place_and_one_that_is_billed(signed_in: Opens, staff: Staff) -> None:
    olive = signed_in(OLIVE, "/desk/jobs?new=yes")
    press(olive, "It is not there yet: a new site…")
    fill(olive, {"Name": "The new depot", "Street": "1 Dock Road"})
    choose(olive, "Client", "Harbour Homes")
    press(olive, "Make the site")
    told(olive, "The new depot is a site now.")
    olive.get_by_label("Kind of work").select_option(index=1)
    olive.get_by_role("group", name="Activities").get_by_role("checkbox").first.check()
    press(olive, "Make the job")
    titled(olive, re.compile("JOB-"))
    expect(olive.get_by_role("main")).to_contain_text("The new depot")

    ready = "{ jobs(first: 1, filter: {status: {eq: READY_TO_INVOICE}}) { nodes { id } } }"
    (job,) = staff.program.ask(ready)["jobs"]["nodes"]
    go(olive, f"/jobs/{job['id']}")
    press(olive, "Invoice…")
    fill(olive, {"VAT, %": "much"})
    press(olive, "Make a draft")
    expect(dialog(olive).get_by_label("VAT, %")).to_have_attribute("aria-invalid", "true")
    fill(olive, {"VAT, %": "20"})
    press(olive, "Make a draft")
    expect(olive).to_have_url(re.compile("/desk/invoices/"))
    state(olive, "Draft")
    expect(olive.get_by_role("main")).to_contain_text("VAT")
