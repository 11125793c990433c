"""The state machines of domain.md 3.3: the moves it lists pass, and all others are INVALID_STATE."""

from enum import Enum
from itertools import product
from typing import Any

import pytest

import models
from models.appointment import APPOINTMENT_MOVES
from models.billable import APPROVAL_MOVES, BILLING_MOVES
from models.billing_allocation import ALLOCATION_MOVES
from models.client import CLIENT_MOVES
from models.contact import PORTAL_MOVES
from models.contract import CONTRACT_MOVES
from models.core.states import Machine
from models.credit_note import CREDIT_NOTE_MOVES
from models.errors import ErrorCode, Rejected
from models.invoice import INVOICE_MOVES
from models.job import JOB_MOVES
from models.lead import LEAD_MOVES
from models.payment import PAYMENT_MOVES
from models.project import PROJECT_MOVES
from models.recurring_invoice import RECURRING_INVOICE_MOVES
from models.task import TASK_MOVES
from models.ticket import TICKET_MOVES
from models.user import USER_MOVES

OFFER = """
    DRAFT: SENT
    SENT: VIEWED SIGNED DECLINED WITHDRAWN EXPIRED SUPERSEDED
    VIEWED: SIGNED DECLINED WITHDRAWN EXPIRED SUPERSEDED
"""

MACHINES: list[tuple[Machine[Any], type[Enum], str]] = [
    (LEAD_MOVES, models.LeadStatus, "OPEN: CONVERTED LOST\nLOST: OPEN"),
    (models.Proposal.moves, models.ProposalStatus, OFFER),
    (models.Estimate.moves, models.EstimateStatus, OFFER + "SIGNED: INVOICED\nINVOICED: SIGNED"),
    (CONTRACT_MOVES, models.ContractStatus, "DRAFT: SENT\nSENT: SIGNED\nSIGNED: ACTIVE\nACTIVE: EXPIRED TERMINATED"),
    (PORTAL_MOVES, models.PortalStatus, "NONE: INVITED\nINVITED: INVITED ACTIVE\nACTIVE: SUSPENDED\nSUSPENDED: ACTIVE"),
    (
        PROJECT_MOVES,
        models.ProjectStatus,
        """
        NOT_STARTED: IN_PROGRESS CANCELLED
        IN_PROGRESS: ON_HOLD FINISHED CANCELLED
        ON_HOLD: IN_PROGRESS CANCELLED
        FINISHED: IN_PROGRESS CANCELLED
        """,
    ),
    (
        TASK_MOVES,
        models.TaskStatus,
        """
        TODO: IN_PROGRESS DONE CANCELLED
        IN_PROGRESS: TODO IN_REVIEW DONE CANCELLED
        IN_REVIEW: IN_PROGRESS DONE CANCELLED
        DONE: IN_PROGRESS CANCELLED
        """,
    ),
    (
        BILLING_MOVES,
        models.BillableState,
        "NOT_BILLABLE: OPEN\nOPEN: NOT_BILLABLE RESERVED\nRESERVED: BILLED OPEN\nBILLED: OPEN",
    ),
    (
        APPROVAL_MOVES,
        models.ApprovalStatus,
        "AWAITING: APPROVED REJECTED\nAPPROVED: AWAITING REJECTED\nREJECTED: APPROVED AWAITING",
    ),
    (ALLOCATION_MOVES, models.AllocationState, "RESERVED: BILLED RELEASED\nBILLED: RELEASED"),
    (
        INVOICE_MOVES,
        models.InvoiceStatus,
        """
        DRAFT: ISSUED
        ISSUED: PARTIALLY_PAID PAID VOID
        PARTIALLY_PAID: ISSUED PAID
        PAID: ISSUED PARTIALLY_PAID
        """,
    ),
    (
        PAYMENT_MOVES,
        models.PaymentStatus,
        """
        PENDING: SUCCEEDED FAILED CANCELLED
        SUCCEEDED: PARTIALLY_REFUNDED REFUNDED DISPUTED
        PARTIALLY_REFUNDED: REFUNDED
        DISPUTED: SUCCEEDED REFUNDED
        """,
    ),
    (CREDIT_NOTE_MOVES, models.CreditNoteStatus, "DRAFT: ISSUED"),
    (RECURRING_INVOICE_MOVES, models.RecurringInvoiceStatus, "ACTIVE: PAUSED ENDED\nPAUSED: ACTIVE ENDED"),
    (
        CLIENT_MOVES,
        models.ClientStatus,
        "ACTIVE: INACTIVE ARCHIVED\nINACTIVE: ACTIVE ARCHIVED\nARCHIVED: ACTIVE",
    ),
    (
        TICKET_MOVES,
        models.TicketStatus,
        """
        OPEN: IN_PROGRESS
        IN_PROGRESS: WAITING_CLIENT RESOLVED
        WAITING_CLIENT: IN_PROGRESS
        RESOLVED: CLOSED OPEN
        CLOSED: OPEN
        """,
    ),
    (
        JOB_MOVES,
        models.JobStatus,
        """
        NEW: ASSIGNED CANCELLED
        ASSIGNED: SCHEDULED CANCELLED
        SCHEDULED: IN_PROGRESS CANCELLED
        IN_PROGRESS: ON_HOLD COMPLETED ABORTED
        ON_HOLD: IN_PROGRESS ABORTED
        COMPLETED: READY_TO_INVOICE NON_CHARGEABLE
        READY_TO_INVOICE: INVOICED
        INVOICED: READY_TO_INVOICE
        """,
    ),
    (
        APPOINTMENT_MOVES,
        models.AppointmentStatus,
        """
        SCHEDULED: DISPATCHED CANCELLED
        DISPATCHED: IN_PROGRESS CANCELLED
        IN_PROGRESS: COMPLETED CANNOT_COMPLETE CANCELLED
        """,
    ),
    (USER_MOVES, models.UserStatus, "INVITED: ACTIVE DISABLED\nACTIVE: DISABLED\nDISABLED: ACTIVE"),
]


def listed(moves: str) -> set[tuple[str, str]]:
    lines = [line.split(":") for line in moves.split("\n") if line.strip()]
    return {(start.strip(), end) for start, ends in lines for end in ends.split()}


@pytest.mark.parametrize(("machine", "states", "moves"), MACHINES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_machine_has_the_moves_listed_and_no_others(machine: Machine[Any], states: type[Enum], moves: str) -> None:
    for start, end in product(states, states):
        if (start.name, end.name) in listed(moves):
            assert machine.move(start, end) is end
        else:
            with pytest.raises(Rejected) as refused:
                machine.move(start, end)
            assert refused.value.code is ErrorCode.INVALID_STATE
