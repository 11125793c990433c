"""Operations the acceptance document tells of in words: the staff's streams, looks behind a step, refusals."""

EVENTS = """
subscription Events($after: Cursor) {
  events(after: $after) { cursor at kind resyncRequired event { id kind subject { __typename id } client { id } } }
}
"""

MY_TASKS_CHANGED = """
subscription MyTasksChanged($after: Cursor) {
  myTasksChanged(after: $after) { cursor at kind resyncRequired task { id status } }
}
"""

CLIENT_UPDATES = """
subscription ClientUpdates($client: ID, $after: Cursor) {
  clientUpdates(clientId: $client, after: $after) { cursor at kind resyncRequired subject { __typename id } }
}
"""

USER_NAMES = "query UserNames { users { nodes { id name } } }"

ALL_CLIENTS = """
mutation AllClients($user: ID!) {
  assignUserClients(input: {userId: $user, clientIds: [], allClients: true}) {
    user { id allClients }
    userErrors { code }
  }
}
"""

CONVERTED = """
query Converted($client: ID!) {
  client(id: $client) { contacts { totalCount nodes { id name email isPointOfContact portalStatus } } }
}
"""

PROJECT_STATUS = "query ProjectStatus($project: ID!) { project(id: $project) { status paymentStatus progressPercent } }"

COUNTS = """
query Counts { clients { totalCount } projects { totalCount } invoices { totalCount } payments { totalCount } }
"""

CLIENT_PAYMENTS = """
query ClientPayments($client: ID!) {
  client(id: $client) { payments { nodes { id status reference receipt { number } } } }
}
"""

PAYMENT = "query OnePayment($payment: ID!) { payment(id: $payment) { id status receipt { id number } } }"

LINES = """
query Lines($invoice: ID!) {
  invoice(id: $invoice) {
    status balance { amount currency } project { paymentStatus }
    lines { id description net { amount } allocations { nodes { state billable { ... on TimeEntry { id } } } } }
  }
}
"""

ANONYMOUS = """
query Anonymous {
  clients { totalCount } projects { totalCount } invoices { totalCount } events { totalCount }
  viewer { role }
}
"""

VIEWER = "query WhoAmI { viewer { role contact { id } } }"

CREATE_LEAD = """
mutation CreateLead($name: String!, $email: String) {
  createLead(input: {name: $name, email: $email}) { lead { id } userErrors { code path } }
}
"""

DECLINE_PROPOSAL = """
mutation DeclineProposal($token: String) {
  declineProposal(input: {token: $token, reason: "Too late"}) { proposal { id } userErrors { code } }
}
"""

ADD_CONTACT = """
mutation AddContact($client: ID!, $name: String!, $email: String) {
  addContact(input: {clientId: $client, name: $name, email: $email}) { contact { id } userErrors { code } }
}
"""

RESEND_INVITATION = """
mutation ResendInvitation($contact: ID!) {
  resendPortalInvitation(input: {contactId: $contact}) { contact { portalStatus } invitationSentTo userErrors { code } }
}
"""

SUSPEND_PORTAL = """
mutation SuspendPortal($contact: ID!) {
  suspendPortal(input: {contactId: $contact}) { contact { id portalStatus } userErrors { code } }
}
"""

CREATE_CLIENT = """
mutation CreateClient($input: CreateClientInput!) {
  createClient(input: $input) {
    client { id name currency pointOfContact { id } }
    candidates { id name }
    userErrors { code path }
  }
}
"""

UPDATE_CLIENT = """
mutation UpdateClient($input: UpdateClientInput!) {
  updateClient(input: $input) { client { id name version } userErrors { code path } }
}
"""

CLIENT_VERSION = "query ClientVersion($client: ID!) { client(id: $client) { name currency version } }"

DATA_STANDARDS = """
mutation DataStandards($required: [ClientRequirement!]!) {
  updateOrganisation(input: {dataStandards: {requiredClientFields: $required}}) {
    organisation { dataStandards { requiredClientFields } }
    userErrors { code }
  }
}
"""

CREATE_PROJECT = """
mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) { project { id progressPercent paymentStatus } cursor userErrors { code path } }
}
"""

CREATE_TASK = """
mutation CreateTask($input: CreateTaskInput!) {
  createTask(input: $input) { task { id } cursor userErrors { code path } }
}
"""

REOPEN_TASK = """
mutation ReopenTask($task: ID!) {
  reopenTask(input: {taskId: $task}) { task { status } project { progressPercent } userErrors { code } }
}
"""

CANCEL_TASK = """
mutation CancelTask($task: ID!) {
  cancelTask(input: {taskId: $task}) { task { status } project { progressPercent } userErrors { code } }
}
"""

