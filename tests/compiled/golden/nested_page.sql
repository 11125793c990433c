SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.clients', $3::VARCHAR, true),
    set_config('app.admin', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"clients":', (
      SELECT concat('{"nodes":[', string_agg(page_1.text_1, ','), ']}') AS json
      FROM (
        SELECT concat(
          '{"id":"', app_id(client_1.id, 'Client'),
          '","name":', to_json(client_1.name),
          ',"projects":', (
            SELECT concat('{"nodes":[', string_agg(page_2.text_1, ','), ']}') AS json
            FROM (
              SELECT concat(
                '{"id":"', app_id(project_1.id, 'Project'),
                '","name":', to_json(project_1.name),
                ',"tasks":', (
                  SELECT concat('{"nodes":[', string_agg(page_3.text_1, ','), ']}') AS json
                  FROM (
                    SELECT concat(
                      '{"id":"', app_id(task_1.id, 'Task'),
                      '","name":', to_json(task_1.name),
                      ',"dueOn":', coalesce('"' || CAST(task_1.due_on AS TEXT) || '"', 'null'),
                      '}'
                    ) AS text_1
                    FROM task AS task_1
                    WHERE task_1.project_id = project_1.id
                      AND (
                        task_1.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
                        OR task_1.client_id IS NULL
                        AND (
                          task_1.created_by = $5::UUID
                          OR task_1.id IN (
                            SELECT task_assignee.task_id
                            FROM task_assignee
                            WHERE task_assignee.user_id = $5::UUID
                          )
                          OR task_1.lead_id IN (SELECT lead.id FROM lead WHERE lead.owner_id = $5::UUID)
                        )
                      ) IS true
                    ORDER BY task_1.due_on ASC NULLS LAST, task_1.id ASC
                    LIMIT 5
                  ) AS page_3
                ),
                '}'
              ) AS text_1
              FROM project AS project_1
              WHERE project_1.client_id = client_1.id
              ORDER BY project_1.due_on ASC NULLS LAST, project_1.id ASC
              LIMIT 4
            ) AS page_2
          ),
          ',"invoices":', (
            SELECT concat('{"nodes":[', string_agg(page_4.text_1, ','), ']}') AS json
            FROM (
              SELECT concat(
                '{"number":', coalesce(to_json(invoice_1.number), 'null'),
                ',"total":{"amount":"', app_amount(invoice_1.total, invoice_1.currency),
                '","currency":"', invoice_1.currency,
                '"},"lines":', (
                  SELECT concat('[', string_agg(list_1.node, ','), ']') AS json
                  FROM (
                    SELECT concat('{"description":', to_json(invoice_line_1.description), '}') AS node
                    FROM invoice_line AS invoice_line_1
                    WHERE invoice_line_1.invoice_id = invoice_1.id
                    ORDER BY invoice_line_1.position ASC, invoice_line_1.id ASC
                  ) AS list_1
                ),
                '}'
              ) AS text_1
              FROM invoice AS invoice_1
              WHERE invoice_1.client_id = client_1.id
              ORDER BY invoice_1.issued_on DESC NULLS LAST, invoice_1.id ASC
              LIMIT 5
            ) AS page_4
          ),
          '}'
        ) AS text_1
        FROM client AS client_1
        WHERE client_1.id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
          AND client_1.account_number = $6::VARCHAR
        ORDER BY client_1.name ASC, client_1.id ASC
        LIMIT 50
      ) AS page_1
    ),
    '}'
  )
END AS data
