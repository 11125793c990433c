"""Scenario 1, from the contact form to the project: S1 to S5 of the acceptance document."""

import hashlib

from . import asides, operations
from .client import Upload
from .day import ADA, PASSWORD, Day, step
from .world import email_of, now, password_of

LOGO = Upload("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png")


@step
def test_s0_before_the_first_step(day: Day) -> None:
    """Everybody is in, the catcher is empty, and EVE has one client to look at."""
    wrong = [
        day.stranger.ask(operations.LOGIN, email=email, password="not the password")["login"]
        for email in (email_of("DEV"), "nobody@onesuite.test")
    ]
    assert wrong[0] == wrong[1]
    assert wrong[0] == {"token": None, "viewer": None, "userErrors": [{"code": "INVALID_CREDENTIALS"}]}
    again = day.stranger.do(operations.LOGIN, email=email_of("PAT"), password=password_of("PAT"))
    assert again["viewer"]["user"]["name"] == "Pat"
    assert day.eve_at_first["clients"]["totalCount"] == 1
    assert day.eve_at_first["leads"]["totalCount"] == day.eve_at_first["invoices"]["totalCount"] == 0
    assert day.mail.messages == []


@step
def test_s1_a_stranger_fills_in_the_form(day: Day) -> None:
    """OS-21: an open lead with its message, and OLIVE is told."""
    stranger = day.stranger
    answer = stranger.ask(operations.S1, key=day.form_key)["submitContactForm"]
    assert answer == {"accepted": True, "userErrors": []}
    created = day.dev_events.until("LEAD_CREATED", stranger.answered)
    seen = day.olive.ask(operations.S1_CHECK)
    assert seen["leads"]["totalCount"] == 1
    (lead,) = seen["leads"]["nodes"]
    day.lead = lead["id"]
    assert (lead["name"], lead["companyName"], lead["email"]) == ("Ada Acme", "Acme Ltd", ADA)
    assert (lead["source"], lead["status"]) == ("contact form", "OPEN")
    assert lead["stage"]["name"]
    assert "LEAD_CREATED" in [event["kind"] for event in lead["timeline"]["nodes"]]
    assert [each["body"] for each in lead["communications"]["nodes"]] == ["New site"]
    about = [each["subject"] for each in seen["viewer"]["notifications"]["nodes"] if each["kind"] == "LEAD_CREATED"]
    assert about == [{"id": day.lead}]
    assert seen["viewer"]["notifications"]["unreadCount"] >= 1
    assert created["event"]["subject"] == {"__typename": "Lead", "id": day.lead}


@step
def test_s2_the_proposal_goes_out(day: Day) -> None:
    """OS-02, OS-03, OS-11, OS-22, OS-41: the proposal knows its lead, and no call links them."""
    proposal = day.olive.do(operations.S2A, lead=day.lead)["proposal"]
    day.proposal = proposal["id"]
    assert proposal["subtotal"] == {"amount": "4000.00"}
    assert proposal["total"] == {"amount": "4800.00", "currency": "GBP"}
    assert (proposal["status"], proposal["lead"], proposal["client"]) == ("DRAFT", {"id": day.lead}, None)
    sent = day.olive.do(operations.S2B, proposal=day.proposal)
    day.dev_events.until("PROPOSAL_SENT", day.olive.answered)
    assert sent["proposal"]["status"] == "SENT" and sent["proposal"]["number"]
    assert sent["proposal"]["lead"] == {"id": day.lead}
    assert sent["cursor"]
    day.signing_token = sent["signingToken"]
    assert day.signing_token
    made = day.olive.do(operations.S2C, lead=day.lead, now=now(), file=LOGO)
    assert made["note"]["communication"]["channel"] == "NOTE"
    assert made["task"]["task"]["lead"] == {"id": day.lead}
    stored = made["file"]["file"]
    assert (stored["byteSize"], stored["sha256"]) == (len(LOGO.content), hashlib.sha256(LOGO.content).hexdigest())
    day.call_back, day.logo = made["task"]["task"]["id"], stored["id"]
    seen = day.olive.ask(operations.S2_CHECK, lead=day.lead)["lead"]
    assert seen["proposals"]["nodes"] == [{"id": day.proposal, "status": "SENT"}]
    assert seen["communications"]["totalCount"] == 4
    written = {made[name]["communication"]["id"] for name in ("mail", "call", "note")}
    assert written < {each["id"] for each in seen["communications"]["nodes"]}
    assert seen["tasks"]["nodes"] == [{"id": day.call_back}]
    assert seen["files"]["nodes"] == [{"id": day.logo}]
    assert "PROPOSAL_SENT" in [event["kind"] for event in seen["timeline"]["nodes"]]
    assert seen["timeline"]["totalCount"] == len(seen["timeline"]["nodes"])


