SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"projects":{"totalCount":', (
      SELECT count(*) AS total FROM project AS project_2 WHERE project_2.client_id = ANY ($4::UUID[])
    ),
    '}}'
  )
END AS data
