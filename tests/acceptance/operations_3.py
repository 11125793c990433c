"""The operations of scenario 3, as the acceptance document has them, word for word."""

# ruff: noqa: E501

F0A = """
mutation F0a {
  plumbing: createService(input: {name: "Plumbing"}) { service { id } userErrors { code } }
  electrical: createService(input: {name: "Electrical"}) { service { id } userErrors { code } }
  createWorkLogType(input: {name: "Reactive"}) { workLogType { id } userErrors { code } }
  createCalendar(input: {name: "Always open", hours: [{weekday: MONDAY, from: "00:00", to: "24:00"}, {weekday: TUESDAY, from: "00:00", to: "24:00"}, {weekday: WEDNESDAY, from: "00:00", to: "24:00"}, {weekday: THURSDAY, from: "00:00", to: "24:00"}, {weekday: FRIDAY, from: "00:00", to: "24:00"}, {weekday: SATURDAY, from: "00:00", to: "24:00"}, {weekday: SUNDAY, from: "00:00", to: "24:00"}]}) { calendar { id } userErrors { code } }
}
"""

F0B = """
mutation F0b($calendar: ID!) {
  createPriority(input: {name: "24 h", emergency: true, completeWithinMinutes: 1440, calendarId: $calendar}) { priority { id } userErrors { code } }
}
"""

F1 = """
mutation F1 {
  a: createClient(input: {name: "Harbour Homes", type: COMPANY, currency: "GBP"}) { client { id } userErrors { code } }
  b: createClient(input: {name: "Second Homes", type: COMPANY, currency: "GBP"}) { client { id } userErrors { code } }
}
"""

F2 = """
mutation F2($client: ID!, $csv: Upload!, $dryRun: Boolean!) {
  importActivities(input: {clientId: $client, csv: $csv, dryRun: $dryRun, onDuplicate: REJECT}) {
    created updated skipped activities { id code } rowErrors { line column code message } userErrors { code }
  }
}
"""

F3 = """
mutation F3($name: String!, $plumbing: ID!, $reactive: ID!, $client: ID!, $priority: ID!) {
  createWorkType(input: {name: $name, workLogTypeIds: [$reactive], serviceIds: [$plumbing], clientIds: [$client], priorityIds: [$priority], defaultPriorityId: $priority}) {
    workType { id name clients { nodes { name } } workLogTypes { name } services { name } }
    userErrors { code }
  }
}
"""

F3_CHECK = """
query F3check($client: ID!) {
  activities(filter: {client: {id: {eq: $client}}}) { totalCount nodes { id code service { name } clients { nodes { name } } sale(clientId: $client) { amount } cost(clientId: $client) { amount } } }
}
"""

F4A = """
mutation F4a($calendar: ID!) {
  createTeam(input: {name: "Plumbers North", serviceIds: [], calendarId: $calendar}) { team { id services { name } clients { nodes { name } } createdBy { name } } userErrors { code } }
}
"""

F4B = """
mutation F4b($team: ID!, $plumbing: ID!, $electrical: ID!, $calendar: ID!) {
  sam: createResource(input: {name: "Sam", teamId: $team, serviceIds: [$plumbing], calendarId: $calendar}) { resource { id services { name } } userErrors { code } }
  lee: createResource(input: {name: "Lee", teamId: $team, serviceIds: [$electrical], calendarId: $calendar}) { resource { id services { name } } userErrors { code } }
}
"""

F5 = """
mutation F5($user: ID!, $clients: [ID!]!) {
  assignUserClients(input: {userId: $user, clientIds: $clients}) { user { id clients { nodes { name } } } cursor userErrors { code } }
}
"""

F5_CHECK = """
query F5check { clients { totalCount } sites { totalCount } jobs { totalCount } activities { totalCount } }
"""

F6 = """
mutation F6($client: ID) {
  createSite(input: {clientId: $client, name: "12 Quay St", address: {street: "12 Quay St", city: "Exeter", postcode: "EX1 1AA", country: "GB"}}) { site { id client { id name } } cursor userErrors { code } }
}
"""

F7 = """
query F7($site: ID!, $reactive: ID!, $activities: [ID!]) {
  jobOptions(siteId: $site, workLogTypeId: $reactive, activityIds: $activities) {
    workLogTypes { name }
    workTypes { id name }
    activities { totalCount }
    derivedService { name } derivedWorkType { name } derivedTeam { name }
    teams { team { id name } eligible reasons { code message } }
    resources { resource { id name } eligible reasons { code } }
    codings { code }
    priorities { name }
  }
}
"""

F8 = """
mutation F8($team: ID!, $plumbing: ID!) {
  addTeamService(input: {teamId: $team, serviceId: $plumbing}) { team { services { name } } userErrors { code } }
}
"""

F9 = """
mutation F9($client: ID!) {
  createCoding(input: {code: "CAP", description: "Capital", clientIds: [$client], workLogTypeIds: []}) { coding { id } userErrors { code } }
}
"""

