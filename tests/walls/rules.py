"""The rules, table by table. Contacts see what 3.10 lists and nothing else; limited staff what S1 and D8 say."""

from tests.walls.oracle import Oracle, Row, rule

HIDDEN_OFFERS = ("DRAFT", "WITHDRAWN")
SET_UP = ("Organisation", "User", "ApiToken", "PipelineStage", "Service", "WorkLogType", "WorkType", "Priority",
          "Calendar", "Team", "Resource", "Coding", "WebhookEndpoint", "WebhookDelivery", "OutboxMail",
          "FieldUsage")  # fmt: skip
"""What administrators alone read the log of."""
PERSONAL = ("Notification", "SavedQuery", "ScheduledExport", "ScheduledExportRun", "Timer", "Reminder")
"""What is somebody's own, whatever clients one covers."""


@rule("client")
def _client(asked: Oracle, row: Row) -> bool:
    return asked.covers(row["id"])


@rule("contact")
def _contact(asked: Oracle, row: Row) -> bool:
    return asked.covers(row["client_id"])


@rule("activity_import", "billing_allocation", "recurring_invoice")
def _never_in_the_portal(asked: Oracle, row: Row) -> bool:
    return asked.staff(row)


@rule("proposal", "estimate")
def _offer(asked: Oracle, row: Row) -> bool:
    if row["client_id"] is None and asked.sees("lead", row["lead_id"]):
        return True
    return asked.staff(row) or (asked.portal(row, "DOCUMENTS") and row["status"].name not in HIDDEN_OFFERS)


@rule("contract")
def _contract(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.portal(row, "DOCUMENTS") and row["status"].name != "DRAFT")


@rule("document")
def _document(asked: Oracle, row: Row) -> bool:
    return asked.sees(row["kind"].name.lower(), row["id"])


@rule("lead")
def _lead(asked: Oracle, row: Row) -> bool:
    return asked.everywhere or (asked.limited and asked.is_me(row["owner_id"]))


@rule("communication")
def _communication(asked: Oracle, row: Row) -> bool:
    if asked.contact:
        return asked.covers(row["client_id"]) and row["visibility"].name == "CLIENT"
    return asked.staff(row) or (row["client_id"] is None and asked.sees("lead", row["lead_id"]))


@rule("project")
def _project(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.portal(row, "PROJECTS") and row["portal_visible"])


@rule("milestone")
def _milestone(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.contact and asked.sees("project", row["project_id"]))


@rule("task")
def _task(asked: Oracle, row: Row) -> bool:
    if asked.contact:
        return row["client_visible"] and asked.project_shows(row["project_id"], "show_tasks")
    if asked.limited and row["client_id"] is None:
        lead = asked.row("lead", row["lead_id"])
        assigned = asked.linked("task_assignee", "task_id", lambda link: asked.is_me(link["user_id"]))
        owned = lead is not None and asked.is_me(lead["owner_id"])
        return asked.is_me(row["created_by"]) or row["id"] in assigned or owned
    return asked.staff(row)


def _on_task(asked: Oracle, row: Row, switch: str) -> bool:
    if not asked.sees("task", row["task_id"]):
        return asked.staff(row)
    if asked.contact:
        task = asked.row("task", row["task_id"])
        return task is not None and asked.project_shows(task["project_id"], switch)
    return asked.staff(row) or row["client_id"] is None


@rule("checklist_item")
def _checklist_item(asked: Oracle, row: Row) -> bool:
    return _on_task(asked, row, "show_checklists")


@rule("comment")
def _comment(asked: Oracle, row: Row) -> bool:
    return _on_task(asked, row, "show_task_comments") and (not asked.contact or row["visibility"].name == "CLIENT")


@rule("task_assignee")
def _task_assignee(asked: Oracle, row: Row) -> bool:
    if asked.contact:
        return asked.sees("task", row["task_id"])
    return asked.staff(row) or (asked.works_here and row["client_id"] is None)


@rule("reminder")
def _reminder(asked: Oracle, row: Row) -> bool:
    return asked.is_me(row["recipient_id"]) and asked.sees("task", row["task_id"])


@rule("timer")
def _timer(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) and (asked.administers or asked.is_me(row["user_id"]))


@rule("time_entry")
def _time_entry(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.contact and asked.project_shows(row["project_id"], "show_time"))


@rule("expense")
def _expense(asked: Oracle, row: Row) -> bool:
    own = asked.limited and row["client_id"] is None and asked.is_me(row["created_by"])
    return asked.staff(row) or own


