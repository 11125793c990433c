"""The operations of scenario 1, as the acceptance document has them, word for word."""

# ruff: noqa: E501

WATCH = """
query Watch($ids: [ID!]!, $text: String!) {
  nodes(ids: $ids) { id }
  search(text: $text) { node { id } }
  leads { totalCount }
  clients { totalCount aggregate { sum { outstanding { amount currency } } } groups(by: [{field: STATUS}]) { key { status } aggregate { count } } }
  contacts { totalCount }
  documents { totalCount }
  projects { totalCount }
  tasks { totalCount }
  timeEntries { totalCount aggregate { sum { seconds } } }
  invoices { totalCount aggregate { sum { total { amount currency } } } }
  payments { totalCount }
  tickets { totalCount }
  discussions { totalCount }
  sites { totalCount }
  jobs { totalCount }
  activities { totalCount }
  events { totalCount }
}
"""

LOGIN = """
mutation Login($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { token viewer { role user { id name } contact { id } } userErrors { code } }
}
"""

SETTINGS = """
mutation Settings {
  updateOrganisation(input: {timeZone: "Europe/London", timeRounding: UP_15, taxRounding: PER_RATE, paymentTermsDays: 30}) {
    organisation { id currency timeZone timeRounding contactFormKey }
    userErrors { code path }
  }
}
"""

ELSEWHERE = """
mutation Elsewhere {
  createClient(input: {name: "Elsewhere Ltd", type: COMPANY, currency: "GBP"}) { client { id currency } userErrors { code } }
}
"""

INVITE = """
mutation Invite($email: String!, $name: String!, $role: Role!, $abilities: [Ability!], $clients: [ID!], $costRate: MoneyInput) {
  inviteUser(input: {email: $email, name: $name, role: $role, abilities: $abilities, clientIds: $clients, costRate: $costRate}) {
    user { id status }
    invitationSentTo
    userErrors { code }
  }
}
"""

ACCEPT_USER = """
mutation AcceptUser($token: String!, $password: String!) {
  acceptUserInvitation(input: {token: $token, password: $password}) { token viewer { role user { id status } } userErrors { code } }
}
"""

S1 = """
mutation S1($key: String!) {
  submitContactForm(input: {formKey: $key, name: "Ada Acme", email: "ada@acme.test", company: "Acme Ltd", message: "New site"}) {
    accepted
    userErrors { code }
  }
}
"""

S1_CHECK = """
query S1check {
  leads(filter: {status: {eq: OPEN}}) {
    totalCount
    nodes { id name companyName email source status stage { name } timeline { nodes { kind } } communications { nodes { body } } }
  }
  viewer { notifications(filter: {unread: true}) { unreadCount nodes { kind subject { id } } } }
}
"""

S2A = """
mutation S2a($lead: ID!) {
  createProposal(input: {leadId: $lead, title: "Website", currency: "GBP", lines: [{description: "Design and build", quantity: "1", unitPrice: {amount: "4000.00", currency: "GBP"}, taxes: [{ratePercent: "20"}]}]}) {
    proposal { id status subtotal { amount } total { amount currency } lead { id } client { id } }
    userErrors { code path }
  }
}
"""

S2B = """
mutation S2b($proposal: ID!) {
  sendProposal(input: {proposalId: $proposal}) { proposal { number status lead { id } } signingToken cursor userErrors { code } }
}
"""

S2C = """
mutation S2c($lead: ID!, $now: DateTime!, $file: Upload!) {
  mail: logCommunication(input: {leadId: $lead, channel: EMAIL, direction: INBOUND, at: $now, subject: "Colours", body: "Blue, please."}) { communication { id } userErrors { code } }
  call: logCommunication(input: {leadId: $lead, channel: CALL, direction: OUTBOUND, at: $now, body: "Agreed on blue."}) { communication { id } userErrors { code } }
  note: addNote(input: {leadId: $lead, body: "Prefers mornings."}) { communication { id channel } userErrors { code } }
  task: createTask(input: {leadId: $lead, name: "Call back"}) { task { id lead { id } } userErrors { code } }
  file: uploadFile(input: {leadId: $lead, file: $file, name: "logo.png", visibility: INTERNAL}) { file { id byteSize sha256 } userErrors { code } }
}
"""

