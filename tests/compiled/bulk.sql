-- What benchmarks/world.sql leaves out: people in the portal, the log, and what people were told.
-- A hundred entries of the log and twenty notifications for each client, a tenth of them unread.

INSERT INTO contact (id, client_id, identity_id, name, email, is_point_of_contact, portal_status, portal_permissions,
  email_notifications, created_at, updated_at, version)
SELECT pg_temp.key(11, c), pg_temp.key(3, c), NULL, 'Contact ' || c, 'contact' || c || '@bench.example', true, 'ACTIVE',
  '["PROJECTS", "INVOICES", "DOCUMENTS", "TICKETS", "JOBS"]', true, '2025-01-01', '2025-01-01', 1
FROM generate_series(0, pg_temp.clients() - 1) c;

INSERT INTO event (id, xid, at, kind, actor_user_id, subject_type, subject_id, client_id, project_id, visibility, summary)
SELECT pg_temp.key(12, n * pg_temp.clients() + c), 1000 + n, timestamptz '2025-01-01' + n * interval '1 hour',
  'TASK_UPDATED', pg_temp.key(2, 2 + n % 10), 'Task', task.id, task.client_id, task.project_id,
  CASE n % 2 WHEN 0 THEN 'CLIENT' ELSE 'INTERNAL' END, 'A task was changed'
FROM generate_series(0, 99) n, generate_series(0, pg_temp.clients() - 1) c
JOIN task ON task.id = pg_temp.key(5, (c * 7 % 60) * pg_temp.clients() + c) ORDER BY n, c;

INSERT INTO notification (id, client_id, user_id, contact_id, kind, title, subject_type, subject_id, read_at, created_at,
  updated_at, version)
SELECT pg_temp.key(13, n * pg_temp.clients() + c), pg_temp.key(3, c),
  CASE WHEN n % 2 = 0 THEN pg_temp.key(2, (n / 2 + c) % 12) END, CASE WHEN n % 2 = 1 THEN pg_temp.key(11, c) END,
  'TASK_ASSIGNED', 'A task is yours', 'Task', pg_temp.key(5, c), CASE WHEN n % 10 > 1 THEN timestamptz '2025-06-01' END,
  timestamptz '2025-01-01' + n * interval '1 day', '2025-01-01', 1
FROM generate_series(0, 19) n, generate_series(0, pg_temp.clients() - 1) c;