@rule("discussion")
def _discussion(asked: Oracle, row: Row) -> bool:
    if not asked.contact:
        return asked.staff(row)
    return row["visibility"].name == "CLIENT" and asked.sees("project", row["project_id"])


@rule("ticket")
def _ticket(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or asked.portal(row, "TICKETS")


@rule("reply")
def _reply(asked: Oracle, row: Row) -> bool:
    if not asked.contact:
        return asked.staff(row)
    within = asked.sees("ticket", row["ticket_id"]) or asked.sees("discussion", row["discussion_id"])
    return within and row["visibility"].name == "CLIENT"


@rule("file")
def _file(asked: Oracle, row: Row) -> bool:
    if asked.contact:
        return _file_in_portal(asked, row)
    if row["client_id"] is not None:
        return asked.staff(row) and (row["job_id"] is None or asked.sees("job", row["job_id"]))
    hangs = asked.sees("lead", row["lead_id"]) or asked.sees("task", row["task_id"])
    return asked.everywhere or hangs or asked.is_me(row["created_by"])


def _file_in_portal(asked: Oracle, row: Row) -> bool:
    """The stricter of the file's own visibility and that of what it is attached to."""
    attached = ("project", "task", "communication", "ticket", "reply", "job")
    hidden = [each for each in attached if row[f"{each}_id"] is not None and not asked.sees(each, row[f"{each}_id"])]
    if row["task_id"] is not None and not asked.project_shows(row["project_id"], "show_attachments"):
        return False
    return asked.portal(row, "DOCUMENTS") and row["visibility"].name == "CLIENT" and not hidden


@rule("invoice", "credit_note")
def _invoice(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.portal(row, "INVOICES") and row["status"].name != "DRAFT")


@rule("invoice_line")
def _invoice_line(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.contact and asked.sees("invoice", row["invoice_id"]))


@rule("credit_line")
def _credit_line(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.contact and asked.sees("credit_note", row["credit_note_id"]))


@rule("payment")
def _payment(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or (asked.portal(row, "INVOICES") and row["status"].name != "FAILED")


@rule("payment_allocation")
def _payment_allocation(asked: Oracle, row: Row) -> bool:
    both = asked.sees("payment", row["payment_id"]) and asked.sees("invoice", row["invoice_id"])
    return asked.staff(row) or (asked.contact and both)


@rule("receipt")
def _receipt(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or asked.portal(row, "INVOICES")


@rule("site")
def _site(asked: Oracle, row: Row) -> bool:
    return asked.staff(row) or asked.portal(row, "JOBS")


@rule("job")
def _job(asked: Oracle, row: Row) -> bool:
    return asked.portal(row, "JOBS") or (asked.staff(row) and _is_team_mates(asked, row))


def _is_team_mates(asked: Oracle, job: Row) -> bool:
    """Limited staff see their own team's jobs alone where the organisation says so (S9)."""
    if not asked.limited or not asked.rows["organisation"][0]["limit_staff_to_own_team"]:
        return True
    teams = asked.linked("resource", "team_id", lambda resource: asked.is_me(resource["user_id"]))
    return job["team_id"] is not None and job["team_id"] in teams


@rule("appointment", "job_activity")
def _on_job(asked: Oracle, row: Row) -> bool:
    return asked.sees("job", row["job_id"])


@rule("activity")
def _activity(asked: Oracle, row: Row) -> bool:
    if asked.limited and row["id"] in asked.linked("activity_client", "activity_id", asked.staff):
        return True
    return asked.everywhere or row["id"] in asked.values("job_activity", "activity_id")


@rule("activity_rate")
def _activity_rate(asked: Oracle, row: Row) -> bool:
    theirs = row["client_id"] is None or asked.staff(row)
    return asked.everywhere or (asked.limited and theirs and asked.sees("activity", row["activity_id"]))


def _offered(asked: Oracle, what: str) -> set[object]:
    """What the work types that limited staff see come with."""
    theirs = asked.values("work_type", "id") if asked.limited else set()
    return asked.linked(f"work_type_{what}", f"{what}_id", lambda link: link["work_type_id"] in theirs)


@rule("work_type")
def _work_type(asked: Oracle, row: Row) -> bool:
    offered = asked.linked("work_type_client", "work_type_id", lambda link: asked.limited and asked.staff(link))
    return asked.everywhere or row["id"] in offered | asked.values("job", "work_type_id")


@rule("work_log_type")
def _work_log_type(asked: Oracle, row: Row) -> bool:
    found = _offered(asked, "work_log_type") | asked.values("job", "work_log_type_id")
    return asked.everywhere or row["id"] in found


@rule("priority")
def _priority(asked: Oracle, row: Row) -> bool:
    return asked.everywhere or row["id"] in _offered(asked, "priority") | asked.values("job", "priority_id")


@rule("service")
def _service(asked: Oracle, row: Row) -> bool:
    of_work = asked.values("job", "service_id") | asked.values("activity", "service_id")
    return asked.everywhere or row["id"] in _offered(asked, "service") | of_work


@rule("team")
def _team(asked: Oracle, row: Row) -> bool:
    theirs = asked.linked("team_client", "team_id", lambda link: asked.limited and asked.staff(link))
    return asked.everywhere or row["id"] in theirs


@rule("resource")
def _resource(asked: Oracle, row: Row) -> bool:
    if asked.limited:
        return row["team_id"] is None or asked.sees("team", row["team_id"]) or asked.is_me(row["user_id"])
    return asked.everywhere or (asked.contact and row["id"] in asked.values("appointment", "resource_id"))


@rule("calendar")
def _calendar(asked: Oracle, row: Row) -> bool:
    tables = ("priority", "team", "resource") if asked.limited else ("priority",)
    return asked.everywhere or row["id"] in {key for table in tables for key in asked.values(table, "calendar_id")}


@rule("coding")
def _coding(asked: Oracle, row: Row) -> bool:
    theirs = asked.linked("coding_client", "coding_id", lambda link: asked.limited and asked.staff(link))
    return asked.everywhere or row["id"] in theirs


@rule("coding_work_log_type", "resource_service", "team_service", "pipeline_stage")
@rule("work_type_service", "work_type_work_log_type", "work_type_priority")
def _set_up(asked: Oracle, row: Row) -> bool:
    return asked.works_here


@rule("organisation")
def _organisation(asked: Oracle, row: Row) -> bool:
    return asked.works_here or asked.contact


@rule("user")
def _user(asked: Oracle, row: Row) -> bool:
    members = asked.linked("project_member", "user_id", lambda link: asked.sees("project", link["project_id"]))
    return asked.works_here or (asked.contact and row["id"] in members)


@rule("api_token")
def _api_token(asked: Oracle, row: Row) -> bool:
    return asked.administers or asked.is_me(row["user_id"])


@rule("saved_query")
def _saved_query(asked: Oracle, row: Row) -> bool:
    return asked.works_here and (asked.is_me(row["user_id"]) or row["is_shared"])


@rule("scheduled_export")
def _scheduled_export(asked: Oracle, row: Row) -> bool:
    return asked.administers or (asked.works_here and asked.is_me(row["user_id"]))


@rule("scheduled_export_recipient", "scheduled_export_run")
def _of_scheduled_export(asked: Oracle, row: Row) -> bool:
    return asked.sees("scheduled_export", row["scheduled_export_id"])


@rule("field_usage", "outbox_mail", "webhook_delivery", "webhook_endpoint")
def _administrators(asked: Oracle, row: Row) -> bool:
    return asked.administers


@rule("notification")
def _notification(asked: Oracle, row: Row) -> bool:
    if asked.contact:
        return row["contact_id"] is not None and row["contact_id"] == asked.viewer.contact_id
    about = row["subject_type"]
    if asked.limited and about in ("Job", "Lead") and not asked.sees(about.lower(), row["subject_id"]):
        return False
    return asked.is_me(row["user_id"]) and (row["client_id"] is None or asked.staff(row))


@rule("event")
def _event(asked: Oracle, row: Row) -> bool:
    """Those who see the subject see the entry; of the set-up, administrators; INTERNAL is no contact's, and that a
    project is paid needs INVOICES."""
    name = row["subject_type"]
    if asked.everywhere and name in SET_UP:
        return asked.administers
    table = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
    subject = name not in SET_UP and asked.sees(table, row["subject_id"])
    if asked.everywhere:
        return subject or name not in PERSONAL
    if asked.limited:
        return subject and (row["client_id"] is None or asked.staff(row))
    may_know = row["kind"].name != "PROJECT_PAID" or asked.portal(row, "INVOICES")
    return (
        subject and may_know and asked.contact and asked.covers(row["client_id"]) and row["visibility"].name == "CLIENT"
    )
