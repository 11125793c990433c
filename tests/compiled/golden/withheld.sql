SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"client":', coalesce((
      SELECT concat(
        '{"name":', to_json(client_1.name),
        ',"hourlyRate":null', chr(2),
        '0', chr(2),
        ',"balance":{"outstanding":', coalesce('{"amount":"' || app_amount((
          SELECT coalesce(sum((invoice.total - invoice.paid) - invoice.credited), 0) AS coalesce_1
          FROM invoice
          WHERE invoice.client_id = client_1.id
            AND invoice.currency = client_1.currency
            AND invoice.status IN ('ISSUED', 'PARTIALLY_PAID', 'PAID')
        ), client_1.currency) || '"}', chr(1)),
        '}}'
      ) AS json
      FROM client AS client_1
      WHERE client_1.id = $4::UUID
    ), 'null'),
    '}'
  )
END AS data
