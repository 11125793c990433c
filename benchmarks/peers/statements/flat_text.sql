SELECT concat(
  '{"data":{"t0":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $1 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t1":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $2 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t2":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $3 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t3":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $4 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t4":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $5 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t5":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $6 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t6":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $7 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t7":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $8 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t8":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $9 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']},"t9":{"nodes":[', (
    SELECT string_agg(node, ',') FROM (
      SELECT concat('{"id":"', id, '","name":', to_json(name), ',"status":"', status, '","priority":"', priority,
        '","estimateMinutes":', coalesce(estimate_minutes::text, 'null'),
        ',"dueOn":', coalesce('"' || due_on || '"', 'null'), ',"project":', coalesce((
          SELECT concat('{"name":', to_json(name), ',"client":', coalesce((
            SELECT concat('{"name":', to_json(name), '}') FROM client WHERE id = project.client_id), 'null'), '}')
          FROM project WHERE id = task.project_id), 'null'), '}') AS node
      FROM (SELECT * FROM task WHERE client_id = $10 ORDER BY due_on, id LIMIT 100) task ORDER BY due_on, id
    ) page
  ),
  ']}}}')