LOG_TIME = """
mutation LogTime($input: LogTimeInput!) {
  logTime(input: $input) { timeEntry { id billableState } userErrors { code path } }
}
"""

UPDATE_TIME = """
mutation UpdateTime($entry: ID!) {
  updateTimeEntry(input: {timeEntryId: $entry, seconds: 60}) { timeEntry { id } userErrors { code } }
}
"""

CREATE_INVOICE = """
mutation CreateInvoice($input: CreateInvoiceInput!) {
  createInvoice(input: $input) {
    invoice { id number status total { amount currency } balance { amount } }
    userErrors { code path }
  }
}
"""

ISSUE_INVOICE = """
mutation IssueInvoice($invoice: ID!) {
  issueInvoice(input: {invoiceId: $invoice}) { invoice { id number status } userErrors { code } }
}
"""

DISCARD_DRAFT = """
mutation DiscardDraft($invoice: ID!) {
  discardDraftInvoice(input: {invoiceId: $invoice}) { userErrors { code } }
}
"""

VOID_INVOICE = """
mutation VoidInvoice($invoice: ID!) {
  voidInvoice(input: {invoiceId: $invoice, reason: "No reason"}) { invoice { id status } userErrors { code } }
}
"""

CONVERT_LEAD = """
mutation ConvertLead($lead: ID!, $type: ClientType, $currency: CurrencyCode) {
  convertLead(input: {leadId: $lead, type: $type, currency: $currency}) {
    client { id name type currency pointOfContact { id name email } }
    lead { status convertedClient { id } }
    userErrors { code }
  }
}
"""

RECORD_PAYMENT = """
mutation RecordPayment($input: RecordPaymentInput!) {
  recordPayment(input: $input) {
    payment { id status method amount { amount currency } unallocated { amount } receipt { number } }
    invoice { status paid { amount } balance { amount } project { paymentStatus } }
    userErrors { code path }
  }
}
"""

PROFIT = "query Profit { reports { profit(by: CLIENT) { key } } }"

LEDGER = """
query Ledger($after: String) {
  clients(first: 10, after: $after) {
    nodes {
      id name
      balance {
        billed { amount } paid { amount } credited { amount } outstanding { amount } unallocatedCredit { amount }
      }
      invoices(first: 100) {
        nodes { number status total { amount } paid { amount } credited { amount } balance { amount } }
      }
      payments(first: 100) { nodes { status amount { amount } refunded { amount } unallocated { amount } } }
      creditNotes(first: 100) { nodes { status total { amount } remaining { amount } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

LIVE_ALLOCATIONS = """
query LiveAllocations($client: ID!) {
  client(id: $client) {
    invoices(first: 100) { nodes { lines { allocations { nodes { state billable { ... on TimeEntry { id } } } } } } }
  }
}
"""

INVITE_CONTACT = """
mutation InviteContact($contact: ID!, $permissions: [PortalPermission!]!) {
  enablePortal(input: {contactId: $contact, permissions: $permissions}) { contact { portalStatus } userErrors { code } }
}
"""

PROJECT_INVOICE = """
mutation ProjectInvoice($input: CreateInvoiceFromProjectInput!) {
  createInvoiceFromProject(input: $input) {
    invoice {
      id number dueOn
      lines { kind quantity net { amount } }
      subtotal { amount } tax { amount } total { amount currency }
    }
    userErrors { code path }
  }
}
"""

PREVIEW = """
query Preview($input: CreateInvoiceFromProjectInput!) {
  invoicePreview(input: $input) {
    lines { kind quantity net { amount } } subtotal { amount } tax { amount } total { amount currency }
  }
}
"""

PORTAL = """
query Portal {
  viewer { client { id name type balance { billed { amount } paid { amount } outstanding { amount currency } } } }
  clients { totalCount }
  projects { nodes { name progressPercent paymentStatus hourlyRate { amount } fixedPrice { amount } } }
  invoices { nodes { id status payable balance { amount } } }
}
"""

UNBILLED = """
query Unbilled($project: ID!) { project(id: $project) { progressPercent unbilled { seconds total { amount } } } }
"""

COMPLETE_TASK = """
mutation CompleteTask($task: ID!) {
  completeTask(input: {taskId: $task}) { task { status } project { progressPercent } userErrors { code } }
}
"""

CLIENTS_NAMED = "query ClientsNamed($name: String!) { clients(filter: {name: {eq: $name}}) { totalCount } }"

PROJECT_INVOICES = "query ProjectInvoices($project: ID!) { project(id: $project) { invoices { totalCount } } }"

INVOICE_PAYMENTS = """
query InvoicePayments($invoice: ID!) {
  payments(filter: {invoice: {id: {eq: $invoice}}, status: {eq: SUCCEEDED}}) { nodes { id amount { amount } } }
}
"""