S2_CHECK = """
query S2check($lead: ID!) {
  lead(id: $lead) {
    proposals { nodes { id status } }
    communications { totalCount nodes { id } }
    tasks { nodes { id } }
    files { nodes { id } }
    timeline { totalCount nodes { id kind } }
  }
}
"""

S3A = """
query S3a($token: String!) {
  proposalByToken(token: $token) { title status total { amount currency } lines { description quantity unitPrice { amount } } lead { id } createdBy { name } }
}
"""

S3B = """
mutation S3b($token: String!) {
  signProposal(input: {token: $token, name: "Ada Acme", email: "ada@acme.test", accept: true}) {
    proposal { status signature { name signedAt contentSha256 } }
    userErrors { code }
  }
}
"""

S3_CHECK = """
query S3check($lead: ID!) {
  lead(id: $lead) { status convertedClient { id } timeline { totalCount nodes { id } } communications { nodes { id } } proposals { nodes { id } } tasks { nodes { id } } files { nodes { id } } }
}
"""

S3C = """
mutation S3c($lead: ID!) {
  convertLead(input: {leadId: $lead, type: COMPANY}) {
    client {
      id name type currency source lead { id }
      pointOfContact { id name email }
      documents { nodes { ... on Proposal { id status } ... on File { id name } } }
      communications { nodes { id channel } }
      tasks { nodes { id } }
      timeline { totalCount nodes { id kind } }
    }
    lead { status convertedClient { id } }
    movedEvents movedDocuments cursor
    userErrors { code }
  }
}
"""

S4A = """
mutation S4a($contact: ID!) {
  enablePortal(input: {contactId: $contact, permissions: [INVOICES, PROJECTS, DOCUMENTS]}) {
    contact { portalStatus portalPermissions }
    invitationSentTo invitationToken cursor
    userErrors { code }
  }
}
"""

S4B = """
mutation S4b($invite: String!, $password: String!) {
  acceptPortalInvitation(input: {token: $invite, password: $password}) { token viewer { role contact { id portalStatus } } cursor userErrors { code } }
}
"""

S4C = """
query S4c {
  viewer {
    role
    client {
      id name internalNotes source
      documents { totalCount nodes { __typename ... on Proposal { status title } } }
      projects { totalCount }
      invoices { totalCount }
      balance { outstanding { amount currency } }
    }
  }
  clients { totalCount }
  leads { totalCount }
  users { nodes { name email } }
}
"""

S4D = """
subscription S4d($after: Cursor) {
  clientUpdates(after: $after) { cursor at kind resyncRequired subject { __typename id } }
}
"""

S4E = """
subscription S4e($after: Cursor) {
  notifications(after: $after) { cursor kind unreadCount notification { kind title subject { id } } }
}
"""

S5 = """
mutation S5($client: ID!, $dev: ID!) {
  createProject(input: {clientId: $client, name: "Website redesign", billingMethod: PROJECT_HOURS, hourlyRate: {amount: "80.00", currency: "GBP"}, memberIds: [$dev]}) {
    project {
      id status progressPercent paymentStatus
      members { user { name } }
      client { name contacts { nodes { email } } communications { totalCount } documents { totalCount } timeline { totalCount } }
    }
    cursor
    userErrors { code }
  }
}
"""

S5_CHECK = """
query S5check {
  projects { totalCount nodes { id name client { name } hourlyRate { amount } finance { cost { amount } } members { user { name email } } } }
}
"""

S6A = """
mutation S6a($project: ID!, $dev: ID!, $name: String!) {
  createTask(input: {projectId: $project, name: $name, assigneeIds: [$dev]}) { task { id project { id client { id } } } cursor userErrors { code } }
}
"""

S6B = """
mutation S6b($task: ID!) { startTimer(input: {taskId: $task}) { timer { id project { id } } userErrors { code } } }
"""

S6C = """
mutation S6c { stopTimer(input: {note: "draft 1"}) { timeEntry { id seconds billable billableState project { id } } userErrors { code } } }
"""

S6D = """
mutation S6d($entry: ID!) { deleteTimeEntry(input: {timeEntryId: $entry}) { timeEntry { id } userErrors { code } } }
"""

S6E = """
mutation S6e($task: ID!, $today: Date!, $seconds: Int!, $billable: Boolean) {
  logTime(input: {taskId: $task, loggedOn: $today, seconds: $seconds, billable: $billable}) { timeEntry { id project { id } billable billableState } userErrors { code } }
}
"""