@step
def test_s3_it_is_signed_then_the_lead_is_converted(day: Day) -> None:
    """OS-04, OS-12, OS-15, OS-23, OS-24, OS-39, OS-42, OS-53, OC-01 to OC-13: one call, and nothing is copied."""
    shown = day.stranger.ask(operations.S3A, token=day.signing_token)["proposalByToken"]
    assert (shown["title"], shown["status"]) == ("Website", "VIEWED")
    assert shown["total"] == {"amount": "4800.00", "currency": "GBP"}
    assert [line["description"] for line in shown["lines"]] == ["Design and build"]
    assert (shown["lead"], shown["createdBy"]) == (None, None)
    stranger = day.stranger
    signed = stranger.do(operations.S3B, token=day.signing_token)["proposal"]
    day.dev_events.until("PROPOSAL_SIGNED", stranger.answered)
    assert (signed["status"], signed["signature"]["name"]) == ("SIGNED", "Ada Acme")
    assert len(bytes.fromhex(signed["signature"]["contentSha256"])) == 32
    assert stranger.do(operations.S3B, token=day.signing_token)["proposal"] == signed
    lead = day.olive.ask(operations.S3_CHECK, lead=day.lead)["lead"]
    assert (lead["status"], lead["convertedClient"]) == ("OPEN", None)

    converted = day.olive.do(operations.S3C, lead=day.lead)
    day.dev_events.until("CLIENT_CREATED", day.olive.answered)
    client = converted["client"]
    day.client, day.contact = client["id"], client["pointOfContact"]["id"]
    assert (client["name"], client["type"], client["currency"]) == ("Acme Ltd", "COMPANY", "GBP")
    assert (client["source"], client["lead"]) == ("contact form", {"id": day.lead})
    assert client["pointOfContact"] == {"id": day.contact, "name": "Ada Acme", "email": ADA}
    documents = client["documents"]["nodes"]
    assert {"id": day.proposal, "status": "SIGNED"} in documents and {"id": day.logo, "name": "logo.png"} in documents
    assert len(documents) == 2
    assert ids(client["communications"]) == ids(lead["communications"])
    assert ids(client["tasks"]) == ids(lead["tasks"]) == {day.call_back}
    assert ids(client["timeline"]) >= ids(lead["timeline"])
    assert client["timeline"]["totalCount"] > lead["timeline"]["totalCount"]
    assert "CLIENT_CREATED" in [event["kind"] for event in client["timeline"]["nodes"]]
    day.history = client["timeline"]["totalCount"]
    assert converted["movedEvents"] == lead["timeline"]["totalCount"]
    assert converted["movedDocuments"] == 2
    assert converted["lead"] == {"status": "CONVERTED", "convertedClient": {"id": day.client}}
    assert converted["cursor"]
    contacts = day.olive.ask(asides.CONVERTED, client=day.client)["client"]["contacts"]
    assert contacts["totalCount"] == 1
    assert contacts["nodes"][0]["isPointOfContact"] is True
    assert contacts["nodes"][0]["portalStatus"] == "NONE"
    kept = day.olive.ask(operations.S3_CHECK, lead=day.lead)["lead"]
    assert ids(kept["proposals"]) == {day.proposal}
    assert day.olive.ask(operations.S1_CHECK)["leads"]["totalCount"] == 0
    assert day.olive.do(operations.S3C, lead=day.lead)["client"]["id"] == day.client
    assert day.olive.ask(asides.COUNTS)["clients"]["totalCount"] == 2