F9B = """
mutation F9b($coding: ID!, $client: ID!, $reactive: ID!) {
  assignCoding(input: {codingId: $coding, clientIds: [$client], workLogTypeIds: [$reactive]}) { coding { clients { totalCount } workLogTypes { name } } userErrors { code } }
}
"""

F10 = """
mutation F10($site: ID!, $reactive: ID!, $activity: ID!, $coding: ID, $workType: ID, $key: String!) {
  createJob(input: {siteId: $site, workLogTypeId: $reactive, workTypeId: $workType, activities: [{activityId: $activity, quantity: "2"}], codingId: $coding, idempotencyKey: $key}) {
    job {
      id number status createdAt targetAt slaState
      client { name } service { name } workType { name } team { name } coding { code } priority { name }
      activities { quantity unitSale { amount } unitCost { amount } }
      sale { amount currency } cost { amount } profit { amount }
    }
    cursor
    userErrors { code path }
  }
}
"""

F10B = """
mutation F10b($activity: ID!) {
  updateActivity(input: {activityId: $activity, sale: {amount: "50.00", currency: "GBP"}}) { activity { sale { amount } } userErrors { code } }
}
"""

F10_CHECK = """
query F10check($job: ID!) { job(id: $job) { number status sale { amount } cost { amount } profit { amount } coding { code } site { name } timeline { nodes { kind } } } }
"""

F11 = """
mutation F11($job: ID!, $resource: ID!, $start: DateTime!, $end: DateTime!) {
  assignJob(input: {jobId: $job, resourceId: $resource, startsAt: $start, endsAt: $end}) { job { status resource { name } appointments { status startsAt endsAt } } cursor userErrors { code path } }
}
"""

F12 = """
mutation F12($job: ID!) {
  startJob(input: {jobId: $job}) { job { status } userErrors { code } }
  completeJob(input: {jobId: $job, resolution: "Tap renewed"}) { job { status slaState completedAt activities { doneAt } appointments { status } } userErrors { code } }
  markJobReadyToInvoice(input: {jobId: $job}) { job { status } userErrors { code } }
}
"""

F13 = """
subscription F13($client: ID!, $after: Cursor) {
  jobChanged(filter: {client: {id: {eq: $client}}}, after: $after) { cursor kind resyncRequired job { id status slaState } }
}
"""

F14 = """
mutation F14($job: ID!, $key: String!) {
  createInvoiceFromJobs(input: {jobIds: [$job], taxes: [{ratePercent: "20"}], issue: true, idempotencyKey: $key}) {
    invoice { id number status subtotal { amount } total { amount currency } lines { kind quantity net { amount } } jobs { nodes { id status } } }
    userErrors { code }
  }
}
"""

F14B = """
mutation F14b($invoice: ID!) { voidInvoice(input: {invoiceId: $invoice, reason: "Wrong order number"}) { invoice { number status jobs { nodes { status } } } userErrors { code } } }
"""

F15 = """
mutation F15($from: ID!, $to: ID!) {
  copyActivities(input: {fromClientId: $from, toClientId: $to, upliftSalePercent: "2", upliftCostPercent: "2", includeWorkTypeMappings: true}) {
    created skipped
    activities { code sale(clientId: $to) { amount } cost(clientId: $to) { amount } }
    userErrors { code }
  }
}
"""

F16 = """
query F16($client: ID!) {
  client(id: $client) {
    sites { totalCount }
    jobs { totalCount aggregate { sum { sale { amount currency } profit { amount currency } } } groups(by: [{field: STATUS}, {field: SERVICE}]) { key { status service { name } } aggregate { count } } }
    workTypes { nodes { name } }
    workLogTypes { name }
    activities { totalCount }
    services { name }
    teams { nodes { name } }
    resources { nodes { name } }
    codings { nodes { code } }
    users { nodes { name } }
    invoices(filter: {status: {notIn: [VOID]}}) { aggregate { sum { total { amount currency } } } }
  }
  reports {
    profit(by: ACTIVITY, filter: {client: {id: {eq: $client}}}) { key revenue { amount } cost { amount } profit { amount } }
    jobSla(by: CLIENT, filter: {client: {id: {eq: $client}}}) { total met breached open metPercent }
  }
}
"""

F16B = """
mutation F16b($job: ID!) { setJobCoding(input: {jobId: $job, codingId: null}) { job { coding { code } } userErrors { code } } }
"""

F16C = """
query F16c($job: ID!, $user: ID!) { explainAccess(nodeId: $job, userId: $user) { allowed because } }
"""

FAULTY = b"""\
code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency
630001,Renew tap,Plumbing,each,45,1,42.50,27.10,GBP
630002,Renew fuse,Electrcal,each,30,1,30.00,12.00,GBP
630001,Renew tap again,Plumbing,each,45,1,40.00,25.00,GBP
"""

CLEAN = b"""\
code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency
630001,Renew tap,Plumbing,each,45,1,42.50,27.10,GBP
630002,Renew fuse,Electrical,each,30,1,30.00,12.00,GBP
630003,Inspection,Plumbing,each,15,1,0.00,0.00,GBP
"""
