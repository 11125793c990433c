SELECT concat('{"data":{"clients":{"nodes":[', (
  SELECT string_agg(concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","currency":"', currency,
    '","createdAt":', to_json(created_at), ',"projects":{"nodes":[', (
      SELECT string_agg(node, ',') FROM (
        SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status,
          '","startsOn":', coalesce('"' || starts_on || '"', 'null'), ',"tasks":{"nodes":[', (
            SELECT string_agg(node, ',') FROM (
              SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
                '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
                ',"dueOn":', coalesce('"' || due_on || '"', 'null'), '}') AS node
              FROM task WHERE project_id = project.id ORDER BY due_on, id LIMIT 5
            ) tasks
          ), ']}}') AS node
        FROM project WHERE client_id = client.id ORDER BY due_on, id LIMIT 4
      ) projects
    ), ']},"invoices":{"nodes":[', (
      SELECT string_agg(node, ',') FROM (
        SELECT concat('{"id":"', id, '","number":', coalesce(to_json(number)::text, 'null'), ',"status":"', status,
          '","issuedOn":', coalesce('"' || issued_on || '"', 'null'), ',"dueOn":', coalesce('"' || due_on || '"', 'null'),
          ',"total":{"amount":"', round(total, 2), '","currency":"', currency, '"},"lines":[', (
            SELECT string_agg(concat('{"id":"', id, '","description":', to_json(description), ',"quantity":"', quantity,
              '","unitPrice":{"amount":"', round(unit_price, 2), '","currency":"', currency, '"}}'),
              ',' ORDER BY position, id)
            FROM invoice_line WHERE invoice_id = invoice.id
          ), ']}') AS node
        FROM invoice WHERE client_id = client.id ORDER BY issued_on DESC, id LIMIT 5
      ) invoices
    ), ']}}'), ',' ORDER BY name, id)
  FROM (SELECT * FROM client WHERE account_number = $1 ORDER BY name, id LIMIT $2) client
), ']}}}')
