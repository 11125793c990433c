SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"nodes":', (
      SELECT concat(
        '[', string_agg(coalesce(CASE
          WHEN (anon_1.name = 'Client') THEN (
            SELECT concat('{"id":"', app_id(client_1.id, 'Client'), '","name":', to_json(client_1.name), '}') AS json
            FROM client AS client_1
            WHERE client_1.id = anon_1.key
          )
          WHEN (anon_1.name = 'Invoice') THEN (
            SELECT concat(
              '{"id":"', app_id(invoice_1.id, 'Invoice'),
              '","number":', coalesce(to_json(invoice_1.number), 'null'),
              '}'
            ) AS json
            FROM invoice AS invoice_1
            WHERE invoice_1.id = anon_1.key
          )
        END, 'null'), ',' ORDER BY anon_1.place),
        ']'
      ) AS concat_1
      FROM unnest($4::TEXT[], $5::UUID[]) WITH ORDINALITY AS anon_1(name, key, place)
    ),
    '}'
  )
END AS data
