SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.contact', $2::VARCHAR, true),
    set_config('app.client', $3::VARCHAR, true),
    set_config('app.portal', $4::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"documents":', (
      SELECT concat('{"nodes":[', string_agg(page_1.text_1, ','), ']}') AS json
      FROM (
        SELECT coalesce(CASE
          WHEN (document_1.kind = 'PROPOSAL') THEN (
            SELECT concat('{"__typename":"Proposal","title":', to_json(proposal_1.title), '}') AS json
            FROM proposal AS proposal_1
            WHERE proposal_1.id = document_1.id
              AND (proposal_1.client_id = $5::UUID AND (proposal_1.status NOT IN ('DRAFT', 'WITHDRAWN'))) IS true
          )
          WHEN (document_1.kind = 'ESTIMATE') THEN (
            SELECT '{"__typename":"Estimate"}' AS json
            FROM estimate AS estimate_1
            WHERE estimate_1.id = document_1.id
              AND (estimate_1.client_id = $5::UUID AND (estimate_1.status NOT IN ('DRAFT', 'WITHDRAWN'))) IS true
          )
          WHEN (document_1.kind = 'CONTRACT') THEN (
            SELECT '{"__typename":"Contract"}' AS json
            FROM contract AS contract_1
            WHERE contract_1.id = document_1.id
              AND (contract_1.client_id = $5::UUID AND contract_1.status != 'DRAFT') IS true
          )
          WHEN (document_1.kind = 'FILE') THEN (
            SELECT concat('{"__typename":"File","name":', to_json(file_1.name), '}') AS json
            FROM file AS file_1
            WHERE file_1.id = document_1.id
              AND (
                file_1.client_id = $5::UUID
                AND file_1.visibility = 'CLIENT'
                AND (
                  file_1.project_id IS NULL
                  OR file_1.project_id IN (
                    SELECT project.id
                    FROM project
                    WHERE project.client_id = $5::UUID AND project.portal_visible
                  )
                )
                AND (
                  file_1.task_id IS NULL
                  OR file_1.task_id IN (
                    SELECT task.id
                    FROM task
                    WHERE task.client_visible
                      AND task.project_id IN (
                        SELECT project.id
                        FROM project
                        WHERE project.client_id = $5::UUID AND project.portal_visible AND project.show_tasks
                      )
                  )
                  AND file_1.project_id IN (
                    SELECT project.id
                    FROM project
                    WHERE project.client_id = $5::UUID AND project.portal_visible AND project.show_attachments
                  )
                )
                AND (
                  file_1.communication_id IS NULL
                  OR file_1.communication_id IN (
                    SELECT communication.id
                    FROM communication
                    WHERE communication.client_id = $5::UUID AND communication.visibility = 'CLIENT'
                  )
                )
                AND (
                  file_1.ticket_id IS NULL
                  OR file_1.ticket_id IN (SELECT ticket.id FROM ticket WHERE ticket.client_id = $5::UUID)
                )
                AND (
                  file_1.reply_id IS NULL
                  OR file_1.reply_id IN (
                    SELECT reply.id
                    FROM reply
                    WHERE reply.client_id = $5::UUID
                      AND reply.visibility = 'CLIENT'
                      AND (
                        reply.ticket_id IN (SELECT ticket.id FROM ticket WHERE ticket.client_id = $5::UUID)
                        OR reply.discussion_id IN (
                          SELECT discussion.id
                          FROM discussion
                          WHERE discussion.client_id = $5::UUID
                            AND discussion.visibility = 'CLIENT'
                            AND discussion.project_id IN (
                              SELECT project.id
                              FROM project
                              WHERE project.client_id = $5::UUID AND project.portal_visible
                            )
                        )
                      )
                  )
                )
                AND (
                  file_1.job_id IS NULL
                  OR file_1.job_id IN (SELECT job.id FROM job WHERE job.client_id = $5::UUID)
                )
              ) IS true
          )
        END, chr(1)) AS text_1
        FROM (
          SELECT
            proposal.id AS id,
            'PROPOSAL' AS kind,
            proposal.client_id AS client_id,
            proposal.lead_id AS lead_id,
            proposal.project_id AS project_id,
            proposal.title AS name,
            proposal.number AS number,
            proposal.created_at AS created_at
          FROM proposal
          UNION ALL
          SELECT
            estimate.id AS id,
            'ESTIMATE' AS kind,
            estimate.client_id AS client_id,
            estimate.lead_id AS lead_id,
            estimate.project_id AS project_id,
            estimate.title AS name,
            estimate.number AS number,
            estimate.created_at AS created_at
          FROM estimate
          UNION ALL
          SELECT
            contract.id AS id,
            'CONTRACT' AS kind,
            contract.client_id AS client_id,
            NULL AS lead_id,
            contract.project_id AS project_id,
            contract.title AS name,
            NULL AS number,
            contract.created_at AS created_at
          FROM contract
          UNION ALL
          SELECT
            file.id AS id,
            'FILE' AS kind,
            file.client_id AS client_id,
            file.lead_id AS lead_id,
            file.project_id AS project_id,
            file.name AS name,
            NULL AS number,
            file.created_at AS created_at
          FROM file
        ) AS document_1
        WHERE document_1.kind = 'PROPOSAL'
          AND document_1.id IN (
            SELECT proposal.id
            FROM proposal
            WHERE proposal.client_id = $5::UUID AND (proposal.status NOT IN ('DRAFT', 'WITHDRAWN'))
          )
          OR document_1.kind = 'ESTIMATE'
          AND document_1.id IN (
            SELECT estimate.id
            FROM estimate
            WHERE estimate.client_id = $5::UUID AND (estimate.status NOT IN ('DRAFT', 'WITHDRAWN'))
          )
          OR document_1.kind = 'CONTRACT'
          AND document_1.id IN (
            SELECT contract.id
            FROM contract
            WHERE contract.client_id = $5::UUID AND contract.status != 'DRAFT'
          )
          OR document_1.kind = 'FILE'
          AND document_1.id IN (
            SELECT file.id
            FROM file
            WHERE file.client_id = $5::UUID
              AND file.visibility = 'CLIENT'
              AND (
                file.project_id IS NULL
                OR file.project_id IN (
                  SELECT project.id FROM project WHERE project.client_id = $5::UUID AND project.portal_visible
                )
              )
              AND (
                file.task_id IS NULL
                OR file.task_id IN (
                  SELECT task.id
                  FROM task
                  WHERE task.client_visible
                    AND task.project_id IN (
                      SELECT project.id
                      FROM project
                      WHERE project.client_id = $5::UUID AND project.portal_visible AND project.show_tasks
                    )
                )
                AND file.project_id IN (
                  SELECT project.id
                  FROM project
                  WHERE project.client_id = $5::UUID AND project.portal_visible AND project.show_attachments
                )
              )
              AND (
                file.communication_id IS NULL
                OR file.communication_id IN (
                  SELECT communication.id
                  FROM communication
                  WHERE communication.client_id = $5::UUID AND communication.visibility = 'CLIENT'
                )
              )
              AND (
                file.ticket_id IS NULL
                OR file.ticket_id IN (SELECT ticket.id FROM ticket WHERE ticket.client_id = $5::UUID)
              )
              AND (
                file.reply_id IS NULL
                OR file.reply_id IN (
                  SELECT reply.id
                  FROM reply
                  WHERE reply.client_id = $5::UUID
                    AND reply.visibility = 'CLIENT'
                    AND (
                      reply.ticket_id IN (SELECT ticket.id FROM ticket WHERE ticket.client_id = $5::UUID)
                      OR reply.discussion_id IN (
                        SELECT discussion.id
                        FROM discussion
                        WHERE discussion.client_id = $5::UUID
                          AND discussion.visibility = 'CLIENT'
                          AND discussion.project_id IN (
                            SELECT project.id
                            FROM project
                            WHERE project.client_id = $5::UUID AND project.portal_visible
                          )
                      )
                    )
                )
              )
              AND (
                file.job_id IS NULL OR file.job_id IN (SELECT job.id FROM job WHERE job.client_id = $5::UUID)
              )
          )
        ORDER BY document_1.created_at DESC, document_1.id ASC
        LIMIT 10
      ) AS page_1
    ),
    '}'
  )
END AS data
