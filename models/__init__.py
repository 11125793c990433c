"""Every table and enum, by name: `models.Invoice`, `models.InvoiceStatus`."""

from models.activity import Activity, ActivityClient
from models.activity_import import ActivityImport, ImportPhase
from models.activity_rate import ActivityRate
from models.api_token import ApiToken, ApiTokenClient
from models.appointment import Appointment, AppointmentStatus
from models.attempt import LoginAttempt
from models.billable import ApprovalStatus, BillableState
from models.billing_allocation import AllocationState, BillingAllocation, ExclusionReason, LineGrouping
from models.calendar import Calendar, Weekday
from models.checklist_item import ChecklistItem
from models.client import Client, ClientStatus, ClientType
from models.coding import Coding, CodingClient, CodingWorkLogType
from models.comment import Comment
from models.communication import Communication, CommunicationChannel, CommunicationDirection
from models.contact import Contact, PortalStatus
from models.contract import Contract, ContractStatus
from models.core import defaults as defaults
from models.core.access import Ability, PortalPermission, Role
from models.core.base import Base
from models.core.numbering import NumberedKind
from models.core.rounding import TaxRounding, TimeRounding
from models.credit_allocation import CreditAllocation
from models.credit_line import CreditLine
from models.credit_note import CreditNote, CreditNoteKind, CreditNoteStatus
from models.discussion import Discussion
from models.document import Document, DocumentKind
from models.errors import ErrorCode, Rejected
from models.estimate import Estimate, EstimateStatus
from models.event import Event, LogRetention
from models.event_kind import EventKind
from models.expense import Expense
from models.field_usage import FieldUsage
from models.file import File
from models.follow_up import FollowUp
from models.idempotency import Idempotency
from models.identity import Identity
from models.importing import DuplicatePolicy
from models.invoice import Invoice, InvoiceStatus
from models.invoice_line import InvoiceLine, InvoiceLineKind
from models.job import Job, JobStatus
from models.job_activity import JobActivity
from models.job_clock import ClockKind, JobClock, SlaState
from models.lead import Lead, LeadStatus
from models.milestone import Milestone
from models.notification import Notification
from models.number_series import NumberSeries
from models.organisation import ClientRequirement, Organisation, OverlapPolicy
from models.outbox_mail import OutboxMail, OutboxStatus
from models.payment import Payment, PaymentMethod, PaymentStatus
from models.payment_allocation import PaymentAllocation
from models.pipeline_stage import PipelineStage
from models.presence import Presence
from models.priority import Priority
from models.priority_level import PriorityLevel
from models.project import BillingMethod, ProgressMethod, Project, ProjectMember, ProjectPaymentStatus, ProjectStatus
from models.proposal import Proposal, ProposalStatus
from models.receipt import Receipt
from models.recurring_invoice import RecurrenceUnit, RecurringInvoice, RecurringInvoiceStatus
from models.reminder import Reminder
from models.rendition import Face, Rendition
from models.reply import Reply
from models.resource import Resource, ResourceService
from models.saved_query import SavedQuery
from models.scheduled_export import (
    ExportCadence,
    ExportForm,
    ScheduledExport,
    ScheduledExportRecipient,
    ScheduledExportStatus,
)
from models.scheduled_export_run import ScheduledExportRun, ScheduledExportRunStatus
from models.service import Service
from models.session import Session
from models.site import Site
from models.task import Task, TaskAssignee, TaskStatus
from models.team import Team, TeamClient, TeamService
from models.ticket import Ticket, TicketStatus
from models.time_entry import TimeEntry
from models.timer import Timer
from models.token import OneTimeToken, TokenPurpose
from models.user import User, UserClient, UserStatus
from models.visibility import Visibility
from models.webhook_delivery import WebhookDelivery, WebhookDeliveryStatus
from models.webhook_endpoint import WebhookEndpoint, WebhookStatus
from models.work_log_type import WorkLogType
from models.work_type import WorkType, WorkTypeClient, WorkTypePriority, WorkTypeService, WorkTypeWorkLogType

__all__ = [
    "Ability",
    "Activity",
    "ActivityClient",
    "ActivityImport",
    "ActivityRate",
    "AllocationState",
    "ApiToken",
    "ApiTokenClient",
    "Appointment",
    "AppointmentStatus",
    "ApprovalStatus",
    "Base",
    "BillableState",
    "BillingAllocation",
    "BillingMethod",
    "Calendar",
    "ChecklistItem",
    "Client",
    "ClientRequirement",
    "ClientStatus",
    "ClientType",
    "ClockKind",
    "Coding",
    "CodingClient",
    "CodingWorkLogType",
    "Comment",
    "Communication",
    "CommunicationChannel",
    "CommunicationDirection",
    "Contact",
    "Contract",
    "ContractStatus",
    "CreditAllocation",
    "CreditLine",
    "CreditNote",
    "CreditNoteKind",
    "CreditNoteStatus",
    "Discussion",
    "Document",
    "DocumentKind",
    "DuplicatePolicy",
    "ErrorCode",
    "Estimate",
    "EstimateStatus",
    "Event",
    "EventKind",
    "ExclusionReason",
    "Expense",
    "ExportCadence",
    "ExportForm",
    "Face",
    "FieldUsage",
    "File",
    "FollowUp",
    "Idempotency",
    "Identity",
    "ImportPhase",
    "Invoice",
    "InvoiceLine",
    "InvoiceLineKind",
    "InvoiceStatus",
    "Job",
    "JobActivity",
    "JobClock",
    "JobStatus",
    "Lead",
    "LeadStatus",
    "LineGrouping",
    "LogRetention",
    "LoginAttempt",
    "Milestone",
    "Notification",
    "NumberSeries",
    "NumberedKind",
    "OneTimeToken",
    "Organisation",
    "OutboxMail",
    "OutboxStatus",
    "OverlapPolicy",
    "Payment",
    "PaymentAllocation",
    "PaymentMethod",
    "PaymentStatus",
    "PipelineStage",
    "PortalPermission",
    "PortalStatus",
    "Presence",
    "Priority",
    "PriorityLevel",
    "ProgressMethod",
    "Project",
    "ProjectMember",
    "ProjectPaymentStatus",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "Receipt",
    "RecurrenceUnit",
    "RecurringInvoice",
    "RecurringInvoiceStatus",
    "Rejected",
    "Reminder",
    "Rendition",
    "Reply",
    "Resource",
    "ResourceService",
    "Role",
    "SavedQuery",
    "ScheduledExport",
    "ScheduledExportRecipient",
    "ScheduledExportRun",
    "ScheduledExportRunStatus",
    "ScheduledExportStatus",
    "Service",
    "Session",
    "Site",
    "SlaState",
    "Task",
    "TaskAssignee",
    "TaskStatus",
    "TaxRounding",
    "Team",
    "TeamClient",
    "TeamService",
    "Ticket",
    "TicketStatus",
    "TimeEntry",
    "TimeRounding",
    "Timer",
    "TokenPurpose",
    "User",
    "UserClient",
    "UserStatus",
    "Visibility",
    "WebhookDelivery",
    "WebhookDeliveryStatus",
    "WebhookEndpoint",
    "WebhookStatus",
    "Weekday",
    "WorkLogType",
    "WorkType",
    "WorkTypeClient",
    "WorkTypePriority",
    "WorkTypeService",
    "WorkTypeWorkLogType",
]
