-- A business in bulk. The setting bench.clients says how large; every row follows from its number alone, so that the
-- same questions have the same answers on every machine. Rows lie in the order a business would have made them: what
-- belongs to one client is spread over its tables.

CREATE FUNCTION pg_temp.clients() RETURNS int STABLE LANGUAGE sql RETURN current_setting('bench.clients')::int;

-- Clients come in accounts of fifty, as far as there are as many.
CREATE FUNCTION pg_temp.accounts() RETURNS int STABLE LANGUAGE sql RETURN greatest(pg_temp.clients() / 50, 1);

CREATE FUNCTION pg_temp.key(kind int, number bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
  RETURN ('0190000' || to_hex(kind) || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;

INSERT INTO organisation (id, name, currency, time_zone, tax_rounding, time_rounding, overlap_policy,
  fiscal_year_start, payment_terms_days, approval_required, show_job_sale_in_portal, contacts_may_upload,
  limit_staff_to_own_team, coding_required_for, data_standards, number_templates, contact_form_key,
  created_at, updated_at, version)
VALUES (pg_temp.key(0, 0), 'Bench', 'GBP', 'Europe/London', 'PER_RATE', 'NONE', 'WARN', '01-01', 30, false, false,
  false, false, '[]', '{"normalise_names": true, "required_client_fields": [], "sources": []}', '{}', 'bench',
  '2025-01-01', '2025-01-01', 1);

-- 0 is the owner, 1 the user limited to one account, the others do the tasks.
INSERT INTO identity (id, email, created_at, updated_at, version)
SELECT pg_temp.key(1, n), 'user' || n || '@bench.example', '2025-01-01', '2025-01-01', 1 FROM generate_series(0, 11) n;

INSERT INTO "user" (id, name, email, status, role, abilities, all_clients, email_notifications, identity_id, created_at,
  updated_at, version)
SELECT pg_temp.key(2, n), 'User ' || n, 'user' || n || '@bench.example', 'ACTIVE',
  CASE n WHEN 0 THEN 'OWNER' WHEN 1 THEN 'STAFF_LIMITED' ELSE 'STAFF' END,
  CASE n WHEN 1 THEN '["SEE_COSTS"]'::jsonb ELSE '[]' END, false, false, pg_temp.key(1, n), '2025-01-01', '2025-01-01', 1
FROM generate_series(0, 11) n;

INSERT INTO client (id, name, type, status, currency, account_number, payment_terms_days, source, billing_address,
  last_activity_at, created_at, updated_at, version)
SELECT pg_temp.key(3, c),
  (ARRAY['Ahlgren & Söhne', 'Baker "Best" Ltd', 'Côte d''Or', 'Dunmore', 'Eastfield'])[1 + c % 5] || ' '
    || lpad((c * 7919 % 1000003)::text, 7, '0'),
  CASE WHEN c % 4 = 0 THEN 'INDIVIDUAL' ELSE 'COMPANY' END, CASE WHEN c % 10 = 9 THEN 'INACTIVE' ELSE 'ACTIVE' END,
  'GBP', 'A-' || lpad((c % pg_temp.accounts())::text, 4, '0'), 30, 'Referral',
  jsonb_build_object('line1', c || ' High Street', 'city', 'Bristol', 'postcode', 'BS1 1AA', 'country', 'GB'),
  timestamptz '2025-01-01 09:30:00.123456+00' + c * interval '1 minute',
  timestamptz '2025-01-01 09:30:00.123456+00' + c * interval '1 minute', '2025-01-01', 1
FROM generate_series(0, pg_temp.clients() - 1) c;

INSERT INTO user_client (user_id, client_id, assigned_at)
SELECT pg_temp.key(2, 1), id, '2025-01-01' FROM client WHERE account_number = 'A-0000';

INSERT INTO project (id, client_id, name, description, status, billing_method, progress_method, progress_percent,
  payment_status, currency, budget, starts_on, due_on, portal_visible, show_tasks, show_task_comments,
  show_checklists, show_attachments, show_time, created_at, updated_at, version)
SELECT pg_temp.key(4, k * pg_temp.clients() + c), pg_temp.key(3, c), 'Project ' || c || '/' || k,
  'What was agreed with the client, in a sentence or two.', CASE k WHEN 3 THEN 'ON_HOLD' ELSE 'IN_PROGRESS' END,
  'TASK_HOURS', 'TASKS', c % 101, 'INVOICED', 'GBP', 5000 + c, date '2025-01-01' + k * 90, date '2025-06-30' + k * 90,
  true, true, false, false, false, false, '2025-01-01', '2025-01-01', 1
FROM generate_series(0, 3) k, generate_series(0, pg_temp.clients() - 1) c;

-- A hundred tasks for every other client, sixty for the rest: eighty on average.
INSERT INTO task (id, client_id, project_id, name, description, status, priority, percent_complete, starts_on, due_on,
  client_visible, billable, weight, estimate_minutes, created_by, created_at, updated_at, version)
SELECT pg_temp.key(5, j * pg_temp.clients() + c), pg_temp.key(3, c),
  pg_temp.key(4, j % 4 * pg_temp.clients() + c), 'Task ' || c || '/' || j || ': look after the "green" things',
  'How and why, told at some length so that the row is about as wide as rows are.',
  (ARRAY['TODO', 'IN_PROGRESS', 'IN_REVIEW', 'DONE'])[1 + (c + j) % 4],
  (ARRAY['LOW', 'NORMAL', 'HIGH', 'URGENT'])[1 + (c + j / 4) % 4], CASE (c + j) % 4 WHEN 3 THEN 100 ELSE 20 END,
  date '2025-01-01' + j, date '2025-02-01' + c % 200 + j, j % 2 = 0, true, 1, 30 + j % 8 * 15, pg_temp.key(2, 0),
  timestamptz '2025-01-01 08:00:00+00' + j * interval '1 hour', '2025-01-01', 1
FROM generate_series(0, 99) j, generate_series(0, pg_temp.clients() - 1) c WHERE j < 60 OR c % 2 = 0
ORDER BY j, c;

INSERT INTO task_assignee (task_id, user_id, client_id, assigned_at)
SELECT id, pg_temp.key(2, 2 + (percent_complete + estimate_minutes) % 10), client_id, '2025-01-01' FROM task;

-- Twenty invoices for each client, no two of one account's on one day among its first 36 clients; half are paid.
CREATE TEMPORARY TABLE bill ON COMMIT DROP AS
SELECT c, j, row_number() OVER (ORDER BY day, c) - 1 AS n,
  row_number() OVER (PARTITION BY extract(year FROM day) ORDER BY day, c) AS sequence, day
FROM (SELECT c, j, date '2025-01-01' + j * 36 + c / pg_temp.accounts() % 36 AS day
  FROM generate_series(0, 19) j, generate_series(0, pg_temp.clients() - 1) c) planned;

CREATE TEMPORARY TABLE bill_line ON COMMIT DROP AS
SELECT n, c, position, 1 + (n + position) % 8 AS quantity, 40.5 + (n * 7 + position * 13) % 200 AS price
FROM bill, generate_series(0, 2) position;

INSERT INTO invoice (id, client_id, project_id, number, series_year, sequence, status, bill_to_name, currency,
  issued_on, due_on, prices_include_tax, tax_rounding, discount_percent, subtotal, discount, tax, total,
  tax_summaries, paid, credited, issued_at, created_at, updated_at, version)
SELECT pg_temp.key(6, n), pg_temp.key(3, c), pg_temp.key(4, j % 4 * pg_temp.clients() + c),
  'INV-' || extract(year FROM day) || '-' || lpad(sequence::text, 5, '0'), extract(year FROM day), sequence,
  (ARRAY['PAID', 'PAID', 'ISSUED', 'PARTIALLY_PAID'])[1 + j % 4], 'Client ' || c, 'GBP', day, day + 30, false,
  'PER_RATE', 0, total, 0, 0, total, '[]', CASE j % 4 WHEN 2 THEN 0 WHEN 3 THEN 20 ELSE total END, 0,
  day, day, '2025-01-01', 1
FROM bill JOIN (SELECT n, sum(quantity * price) AS total FROM bill_line GROUP BY n) sums USING (n) ORDER BY n;

INSERT INTO invoice_line (id, client_id, invoice_id, position, kind, description, quantity, unit, currency, unit_price,
  discount_percent, discount, taxes, net, document_discount, tax, credited, created_at, updated_at, version)
SELECT pg_temp.key(7, n * 3 + position), pg_temp.key(3, c), pg_temp.key(6, n), position, 'ITEM',
  'Work "as agreed", part ' || position, quantity, 'hour', 'GBP', price, 0, 0, '[]', quantity * price, 0, 0, 0,
  '2025-01-01', '2025-01-01', 1
FROM bill_line ORDER BY n, position;

INSERT INTO payment (id, client_id, status, method, currency, amount, refunded, allocated, received_at, created_at,
  updated_at, version)
SELECT pg_temp.key(8, bill.n), client_id, 'SUCCEEDED', 'BANK_TRANSFER', 'GBP', paid, 0, paid, issued_at + interval '9 days',
  issued_at, issued_at, 1
FROM bill JOIN invoice ON invoice.id = pg_temp.key(6, bill.n) WHERE paid > 0 ORDER BY bill.n;

INSERT INTO payment_allocation (id, client_id, payment_id, invoice_id, currency, amount, refunded, created_at,
  updated_at, version)
SELECT pg_temp.key(9, bill.n), client_id, pg_temp.key(8, bill.n), invoice.id, 'GBP', paid, 0, issued_at, issued_at, 1
FROM bill JOIN invoice ON invoice.id = pg_temp.key(6, bill.n) WHERE paid > 0 ORDER BY bill.n;
