SELECT '{"data":{"t0":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $1 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t1":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $2 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t2":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $3 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t3":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $4 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t4":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $5 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t5":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $6 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t6":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $7 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t7":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $8 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t8":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $9 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '},"t9":{"nodes":' || (SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn",
      (SELECT row_to_json(p) FROM (
        SELECT name, (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = project.client_id) c) AS client
        FROM project WHERE id = task.project_id) p) AS project
    FROM (SELECT * FROM task WHERE client_id = $10 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
  ) t) || '}}}'
