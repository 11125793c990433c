SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"invoices":{"groups":', (
      SELECT concat(
        '[', string_agg(concat(
          '{"key":{"client":', coalesce((
            SELECT concat('{"name":', to_json(client_1.name), '}') AS json
            FROM client AS client_1
            WHERE client_1.id = groups_1.key_0
          ), 'null'),
          '},"restOf":', coalesce(CAST(groups_1.rest_of AS TEXT), 'null'),
          ',"aggregate":', groups_1.figures,
          '}'
        ), ','),
        ']'
      ) AS json
      FROM (
        SELECT
          together_1.key_0 AS key_0,
          nullif(greatest(max(together_1.place) - $4::INTEGER, 0), 0) AS rest_of,
          concat(
            '{"count":', coalesce(sum(together_1.rows), 0),
            ',"sum":{"total":[', string_agg(
              concat(
                '{"amount":"', app_amount(together_1.sum_0, together_1.currency),
                '","currency":"', together_1.currency,
                '"}'
              ),
              ',' ORDER BY together_1.currency COLLATE "C"
            ) FILTER (WHERE together_1.count_0 > 0 AND together_1.currency IS NOT NULL),
            ']}}'
          ) AS figures
        FROM (
          SELECT
            least(placed.place, $5::INTEGER) AS shown_at,
            CASE WHEN (placed.place <= $4::INTEGER) THEN placed.key_0 END AS key_0,
            placed.currency AS currency,
            sum(placed.rows) AS rows,
            sum(placed.count_0) AS count_0,
            sum(placed.sum_0) AS sum_0,
            max(placed.place) AS place
          FROM (
            SELECT
              compared.key_0 AS key_0,
              compared.currency AS currency,
              compared.rows AS rows,
              compared.count_0 AS count_0,
              compared.sum_0 AS sum_0,
              dense_rank() OVER (ORDER BY compared.order_0 DESC NULLS LAST, compared.key_0 ASC NULLS LAST) AS place
            FROM (
              SELECT
                added_1.key_0 AS key_0,
                added_1.currency AS currency,
                added_1.rows AS rows,
                added_1.count_0 AS count_0,
                added_1.sum_0 AS sum_0,
                sum(CASE WHEN (added_1.currency = $6::VARCHAR) THEN added_1.sum_0 END) OVER (PARTITION BY added_1.key_0) AS order_0
              FROM (
                SELECT
                  measured_1.key_0 AS key_0,
                  measured_1.currency AS currency,
                  count(*) AS rows,
                  count(measured_1.measure_0) AS count_0,
                  sum(measured_1.measure_0) AS sum_0
                FROM (
                  SELECT
                    invoice_2.client_id AS key_0,
                    invoice_2.total AS measure_0,
                    invoice_2.currency AS currency
                  FROM invoice AS invoice_2
                  WHERE invoice_2.issued_on < $7::DATE AND invoice_2.issued_on >= $8::DATE
                ) AS measured_1
                GROUP BY measured_1.key_0, measured_1.currency
              ) AS added_1
            ) AS compared
          ) AS placed
          GROUP BY least(placed.place, $5::INTEGER), CASE
            WHEN (placed.place <= $4::INTEGER) THEN placed.key_0
          END, placed.currency
        ) AS together_1
        GROUP BY together_1.shown_at, together_1.key_0
        ORDER BY together_1.shown_at
      ) AS groups_1
    ),
    '}}'
  )
END AS data
