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
          '{"key":{"issuedOn":', coalesce('"' || CAST(groups_1.key_0 AS TEXT) || '"', 'null'),
          '},"aggregate":', groups_1.figures,
          '}'
        ), ','),
        ']'
      ) AS json
      FROM (
        SELECT
          added_1.key_0 AS key_0,
          concat(
            '{"count":', coalesce(sum(added_1.rows), 0),
            ',"sum":{"total":[', string_agg(
              concat(
                '{"amount":"', app_amount(added_1.sum_0, added_1.currency),
                '","currency":"', added_1.currency,
                '"}'
              ),
              ',' ORDER BY added_1.currency COLLATE "C"
            ) FILTER (WHERE added_1.count_0 > 0 AND added_1.currency IS NOT NULL),
            ']}}'
          ) AS figures
        FROM (
          SELECT
            measured_1.key_0 AS key_0,
            measured_1.currency AS currency,
            count(*) AS rows,
            count(measured_1.measure_0) AS count_0,
            sum(measured_1.measure_0) AS sum_0
          FROM (
            SELECT
              CAST(date_trunc('month', CAST(invoice_2.issued_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS key_0,
              invoice_2.total AS measure_0,
              invoice_2.currency AS currency
            FROM invoice AS invoice_2
            WHERE invoice_2.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
              AND invoice_2.issued_on < $5::DATE
              AND invoice_2.issued_on >= $6::DATE
          ) AS measured_1
          GROUP BY measured_1.key_0, measured_1.currency
        ) AS added_1
        GROUP BY added_1.key_0
        ORDER BY added_1.key_0 ASC NULLS LAST
        LIMIT 100
      ) AS groups_1
    ),
    '}}'
  )
END AS data
