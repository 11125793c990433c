SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"tasks":{"aggregate":', (
      SELECT concat(
        '{"count":', count(*),
        ',"sum":{"estimateMinutes":', coalesce('"' || app_number(CAST(sum(measured_1.measure_0) AS NUMERIC)) || '"', 'null'),
        '},"max":{"dueOn":', coalesce('"' || CAST(max(measured_1.measure_1) AS TEXT) || '"', 'null'),
        '}}'
      ) AS json
      FROM (
        SELECT task_2.estimate_minutes AS measure_0, task_2.due_on AS measure_1
        FROM task AS task_2
        WHERE (
            task_2.due_on IS NOT NULL
            AND task_2.due_on < $4::DATE
            AND task_2.status IN ('TODO', 'IN_PROGRESS', 'IN_REVIEW')
          ) = $5::BOOLEAN
      ) AS measured_1
    ),
    '}}'
  )
END AS data
