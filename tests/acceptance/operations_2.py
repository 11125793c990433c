"""The operations of scenario 2, as the acceptance document has them, word for word."""

# ruff: noqa: E501

I1 = """
mutation I1 {
  createProject(input: {newClient: {name: "Birch Studio", type: COMPANY, email: "pm@birch.test", currency: "USD"}, name: "Campaign", billingMethod: PROJECT_HOURS, hourlyRate: {amount: "90.00", currency: "USD"}, fixedPrice: {amount: "5000.00", currency: "USD"}}) {
    project { id client { id name currency projects { totalCount } } }
    userErrors { code path }
  }
}
"""

I1B = """
mutation I1b { createProject(input: {name: "Nobody's", billingMethod: NON_BILLABLE}) { project { id } userErrors { code path } } }
"""

I1C = """
mutation I1c($client: ID!) {
  addContact(input: {clientId: $client, name: "Bea Birch", email: "bea@birch.test", jobRole: "Project manager"}) { contact { id jobRole isPointOfContact } userErrors { code } }
}
"""

I1E = """
mutation I1e($client: ID!, $contact: ID!) {
  setPointOfContact(input: {clientId: $client, contactId: $contact}) { client { pointOfContact { name } contacts(orderBy: [{field: NAME}]) { nodes { name isPointOfContact } } } userErrors { code } }
}
"""

I1D = """
mutation I1d($contact: ID!) {
  enablePortal(input: {contactId: $contact, permissions: [PROJECTS, DOCUMENTS, INVOICES, TICKETS]}) { contact { portalStatus } invitationSentTo userErrors { code } }
}
"""

I2 = """
mutation I2($document: ID!, $project: ID!) {
  linkDocumentToProject(input: {documentId: $document, projectId: $project}) {
    document { ... on Proposal { id status project { id } signature { contentSha256 } } }
    userErrors { code path }
  }
}
"""

I2_CHECK = """
query I2check($project: ID!) {
  project(id: $project) { salesDocuments { totalCount nodes { __typename ... on Proposal { id status } } } invoices { totalCount } }
}
"""

I3 = """
mutation I3($project: ID!) { createMilestone(input: {projectId: $project, name: "Phase 1"}) { milestone { id progressPercent } userErrors { code } } }
"""

I3A = """
mutation I3a($project: ID!, $milestone: ID!, $pat: ID!, $yesterday: Date!, $soon: DateTime!) {
  createTask(input: {projectId: $project, milestoneId: $milestone, name: "Build", assigneeIds: [$pat], dueOn: $yesterday, priority: HIGH, remindAt: $soon, hourlyRate: {amount: "120.00", currency: "USD"}}) {
    task { id isOverdue priority project { id } assignees { name } }
    userErrors { code }
  }
}
"""

I3B = """
mutation I3b { createTask(input: {name: "Outside task"}) { task { id project { id } client { id } } userErrors { code } } }
"""

I3C = """
mutation I3c($task: ID!, $project: ID!) { updateTask(input: {taskId: $task, projectId: $project}) { task { project { id } client { name } } userErrors { code } } }
"""

I3_CHECK = """
query I3check($project: ID!) {
  viewer { notifications(filter: {kind: {eq: REMINDER_DUE}}) { nodes { subject { id } } } }
  project(id: $project) { progressPercent tasks(orderBy: [{field: NAME}]) { totalCount nodes { name status } } timeline { nodes { kind summary } } }
}
"""

I4 = """
mutation I4($project: ID!, $yesterday: Date!, $receipt: Upload) {
  recordExpense(input: {projectId: $project, category: "Licences", amount: {amount: "250.00", currency: "USD"}, billable: true, note: "Design licence", spentOn: $yesterday, receipt: $receipt}) {
    expense { id billableState amount { amount } billableAmount { amount } project { id } client { id } receipt { name sha256 } }
    userErrors { code }
  }
}
"""

I5A = """
mutation I5a($task: ID!, $day: Date!) { logTime(input: {taskId: $task, loggedOn: $day, seconds: 7200, note: "build"}) { timeEntry { id project { id } billableState } userErrors { code } } }
"""

I5B = """
mutation I5b($project: ID!, $day: Date!) { logTime(input: {projectId: $project, loggedOn: $day, seconds: 12000, note: "ad-hoc call"}) { timeEntry { id task { id } seconds } userErrors { code } } }
"""

I5C = """
mutation I5c($task: ID!) {
  first: startTimer(input: {taskId: $task}) { timer { id } userErrors { code } }
  second: startTimer(input: {taskId: $task}) { timer { id } userErrors { code } }
  discardTimer(input: {}) { timer { id } timeEntry { id } userErrors { code } }
}
"""

I5_CHECK = """
query I5check($project: ID!, $task: ID!) {
  task(id: $task) { trackedSeconds }
  project(id: $project) { timeEntries(orderBy: [{field: LOGGED_ON}]) { nodes { loggedOn seconds task { name } user { name } rate { amount } } } }
  runningTimer { id }
}
"""

I6 = """
mutation I6($client: ID!, $project: ID!) {
  openTicket(input: {clientId: $client, projectId: $project, subject: "Login fails", body: "Since this morning.", priority: HIGH}) { ticket { id number status project { id name } } userErrors { code path } }
}
"""

