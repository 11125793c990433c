SELECT '{"data":{"clients":{"nodes":' || (
  SELECT coalesce(json_agg(c), '[]')::text FROM (
    SELECT id, name, status, currency, created_at AS "createdAt",
      (SELECT row_to_json(page) FROM (SELECT coalesce((SELECT json_agg(p) FROM (
        SELECT id, name, status, starts_on AS "startsOn",
          (SELECT row_to_json(page) FROM (SELECT coalesce((SELECT json_agg(t) FROM (
            SELECT id, name, status, priority, estimate_minutes AS "estimateMinutes", due_on AS "dueOn"
            FROM task WHERE project_id = project.id ORDER BY due_on, id LIMIT 5
          ) t), '[]') AS nodes) page) AS tasks
        FROM project WHERE client_id = client.id ORDER BY due_on, id LIMIT 4
      ) p), '[]') AS nodes) page) AS projects,
      (SELECT row_to_json(page) FROM (SELECT coalesce((SELECT json_agg(i) FROM (
        SELECT id, number, status, issued_on AS "issuedOn", due_on AS "dueOn",
          json_build_object('amount', round(total, 2)::text, 'currency', invoice.currency) AS total,
          coalesce((SELECT json_agg(l) FROM (
            SELECT id, description, quantity::text,
              json_build_object('amount', round(unit_price, 2)::text, 'currency', line.currency) AS "unitPrice"
            FROM invoice_line line WHERE invoice_id = invoice.id ORDER BY position, id
          ) l), '[]') AS lines
        FROM invoice WHERE client_id = client.id ORDER BY issued_on DESC, id LIMIT 5
      ) i), '[]') AS nodes) page) AS invoices
    FROM (SELECT * FROM client WHERE account_number = $1 ORDER BY name, id LIMIT $2) client
    ORDER BY name, id
  ) c
) || '}}}'