@step
def test_s4_the_portal_opens(day: Day) -> None:
    """OS-19, OS-25, OS-26, OS-40, OS-43, OS-55, OS-56, OC-14: ADA gets in, and sees her own part alone."""
    assert day.mail.messages == []
    invited = day.olive.do(operations.S4A, contact=day.contact)
    day.dev_events.until("PORTAL_INVITED", day.olive.answered)
    assert invited["contact"]["portalStatus"] == "INVITED"
    assert set(invited["contact"]["portalPermissions"]) == {"INVOICES", "PROJECTS", "DOCUMENTS"}
    assert (invited["invitationSentTo"], invited["invitationToken"]) == (ADA, None)
    day.invitation = day.mail.token_for(ADA)
    assert len(day.mail.messages) == 1
    stranger = day.stranger
    session = stranger.do(operations.S4B, invite=day.invitation, password=PASSWORD)
    day.dev_events.until("PORTAL_ACTIVATED", stranger.answered)
    assert session["viewer"] == {"role": "CONTACT", "contact": {"id": day.contact, "portalStatus": "ACTIVE"}}
    day.ada, day.first_cursor = day.caller(session["token"]), session["cursor"]

    seen = day.ada.ask(operations.S4C)
    assert day.ada.withheld("internalNotes") and day.ada.withheld("source")
    client = seen["viewer"]["client"]
    assert seen["viewer"]["role"] == "CONTACT"
    assert (client["id"], client["name"]) == (day.client, "Acme Ltd")
    assert (client["internalNotes"], client["source"]) == (None, None)
    assert client["documents"]["nodes"] == [{"__typename": "Proposal", "status": "SIGNED", "title": "Website"}]
    counts = [client[name]["totalCount"] for name in ("documents", "projects", "invoices")]
    assert counts == [1, 0, 0]
    assert client["balance"] == {"outstanding": {"amount": "0.00", "currency": "GBP"}}
    assert (seen["clients"]["totalCount"], seen["leads"]["totalCount"]) == (1, 0)
    assert all(user["email"] is None for user in seen["users"]["nodes"])

    day.ada_socket = day.socket(day.ada)
    day.updates = day.ada_socket.subscribe(operations.S4D, after=day.first_cursor)
    day.notifications = day.ada_socket.subscribe(operations.S4E, after=day.first_cursor)


@step
def test_s5_the_project(day: Day) -> None:
    """OS-05, OS-07, OS-09, OS-13, OS-27, OS-28, OS-44, OS-45, OC-11: made once, and at ADA's at once."""
    made = day.olive.do(operations.S5, client=day.client, dev=day.users["DEV"])
    (update,) = day.updates.take(1, day.olive.answered)
    day.dev_events.until("PROJECT_CREATED", day.olive.answered)
    project = made["project"]
    day.project = project["id"]
    assert (update["kind"], update["subject"]) == ("PROJECT_CREATED", {"__typename": "Project", "id": day.project})
    assert (project["progressPercent"], project["paymentStatus"]) == ("0.0", "NOT_INVOICED")
    assert project["members"] == [{"user": {"name": "Dev"}}]
    assert project["client"]["name"] == "Acme Ltd"
    assert project["client"]["contacts"]["nodes"] == [{"email": ADA}]
    assert project["client"]["communications"]["totalCount"] == 4
    assert project["client"]["documents"]["totalCount"] == 2
    assert project["client"]["timeline"]["totalCount"] >= day.history
    seen = day.ada.ask(operations.S5_CHECK)["projects"]
    assert seen["totalCount"] == 1
    (node,) = seen["nodes"]
    assert (node["id"], node["name"], node["client"]["name"]) == (day.project, "Website redesign", "Acme Ltd")
    assert (node["hourlyRate"], node["finance"]) == (None, None)
    assert [member["user"]["email"] for member in node["members"]] == [None]


def ids(connection: dict) -> set[str]:
    """The ids of a connection's nodes."""
    return {node["id"] for node in connection["nodes"]}