I7 = """
mutation I7($project: ID!, $pat: ID!, $subject: String!, $visibility: Visibility!) {
  startDiscussion(input: {projectId: $project, subject: $subject, body: "Please comment", visibility: $visibility, tags: ["feedback"], notifyUserIds: [$pat]}) { discussion { id visibility tags } cursor userErrors { code } }
}
"""

I7B = """
mutation I7b($discussion: ID!) { replyToDiscussion(input: {discussionId: $discussion, body: "Looks right."}) { reply { id visibility author { ... on Contact { name } } } userErrors { code } } }
"""

I8 = """
mutation I8($project: ID!, $file: Upload!) {
  uploadFile(input: {projectId: $project, file: $file, visibility: INTERNAL, name: "brief.pdf"}) { file { id name byteSize sha256 visibility downloadUrl } userErrors { code } }
}
"""

I8B = """
mutation I8b($file: ID!) { setFileVisibility(input: {fileId: $file, visibility: CLIENT}) { file { id visibility } cursor userErrors { code } } }
"""

I8_CHECK = """
query I8check($project: ID!, $ids: [ID!]!) {
  project(id: $project) {
    tickets { totalCount nodes { subject } }
    discussions { totalCount nodes { subject replies { totalCount nodes { body } } } }
    files { totalCount nodes { name downloadUrl } }
    tasks { totalCount }
    timeEntries { totalCount }
    expenses { totalCount }
    portalSettings { visible }
  }
  nodes(ids: $ids) { id }
  search(text: "brief") { node { id } }
}
"""

I9A = """
query I9a($project: ID!) {
  fixed: invoicePreview(input: {projectId: $project, basis: FIXED_PRICE}) { subtotal { amount } lines { kind quantity } }
  hours: invoicePreview(input: {projectId: $project, basis: PROJECT_HOURS, includeExpenses: true}) { subtotal { amount } excluded { reason } }
  tasks: invoicePreview(input: {projectId: $project, basis: TASK_HOURS}) { subtotal { amount } excluded { reason billable { ... on TimeEntry { id note } } } }
}
"""

I9B = """
mutation I9b($project: ID!, $key: String!) {
  createInvoiceFromProject(input: {projectId: $project, basis: PROJECT_HOURS, grouping: PER_ENTRY, includeExpenses: true, taxes: [{name: "Sales tax", ratePercent: "10"}], issue: true, idempotencyKey: $key}) {
    invoice {
      id number status currency
      subtotal { amount } tax { amount } total { amount currency }
      lines { kind quantity unitPrice { amount } net { amount } allocations { nodes { seconds state } } }
      client { id } project { id unbilled { seconds time { amount } expenses { amount } total { amount } } }
    }
    userErrors { code }
  }
}
"""

I9C = """
mutation I9c($client: ID!, $invoice: ID!, $now: DateTime!) {
  recordPayment(input: {clientId: $client, amount: {amount: "400.00", currency: "USD"}, method: BANK_TRANSFER, receivedAt: $now, allocations: [{invoiceId: $invoice, amount: {amount: "400.00", currency: "USD"}}], idempotencyKey: "i9c"}) {
    payment { status method unallocated { amount } receipt { number } }
    invoice { status paid { amount } balance { amount } project { paymentStatus } }
    userErrors { code }
  }
}
"""

I9D = """
mutation I9d($entry: ID!) { updateTimeEntry(input: {timeEntryId: $entry, seconds: 60}) { timeEntry { id } userErrors { code } } }
"""

I10 = """
query I10($project: ID!, $from: Date!, $to: Date!) {
  reports {
    hoursWorked(filter: {project: {id: {eq: $project}}, on: {gte: $from, lt: $to}}) { user { name } seconds billableSeconds billedSeconds }
    revenue(filter: {project: {id: {eq: $project}}}) { invoiced { amount } earned { amount } paid { amount } }
    overdueTasks(filter: {project: {id: {eq: $project}}}) { overdueTasks tasks { nodes { name } } }
    profit(by: PROJECT, filter: {project: {id: {eq: $project}}}) { key node { id } revenue { amount currency } cost { amount } profit { amount } marginPercent }
    receivablesAgeing(filter: {name: {eq: "Birch Studio"}}) { current { amount } total { amount currency } }
    unbilled(filter: {project: {id: {eq: $project}}}) { total { amount } }
  }
}
"""

I10B = """
query I10b($project: ID!) {
  timeEntries(filter: {project: {id: {eq: $project}}}) {
    totalCount
    aggregate { count sum { seconds value { amount currency } cost { amount currency } } max { seconds loggedOn } }
    groups(by: [{field: MILESTONE}, {field: USER}]) { key { milestone { name } user { name } } aggregate { count sum { seconds } } }
  }
  invoices(filter: {status: {notIn: [DRAFT, VOID]}, client: {name: {in: ["Acme Group Ltd", "Birch Studio"]}}}) {
    aggregate { count sum { total { amount currency } } }
    groups(by: [{field: CLIENT}, {field: ISSUED_ON, bucket: YEAR}]) { key { client { name } issuedOn } aggregate { sum { total { amount currency } balance { amount currency } } } }
  }
}
"""

I10C = """
mutation I10c($project: ID!) { createTask(input: {projectId: $project, name: "Not mine to make"}) { task { id } userErrors { code } } }
"""
