SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.clients', $3::VARCHAR, true),
    set_config('app.admin', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"invoices":', (
      SELECT concat(
        '{"pageInfo":{"hasNextPage":', CAST(count(*) > 20 AS TEXT),
        ',"hasPreviousPage":true,"endCursor":', coalesce('"' || app_opaque((array_agg(page_1.text_1))[least(count(*), 20)]) || '"', 'null'),
        '},"nodes":[', string_agg(page_1.text_2, ',') FILTER (WHERE page_1.place <= 20),
        ']}'
      ) AS json
      FROM (
        SELECT
          concat(
            '[1,["dueOn"],[', coalesce('"' || CAST(cut_1.due_on AS TEXT) || '"', 'null'),
            '],"', cut_1.id,
            '"]'
          ) AS text_1,
          concat(
            '{"number":', coalesce(to_json(cut_1.number), 'null'),
            ',"dueOn":', coalesce('"' || CAST(cut_1.due_on AS TEXT) || '"', 'null'),
            ',"client":', coalesce((
              SELECT concat('{"name":', to_json(client_1.name), '}') AS json
              FROM client AS client_1
              WHERE cut_1.client_id = client_1.id
            ), chr(1)),
            '}'
          ) AS text_2,
          row_number() OVER () AS place
        FROM (
          SELECT
            invoice_1.number AS number,
            invoice_1.due_on AS due_on,
            invoice_1.client_id AS client_id,
            invoice_1.id AS id
          FROM invoice AS invoice_1
          WHERE (invoice_1.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))) IS true
            AND invoice_1.status = ANY ($5::VARCHAR(40)[])
            AND invoice_1.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
            AND invoice_1.client_id = ANY ($6::UUID[])
            AND invoice_1.total >= $7::NUMERIC
            AND (
              invoice_1.due_on > $8::DATE
              OR invoice_1.due_on IS NULL AND $8::DATE IS NOT NULL
              OR invoice_1.due_on IS NOT DISTINCT FROM $8::DATE AND invoice_1.id > $9::UUID
            )
          ORDER BY invoice_1.due_on ASC NULLS LAST, invoice_1.id ASC
          LIMIT 21
        ) AS cut_1
      ) AS page_1
    ),
    '}'
  )
END AS data
