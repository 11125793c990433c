SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.contact', $2::VARCHAR, true),
    set_config('app.client', $3::VARCHAR, true),
    set_config('app.portal', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"projects":', (
      SELECT concat('{"nodes":[', string_agg(page_1.text_1, ','), ']}') AS json
      FROM (
        SELECT concat(
          '{"name":', to_json(project_1.name),
          ',"progressPercent":"', app_percent(project_1.progress_percent),
          '","invoices":', (
            SELECT concat('{"nodes":[', string_agg(page_2.text_1, ','), ']}') AS json
            FROM (
              SELECT concat('{"number":', coalesce(to_json(invoice_1.number), 'null'), '}') AS text_1
              FROM invoice AS invoice_1
              WHERE invoice_1.project_id = project_1.id
                AND (invoice_1.client_id = $5::UUID AND invoice_1.status != 'DRAFT') IS true
              ORDER BY invoice_1.issued_on DESC NULLS LAST, invoice_1.id ASC
              LIMIT 3
            ) AS page_2
          ),
          '}'
        ) AS text_1
        FROM project AS project_1
        WHERE project_1.client_id = $5::UUID AND project_1.portal_visible
        ORDER BY project_1.due_on ASC NULLS LAST, project_1.id ASC
        LIMIT 5
      ) AS page_1
    ),
    '}'
  )
END AS data
