SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.contact', $3::VARCHAR, true),
    set_config('app.client', $4::VARCHAR, true),
    set_config('app.clients', $5::VARCHAR, true),
    set_config('app.portal', $6::VARCHAR, true),
    set_config('app.admin', $7::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"projects":{"totalCount":', (
      SELECT count(*) AS total FROM project AS project_2 WHERE project_2.client_id = ANY ($8::UUID[])
    ),
    '}}'
  )
END AS data
