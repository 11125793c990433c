SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.contact', $2::VARCHAR, true),
    set_config('app.client', $3::VARCHAR, true),
    set_config('app.portal', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"project":', coalesce((
      SELECT concat(
        '{"tasks":', (
          SELECT concat('{"nodes":[', string_agg(page_1.text_1, ','), ']}') AS json
          FROM (
            SELECT concat(
              '{"name":', to_json(task_1.name),
              ',"assignees":', (
                SELECT concat('[', string_agg(list_1.node, ','), ']') AS json
                FROM (
                  SELECT concat('{"name":', to_json(user_1.name), '}') AS node
                  FROM "user" AS user_1
                  JOIN task_assignee AS task_assignee_1 ON task_assignee_1.user_id = user_1.id
                  WHERE task_assignee_1.task_id = task_1.id
                    AND (user_1.id IN (
                      SELECT project_member.user_id
                      FROM project_member
                      WHERE project_member.project_id IN (
                          SELECT project.id
                          FROM project
                          WHERE project.client_id = $5::UUID AND project.portal_visible
                        )
                    )) IS true
                  ORDER BY user_1.name ASC, user_1.id ASC
                ) AS list_1
              ),
              '}'
            ) AS text_1
            FROM task AS task_1
            WHERE task_1.project_id = project_1.id
              AND (
                task_1.client_visible
                AND task_1.project_id IN (
                  SELECT project.id
                  FROM project
                  WHERE project.client_id = $5::UUID AND project.portal_visible AND project.show_tasks
                )
              ) IS true
            ORDER BY task_1.due_on ASC NULLS LAST, task_1.id ASC
            LIMIT 10
          ) AS page_1
        ),
        '}'
      ) AS json
      FROM project AS project_1
      WHERE project_1.id = $6::UUID AND (project_1.client_id = $5::UUID AND project_1.portal_visible) IS true
    ), 'null'),
    '}'
  )
END AS data
