SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.clients', $3::VARCHAR, true),
    set_config('app.admin', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"node":', coalesce((
      SELECT concat(
        '{"__typename":"Task","id":"', app_id(task_1.id, 'Task'),
        '","name":', to_json(task_1.name),
        '}'
      ) AS json
      FROM task AS task_1
      WHERE task_1.id = $5::UUID
        AND (
          task_1.client_id = ANY (CAST((SELECT CAST($3::VARCHAR AS UUID[]) AS keys) AS UUID[]))
          OR task_1.client_id IS NULL
          AND (
            task_1.created_by = $6::UUID
            OR task_1.id IN (
              SELECT task_assignee.task_id FROM task_assignee WHERE task_assignee.user_id = $6::UUID
            )
            OR task_1.lead_id IN (SELECT lead.id FROM lead WHERE lead.owner_id = $6::UUID)
          )
        ) IS true
    ), 'null'),
    '}'
  )
END AS data
