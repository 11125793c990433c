"""Operations scenario 3 of the acceptance document tells of in words: looks behind a step, refusals."""

JOB_CHANGED = """
subscription JobChanged($after: Cursor) {
  jobChanged(after: $after) { cursor kind resyncRequired job { id status } }
}
"""

INVITE_TO_JOBS = """
mutation InviteToJobs($contact: ID!) {
  enablePortal(input: {contactId: $contact, permissions: [JOBS]}) {
    contact { portalStatus } invitationSentTo userErrors { code }
  }
}
"""

SERVICES = "query Services { services { totalCount } activities { totalCount } }"

UNASSIGN = """
mutation Unassign($user: ID!) {
  assignUserClients(input: {userId: $user, clientIds: []}) { user { id } cursor userErrors { code } }
}
"""

CREATE_JOB = """
mutation CreateJob($input: CreateJobInput!) {
  createJob(input: $input) { job { id number } userErrors { code path message } }
}
"""

SET_CODING = """
mutation SetCoding($job: ID!, $coding: ID) {
  setJobCoding(input: {jobId: $job, codingId: $coding}) { job { coding { code } } userErrors { code path } }
}
"""

PRICE = """
mutation Price($activity: ID!, $sale: MoneyInput!) {
  updateActivity(input: {activityId: $activity, sale: $sale}) { activity { sale { amount } } userErrors { code } }
}
"""

SHOW_SALE = """
mutation ShowSale($shown: Boolean!) {
  updateOrganisation(input: {showJobSaleInPortal: $shown}) {
    organisation { showJobSaleInPortal } userErrors { code }
  }
}
"""

JOBS_OF = """
query JobsOf($client: ID!) { client(id: $client) { jobs { totalCount nodes { id status resource { name } } } } }
"""

START_JOB = "mutation StartJob($job: ID!) { startJob(input: {jobId: $job}) { job { status } userErrors { code } } }"

COMPLETE_JOB = """
mutation CompleteJob($job: ID!) { completeJob(input: {jobId: $job}) { job { status } userErrors { code } } }
"""

CANCEL_JOB = """
mutation CancelJob($job: ID!) {
  cancelJob(input: {jobId: $job, reason: "No longer needed"}) { job { status } userErrors { code } }
}
"""

MOVE_JOB = """
mutation MoveJob($job: ID!, $site: ID!) {
  updateJobDetails(input: {jobId: $job, siteId: $site}) { job { site { name } } userErrors { code path } }
}
"""

BILL_JOBS = """
mutation BillJobs($jobs: [ID!]!, $key: String!) {
  createInvoiceFromJobs(input: {jobIds: $jobs, issue: true, idempotencyKey: $key}) {
    invoice { id } userErrors { code path }
  }
}
"""

CREATE_SITE = """
mutation CreateSite($client: ID!, $name: String!) {
  createSite(input: {clientId: $client, name: $name, address: {street: "1 High St", city: "Exeter", country: "GB"}}) {
    site { id } userErrors { code path }
  }
}
"""

CREATE_ACTIVITY = """
mutation CreateActivity($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { id } userErrors { code path } }
}
"""

CREATE_TEAM = """
mutation CreateTeam($name: String!, $services: [ID!]!) {
  createTeam(input: {name: $name, serviceIds: $services}) { team { id } userErrors { code } }
}
"""

CREATE_CODING = """
mutation CreateAnyCoding($code: String!) {
  createCoding(input: {code: $code, description: "Any", clientIds: [], workLogTypeIds: []}) {
    coding { id } userErrors { code }
  }
}
"""

CREATE_WORK_TYPE = """
mutation CreateAnyWorkType($name: String!, $service: ID!, $reactive: ID!, $priority: ID!, $client: ID!) {
  createWorkType(input: {
    name: $name, workLogTypeIds: [$reactive], serviceIds: [$service], clientIds: [$client], priorityIds: [$priority],
    defaultPriorityId: $priority
  }) { workType { id } userErrors { code } }
}
"""

PORTAL_JOBS = """
query PortalJobs($job: ID!, $site: ID!, $otherSite: ID!) {
  job(id: $job) { number }
  site(id: $site) { name }
  other: site(id: $otherSite) { name }
  jobs { totalCount } sites { totalCount }
  activities { totalCount } teams { totalCount } codings { totalCount }
}
"""

ACTIVITIES_NAMED = """
query ActivitiesNamed($code: String!) { activities(filter: {code: {eq: $code}}) { nodes { id name } } }
"""

NOTE = """
mutation Note($client: ID!) {
  addNote(input: {clientId: $client, body: "Keys at the desk."}) { communication { id } userErrors { code } }
}
"""

STATE = """
query State($client: ID!) {
  client(id: $client) {
    version
    sites { totalCount } activities { totalCount }
    jobs { totalCount nodes { id status sale { amount } } }
    invoices { totalCount }
    workTypes { nodes { name } } codings { nodes { code } }
  }
}
"""

STATE_OF_JOBS = "query StateOfJobs($jobs: [ID!]!) { nodes(ids: $jobs) { ... on Job { status } } }"
