"""Operations scenario 2 of the acceptance document tells of in words: looks behind a step, refusals."""

CREATE_PROPOSAL = """
mutation CreateProposal($input: CreateProposalInput!) {
  createProposal(input: $input) { proposal { id status } userErrors { code path } }
}
"""

SEND_PROPOSAL = """
mutation SendProposal($proposal: ID!) {
  sendProposal(input: {proposalId: $proposal}) { proposal { status } cursor userErrors { code } }
}
"""

SIGN_PROPOSAL = """
mutation SignProposal($proposal: ID!) {
  signProposal(input: {proposalId: $proposal, name: "Bea Birch", email: "bea@birch.test", accept: true}) {
    proposal { status signature { name contentSha256 } }
    userErrors { code }
  }
}
"""

MY_TASKS = "query MyTasks { myTasks { nodes { id isOverdue } } }"

RECORD_EXPENSE = """
mutation RecordExpense($input: RecordExpenseInput!) {
  recordExpense(input: $input) { expense { id billableState } userErrors { code path } }
}
"""

DELETE_EXPENSE = """
mutation DeleteExpense($expense: ID!) {
  deleteExpense(input: {expenseId: $expense}) { expense { id } userErrors { code } }
}
"""

OFFERED = """
query Offered($project: ID!) {
  project(id: $project) { unbilled { seconds expenses { amount } total { amount } } }
  invoicePreview(input: {projectId: $project, basis: PROJECT_HOURS, includeExpenses: true}) {
    subtotal { amount }
    excluded { reason billable { ... on Expense { id } ... on TimeEntry { id } } }
  }
}
"""

NOTIFIED = """
query Notified($kind: EventKind!) {
  viewer { notifications(filter: {kind: {eq: $kind}}) { totalCount nodes { subject { id } } } }
}
"""

DOWNLOAD = "query Download($file: ID!) { file(id: $file) { name sha256 downloadUrl } }"

PORTAL_SETTINGS = """
mutation PortalSettings($project: ID!, $visible: Boolean!) {
  setProjectPortalSettings(input: {projectId: $project, settings: {visible: $visible}}) {
    project { portalSettings { visible } }
    userErrors { code }
  }
}
"""

PROJECT = "query OneProject($project: ID!) { project(id: $project) { id name billingMethod } }"

BALANCE = """
query Balance($client: ID!) {
  client(id: $client) { balance { billed { amount } paid { amount } outstanding { amount currency } } }
}
"""

CLIENT_TYPE = """
mutation ClientType($client: ID!) {
  changeClientType(input: {clientId: $client, type: INDIVIDUAL}) { client { type } userErrors { code } }
}
"""

ARCHIVE_CONTACT = """
mutation ArchiveContact($contact: ID!) {
  updateContact(input: {contactId: $contact, archived: true}) { contact { id } userErrors { code } }
}
"""

LOCK_PERIOD = """
mutation LockPeriod($before: Date) {
  lockPeriod(input: {beforeOn: $before}) { organisation { id } userErrors { code } }
}
"""

UPDATE_PROJECT = """
mutation UpdateProject($input: UpdateProjectInput!) {
  updateProject(input: $input) { project { id } userErrors { code path } }
}
"""

ALLOCATE = """
mutation Allocate($payment: ID!, $invoice: ID!, $amount: MoneyInput!) {
  allocatePayment(input: {paymentId: $payment, allocations: [{invoiceId: $invoice, amount: $amount}]}) {
    payment { unallocated { amount } }
    userErrors { code path }
  }
}
"""

CREDIT = """
mutation Credit($invoice: ID!, $line: ID!) {
  creditInvoice(input: {
    invoiceId: $invoice, lines: [{invoiceLineId: $line}], reason: "No reason", idempotencyKey: "credit"
  }) { creditNote { id } userErrors { code } }
}
"""

REFUND = """
mutation Refund($payment: ID!, $amount: MoneyInput!) {
  refundPayment(input: {paymentId: $payment, amount: $amount, idempotencyKey: "refund"}) {
    payment { id }
    userErrors { code }
  }
}
"""

UPLOAD = """
mutation Upload($project: ID!, $file: Upload!, $name: String) {
  uploadFile(input: {projectId: $project, file: $file, visibility: INTERNAL, name: $name}) {
    file { id name byteSize }
    userErrors { code path }
  }
}
"""

STATE = """
query State($project: ID!, $client: ID!) {
  project(id: $project) {
    billingMethod tasks { totalCount } timeEntries { totalCount } expenses { totalCount } invoices { totalCount }
    files { totalCount }
  }
  client(id: $client) {
    type contacts { totalCount } payments { totalCount } creditNotes { totalCount } balance { outstanding { amount } }
  }
}
"""

SPOKEN_FOR = """
query SpokenFor($project: ID!) {
  project(id: $project) {
    timeEntries { nodes { id seconds billableState } }
    expenses { nodes { id billableState } }
    invoices { totalCount nodes { status number total { amount } } }
  }
}
"""
