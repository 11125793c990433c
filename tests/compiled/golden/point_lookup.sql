SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"client":', coalesce((
      SELECT concat(
        '{"id":"', app_id(client_1.id, 'Client'),
        '","name":', to_json(client_1.name),
        ',"status":"', client_1.status,
        '","paymentTermsDays":', CAST(client_1.payment_terms_days AS TEXT),
        ',"createdAt":', app_instant(client_1.created_at),
        ',"accountNumber":', coalesce(to_json(client_1.account_number), 'null'),
        '}'
      ) AS json
      FROM client AS client_1
      WHERE client_1.id = $4::UUID
    ), 'null'),
    '}'
  )
END AS data
