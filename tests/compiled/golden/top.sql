SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.clients', $3::VARCHAR, true),
    set_config('app.admin', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"invoices":{"groups":', (
      SELECT concat(
        '[', string_agg(concat(
          '{"key":{"status":', coalesce('"' || groups_1.key_0 || '"', 'null'),
          '},"aggregate":', groups_1.figures,
          '}'
        ), ','),
        ']'
      ) AS json
      FROM (
        SELECT measured_1.key_0 AS key_0, concat('{"count":', count(*), '}') AS figures
        FROM (
          SELECT invoice_2.status AS key_0
          FROM invoice AS invoice_2
          WHERE invoice_2.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
            AND invoice_2.issued_on < $5::DATE
            AND invoice_2.issued_on >= $6::DATE
        ) AS measured_1
        GROUP BY measured_1.key_0
        ORDER BY count(*) DESC NULLS LAST, measured_1.key_0 ASC NULLS LAST
        LIMIT $7::INTEGER
      ) AS groups_1
    ),
    '}}'
  )
END AS data