S6F = """
mutation S6f($task: ID!) { completeTask(input: {taskId: $task}) { task { status percentComplete } project { progressPercent } cursor userErrors { code } } }
"""

S6G = """
subscription S6g($project: ID!, $after: Cursor) {
  projectProgress(projectId: $project, after: $after) { cursor kind progressPercent doneTasks openTasks resyncRequired task { id } }
}
"""

S6_CHECK = """
query S6check($project: ID!) {
  myTasks { totalCount nodes { id } }
  project(id: $project) {
    progressPercent
    tasks { totalCount nodes { id status } }
    timeEntries { aggregate { count sum { seconds } } groups(by: [{field: BILLABLE}]) { key { billable } aggregate { sum { seconds } } } }
    unbilled { seconds time { amount } expenses { amount } total { amount } }
    timeline { nodes { kind } }
  }
}
"""

S7A = """
query S7a($input: CreateInvoiceFromProjectInput!) {
  invoicePreview(input: $input) {
    lines { kind description quantity unitPrice { amount } net { amount } }
    subtotal { amount } tax { amount } total { amount currency }
    excluded { reason billable { ... on TimeEntry { id } } }
  }
}
"""

S7B = """
mutation S7b($input: CreateInvoiceFromProjectInput!) {
  createInvoiceFromProject(input: $input) {
    invoice {
      id number status issuedOn dueOn
      client { name } project { name }
      billTo { name email }
      lines { kind description quantity unitPrice { amount } net { amount } allocations { nodes { state seconds billable { ... on TimeEntry { id } } } } }
      subtotal { amount } tax { amount } total { amount currency } balance { amount }
    }
    cursor
    userErrors { code }
  }
}
"""

S7C = """
query S7c($invoice: ID!) {
  invoice(id: $invoice) { number status payable isOverdue balance { amount } project { name } lines { net { amount } allocations { totalCount } } }
  invoices { totalCount }
  viewer { notifications(filter: {unread: true}) { unreadCount nodes { kind subject { id } } } }
}
"""

S8 = """
mutation S8($invoice: ID!, $token: String!, $key: String!, $amount: MoneyInput) {
  payInvoice(input: {invoiceId: $invoice, method: CARD, token: $token, amount: $amount, idempotencyKey: $key}) {
    payment { id status amount { amount currency } }
    receipt { id number amount { amount } }
    invoice { status payable paid { amount } balance { amount } client { balance { outstanding { amount } paid { amount } } } project { paymentStatus } payments { nodes { id } } }
    checkoutUrl cursor
    userErrors { code }
  }
}
"""

S8_CHECK = """
query S8check($client: ID!, $project: ID!) {
  client(id: $client) { balance { billed { amount } paid { amount } credited { amount } outstanding { amount } overdue { amount } } timeline { nodes { kind } } payments { nodes { receipt { number } } } }
  project(id: $project) { status paymentStatus unbilled { seconds total { amount } } finance { invoiced { amount } paid { amount } } }
  reports { receivablesAgeing(filter: {id: {eq: $client}}) { total { amount } } }
}
"""

S9 = """
mutation S9($client: ID!) { updateClient(input: {clientId: $client, name: "Acme Group Ltd"}) { client { name } cursor userErrors { code } } }
"""

S9_CHECK = """
query S9check($client: ID!, $lead: ID!, $project: ID!, $invoice: ID!, $then: DateTime!) {
  client(id: $client) { name projects { totalCount } invoices { totalCount } documents { totalCount } communications { totalCount } }
  before: client(id: $client, asOf: $then) { name }
  lead(id: $lead) { convertedClient { name } }
  project(id: $project) { client { name } }
  invoice(id: $invoice) { client { name } billTo { name } }
}
"""

V2 = """
mutation V2($invoice: ID!, $line: ID!, $entry: ID!) {
  creditInvoice(input: {invoiceId: $invoice, lines: [{invoiceLineId: $line, releaseBillableIds: [$entry]}], reason: "Design was not agreed", idempotencyKey: "v2"}) {
    creditNote { number subtotal { amount } tax { amount } total { amount } remaining { amount } }
    invoice { status credited { amount } balance { amount } }
    releasedBillables { ... on TimeEntry { id billableState } }
    userErrors { code }
  }
}
"""

V2_CHECK = """
query V2check($project: ID!) {
  invoicePreview(input: {projectId: $project, basis: PROJECT_HOURS}) { lines { quantity net { amount } } subtotal { amount } }
}
"""
