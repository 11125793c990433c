SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"project":', coalesce((
      SELECT concat(
        '{"timeline":', (
          SELECT concat('{"nodes":[', string_agg(page_1.text_1, ','), ']}') AS json
          FROM (
            SELECT concat(
              '{"at":', app_instant(event_1.at),
              ',"summary":', to_json(event_1.summary),
              ',"subject":', coalesce(CASE
                WHEN (event_1.subject_type = 'Activity') THEN (
                  SELECT concat('{"__typename":"Activity","id":"', app_id(activity_1.id, 'Activity'), '"}') AS json
                  FROM activity AS activity_1
                  WHERE activity_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'ActivityImport') THEN (
                  SELECT concat(
                    '{"__typename":"ActivityImport","id":"', app_id(activity_import_1.id, 'ActivityImport'),
                    '"}'
                  ) AS json
                  FROM activity_import AS activity_import_1
                  WHERE activity_import_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'ActivityRate') THEN (
                  SELECT concat(
                    '{"__typename":"ActivityRate","id":"', app_id(activity_rate_1.id, 'ActivityRate'),
                    '"}'
                  ) AS json
                  FROM activity_rate AS activity_rate_1
                  WHERE activity_rate_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'ApiToken') THEN (
                  SELECT concat('{"__typename":"ApiToken","id":"', app_id(api_token_1.id, 'ApiToken'), '"}') AS json
                  FROM api_token AS api_token_1
                  WHERE api_token_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'Appointment') THEN (
                  SELECT concat(
                    '{"__typename":"Appointment","id":"', app_id(appointment_1.id, 'Appointment'),
                    '"}'
                  ) AS json
                  FROM appointment AS appointment_1
                  WHERE appointment_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'BillingAllocation') THEN (
                  SELECT concat(
                    '{"__typename":"BillingAllocation","id":"', app_id(billing_allocation_1.id, 'BillingAllocation'),
                    '"}'
                  ) AS json
                  FROM billing_allocation AS billing_allocation_1
                  WHERE billing_allocation_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Calendar') THEN (
                  SELECT concat('{"__typename":"Calendar","id":"', app_id(calendar_1.id, 'Calendar'), '"}') AS json
                  FROM calendar AS calendar_1
                  WHERE calendar_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Task') THEN (
                  SELECT concat('{"__typename":"Task","id":"', app_id(task_1.id, 'Task'), '"}') AS json
                  FROM task AS task_1
                  WHERE task_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'ChecklistItem') THEN (
                  SELECT concat(
                    '{"__typename":"ChecklistItem","id":"', app_id(checklist_item_1.id, 'ChecklistItem'),
                    '"}'
                  ) AS json
                  FROM checklist_item AS checklist_item_1
                  WHERE checklist_item_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Client') THEN (
                  SELECT concat('{"__typename":"Client","id":"', app_id(client_1.id, 'Client'), '"}') AS json
                  FROM client AS client_1
                  WHERE client_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Coding') THEN (
                  SELECT concat('{"__typename":"Coding","id":"', app_id(coding_1.id, 'Coding'), '"}') AS json
                  FROM coding AS coding_1
                  WHERE coding_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Comment') THEN (
                  SELECT concat('{"__typename":"Comment","id":"', app_id(comment_1.id, 'Comment'), '"}') AS json
                  FROM comment AS comment_1
                  WHERE comment_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Communication') THEN (
                  SELECT concat(
                    '{"__typename":"Communication","id":"', app_id(communication_1.id, 'Communication'),
                    '"}'
                  ) AS json
                  FROM communication AS communication_1
                  WHERE communication_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'Contact') THEN (
                  SELECT concat('{"__typename":"Contact","id":"', app_id(contact_1.id, 'Contact'), '"}') AS json
                  FROM contact AS contact_1
                  WHERE contact_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Contract') THEN (
                  SELECT concat('{"__typename":"Contract","id":"', app_id(contract_1.id, 'Contract'), '"}') AS json
                  FROM contract AS contract_1
                  WHERE contract_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'CreditNote') THEN (
                  SELECT concat(
                    '{"__typename":"CreditNote","id":"', app_id(credit_note_1.id, 'CreditNote'),
                    '"}'
                  ) AS json
                  FROM credit_note AS credit_note_1
                  WHERE credit_note_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Reply') THEN (
                  SELECT concat('{"__typename":"Reply","id":"', app_id(reply_1.id, 'Reply'), '"}') AS json
                  FROM reply AS reply_1
                  WHERE reply_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Discussion') THEN (
                  SELECT concat(
                    '{"__typename":"Discussion","id":"', app_id(discussion_1.id, 'Discussion'),
                    '"}'
                  ) AS json
                  FROM discussion AS discussion_1
                  WHERE discussion_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Estimate') THEN (
                  SELECT concat('{"__typename":"Estimate","id":"', app_id(estimate_1.id, 'Estimate'), '"}') AS json
                  FROM estimate AS estimate_1
                  WHERE estimate_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'Event') THEN (
                  SELECT concat('{"__typename":"Event","id":"', app_id(event_2.id, 'Event'), '"}') AS json
                  FROM event AS event_2
                  WHERE event_2.id = event_1.subject_id
                    AND (
                      (event_2.subject_type NOT IN (
                        'Organisation',
                        'User',
                        'ApiToken',
                        'PipelineStage',
                        'Service',
                        'WorkLogType',
                        'WorkType',
                        'Priority',
                        'Calendar',
                        'Team',
                        'Resource',
                        'Coding',
                        'WebhookEndpoint',
                        'WebhookDelivery',
                        'OutboxMail',
                        'FieldUsage',
                        'Notification',
                        'SavedQuery',
                        'ScheduledExport',
                        'ScheduledExportRun',
                        'Timer',
                        'Reminder'
                      ))
                      OR event_2.subject_type IN (
                        'Organisation',
                        'User',
                        'ApiToken',
                        'PipelineStage',
                        'Service',
                        'WorkLogType',
                        'WorkType',
                        'Priority',
                        'Calendar',
                        'Team',
                        'Resource',
                        'Coding',
                        'WebhookEndpoint',
                        'WebhookDelivery',
                        'OutboxMail',
                        'FieldUsage'
                      )
                      OR event_2.subject_type = 'Notification'
                      AND event_2.subject_id IN (
                        SELECT notification.id
                        FROM notification
                        WHERE notification.user_id = $4::UUID AND true
                      )
                      OR event_2.subject_type = 'Reminder'
                      AND event_2.subject_id IN (
                        SELECT reminder.id
                        FROM reminder
                        WHERE reminder.recipient_id = $4::UUID
                          AND reminder.task_id IN (SELECT task.id FROM task WHERE true)
                      )
                      OR event_2.subject_type = 'SavedQuery'
                      AND event_2.subject_id IN (
                        SELECT saved_query.id
                        FROM saved_query
                        WHERE saved_query.user_id = $4::UUID OR saved_query.is_shared
                      )
                      OR event_2.subject_type = 'ScheduledExport'
                      AND event_2.subject_id IN (SELECT scheduled_export.id FROM scheduled_export WHERE true)
                      OR event_2.subject_type = 'ScheduledExportRun'
                      AND event_2.subject_id IN (
                        SELECT scheduled_export_run.id
                        FROM scheduled_export_run
                        WHERE scheduled_export_run.scheduled_export_id IN (
                            SELECT scheduled_export.id FROM scheduled_export WHERE true
                          )
                      )
                      OR event_2.subject_type = 'Timer'
                      AND event_2.subject_id IN (SELECT timer.id FROM timer WHERE true)
                    ) IS true
                )
                WHEN (event_1.subject_type = 'Expense') THEN (
                  SELECT concat('{"__typename":"Expense","id":"', app_id(expense_1.id, 'Expense'), '"}') AS json
                  FROM expense AS expense_1
                  WHERE expense_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'FieldUsage') THEN (
                  SELECT concat(
                    '{"__typename":"FieldUsage","id":"', app_id(field_usage_1.id, 'FieldUsage'),
                    '"}'
                  ) AS json
                  FROM field_usage AS field_usage_1
                  WHERE field_usage_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'File') THEN (
                  SELECT concat('{"__typename":"File","id":"', app_id(file_1.id, 'File'), '"}') AS json
                  FROM file AS file_1
                  WHERE file_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'Invoice') THEN (
                  SELECT concat('{"__typename":"Invoice","id":"', app_id(invoice_1.id, 'Invoice'), '"}') AS json
                  FROM invoice AS invoice_1
                  WHERE invoice_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'InvoiceLine') THEN (
                  SELECT concat(
                    '{"__typename":"InvoiceLine","id":"', app_id(invoice_line_1.id, 'InvoiceLine'),
                    '"}'
                  ) AS json
                  FROM invoice_line AS invoice_line_1
                  WHERE invoice_line_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Job') THEN (
                  SELECT concat('{"__typename":"Job","id":"', app_id(job_1.id, 'Job'), '"}') AS json
                  FROM job AS job_1
                  WHERE job_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'JobActivity') THEN (
                  SELECT concat(
                    '{"__typename":"JobActivity","id":"', app_id(job_activity_1.id, 'JobActivity'),
                    '"}'
                  ) AS json
                  FROM job_activity AS job_activity_1
                  WHERE job_activity_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Site') THEN (
                  SELECT concat('{"__typename":"Site","id":"', app_id(site_1.id, 'Site'), '"}') AS json
                  FROM site AS site_1
                  WHERE site_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Lead') THEN (
                  SELECT concat('{"__typename":"Lead","id":"', app_id(lead_1.id, 'Lead'), '"}') AS json
                  FROM lead AS lead_1
                  WHERE lead_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Milestone') THEN (
                  SELECT concat(
                    '{"__typename":"Milestone","id":"', app_id(milestone_1.id, 'Milestone'),
                    '"}'
                  ) AS json
                  FROM milestone AS milestone_1
                  WHERE milestone_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Notification') THEN (
                  SELECT concat(
                    '{"__typename":"Notification","id":"', app_id(notification_1.id, 'Notification'),
                    '"}'
                  ) AS json
                  FROM notification AS notification_1
                  WHERE notification_1.id = event_1.subject_id
                    AND (notification_1.user_id = $4::UUID AND true) IS true
                )
                WHEN (event_1.subject_type = 'Organisation') THEN (
                  SELECT concat(
                    '{"__typename":"Organisation","id":"', app_id(organisation_1.id, 'Organisation'),
                    '"}'
                  ) AS json
                  FROM organisation AS organisation_1
                  WHERE organisation_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'OutboxMail') THEN (
                  SELECT concat(
                    '{"__typename":"OutboxMail","id":"', app_id(outbox_mail_1.id, 'OutboxMail'),
                    '"}'
                  ) AS json
                  FROM outbox_mail AS outbox_mail_1
                  WHERE outbox_mail_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Payment') THEN (
                  SELECT concat('{"__typename":"Payment","id":"', app_id(payment_1.id, 'Payment'), '"}') AS json
                  FROM payment AS payment_1
                  WHERE payment_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'PipelineStage') THEN (
                  SELECT concat(
                    '{"__typename":"PipelineStage","id":"', app_id(pipeline_stage_1.id, 'PipelineStage'),
                    '"}'
                  ) AS json
                  FROM pipeline_stage AS pipeline_stage_1
                  WHERE pipeline_stage_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Priority') THEN (
                  SELECT concat('{"__typename":"Priority","id":"', app_id(priority_1.id, 'Priority'), '"}') AS json
                  FROM priority AS priority_1
                  WHERE priority_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Project') THEN (
                  SELECT concat('{"__typename":"Project","id":"', app_id(project_2.id, 'Project'), '"}') AS json
                  FROM project AS project_2
                  WHERE project_2.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Proposal') THEN (
                  SELECT concat('{"__typename":"Proposal","id":"', app_id(proposal_1.id, 'Proposal'), '"}') AS json
                  FROM proposal AS proposal_1
                  WHERE proposal_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'Receipt') THEN (
                  SELECT concat('{"__typename":"Receipt","id":"', app_id(receipt_1.id, 'Receipt'), '"}') AS json
                  FROM receipt AS receipt_1
                  WHERE receipt_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'RecurringInvoice') THEN (
                  SELECT concat(
                    '{"__typename":"RecurringInvoice","id":"', app_id(recurring_invoice_1.id, 'RecurringInvoice'),
                    '"}'
                  ) AS json
                  FROM recurring_invoice AS recurring_invoice_1
                  WHERE recurring_invoice_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Reminder') THEN (
                  SELECT concat('{"__typename":"Reminder","id":"', app_id(reminder_1.id, 'Reminder'), '"}') AS json
                  FROM reminder AS reminder_1
                  WHERE reminder_1.id = event_1.subject_id
                    AND (
                      reminder_1.recipient_id = $4::UUID
                      AND reminder_1.task_id IN (SELECT task.id FROM task WHERE true)
                    ) IS true
                )
                WHEN (event_1.subject_type = 'Resource') THEN (
                  SELECT concat('{"__typename":"Resource","id":"', app_id(resource_1.id, 'Resource'), '"}') AS json
                  FROM resource AS resource_1
                  WHERE resource_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'SavedQuery') THEN (
                  SELECT concat(
                    '{"__typename":"SavedQuery","id":"', app_id(saved_query_1.id, 'SavedQuery'),
                    '"}'
                  ) AS json
                  FROM saved_query AS saved_query_1
                  WHERE saved_query_1.id = event_1.subject_id
                    AND (saved_query_1.user_id = $4::UUID OR saved_query_1.is_shared) IS true
                )
                WHEN (event_1.subject_type = 'ScheduledExport') THEN (
                  SELECT concat(
                    '{"__typename":"ScheduledExport","id":"', app_id(scheduled_export_1.id, 'ScheduledExport'),
                    '"}'
                  ) AS json
                  FROM scheduled_export AS scheduled_export_1
                  WHERE scheduled_export_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'ScheduledExportRun') THEN (
                  SELECT concat(
                    '{"__typename":"ScheduledExportRun","id":"', app_id(scheduled_export_run_1.id, 'ScheduledExportRun'),
                    '"}'
                  ) AS json
                  FROM scheduled_export_run AS scheduled_export_run_1
                  WHERE scheduled_export_run_1.id = event_1.subject_id
                    AND (scheduled_export_run_1.scheduled_export_id IN (
                      SELECT scheduled_export.id FROM scheduled_export WHERE true
                    )) IS true
                )
                WHEN (event_1.subject_type = 'Service') THEN (
                  SELECT concat('{"__typename":"Service","id":"', app_id(service_1.id, 'Service'), '"}') AS json
                  FROM service AS service_1
                  WHERE service_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Team') THEN (
                  SELECT concat('{"__typename":"Team","id":"', app_id(team_1.id, 'Team'), '"}') AS json
                  FROM team AS team_1
                  WHERE team_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Ticket') THEN (
                  SELECT concat('{"__typename":"Ticket","id":"', app_id(ticket_1.id, 'Ticket'), '"}') AS json
                  FROM ticket AS ticket_1
                  WHERE ticket_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'TimeEntry') THEN (
                  SELECT concat(
                    '{"__typename":"TimeEntry","id":"', app_id(time_entry_1.id, 'TimeEntry'),
                    '"}'
                  ) AS json
                  FROM time_entry AS time_entry_1
                  WHERE time_entry_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'Timer') THEN (
                  SELECT concat('{"__typename":"Timer","id":"', app_id(timer_1.id, 'Timer'), '"}') AS json
                  FROM timer AS timer_1
                  WHERE timer_1.id = event_1.subject_id AND true IS true
                )
                WHEN (event_1.subject_type = 'User') THEN (
                  SELECT concat('{"__typename":"User","id":"', app_id(user_1.id, 'User'), '"}') AS json
                  FROM "user" AS user_1
                  WHERE user_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'WebhookDelivery') THEN (
                  SELECT concat(
                    '{"__typename":"WebhookDelivery","id":"', app_id(webhook_delivery_1.id, 'WebhookDelivery'),
                    '"}'
                  ) AS json
                  FROM webhook_delivery AS webhook_delivery_1
                  WHERE webhook_delivery_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'WebhookEndpoint') THEN (
                  SELECT concat(
                    '{"__typename":"WebhookEndpoint","id":"', app_id(webhook_endpoint_1.id, 'WebhookEndpoint'),
                    '"}'
                  ) AS json
                  FROM webhook_endpoint AS webhook_endpoint_1
                  WHERE webhook_endpoint_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'WorkLogType') THEN (
                  SELECT concat(
                    '{"__typename":"WorkLogType","id":"', app_id(work_log_type_1.id, 'WorkLogType'),
                    '"}'
                  ) AS json
                  FROM work_log_type AS work_log_type_1
                  WHERE work_log_type_1.id = event_1.subject_id
                )
                WHEN (event_1.subject_type = 'WorkType') THEN (
                  SELECT concat('{"__typename":"WorkType","id":"', app_id(work_type_1.id, 'WorkType'), '"}') AS json
                  FROM work_type AS work_type_1
                  WHERE work_type_1.id = event_1.subject_id
                )
              END, 'null'),
              '}'
            ) AS text_1
            FROM event AS event_1
            WHERE event_1.project_id = project_1.id
              AND (
                (event_1.subject_type NOT IN (
                  'Organisation',
                  'User',
                  'ApiToken',
                  'PipelineStage',
                  'Service',
                  'WorkLogType',
                  'WorkType',
                  'Priority',
                  'Calendar',
                  'Team',
                  'Resource',
                  'Coding',
                  'WebhookEndpoint',
                  'WebhookDelivery',
                  'OutboxMail',
                  'FieldUsage',
                  'Notification',
                  'SavedQuery',
                  'ScheduledExport',
                  'ScheduledExportRun',
                  'Timer',
                  'Reminder'
                ))
                OR event_1.subject_type IN (
                  'Organisation',
                  'User',
                  'ApiToken',
                  'PipelineStage',
                  'Service',
                  'WorkLogType',
                  'WorkType',
                  'Priority',
                  'Calendar',
                  'Team',
                  'Resource',
                  'Coding',
                  'WebhookEndpoint',
                  'WebhookDelivery',
                  'OutboxMail',
                  'FieldUsage'
                )
                OR event_1.subject_type = 'Notification'
                AND event_1.subject_id IN (
                  SELECT notification.id FROM notification WHERE notification.user_id = $4::UUID AND true
                )
                OR event_1.subject_type = 'Reminder'
                AND event_1.subject_id IN (
                  SELECT reminder.id
                  FROM reminder
                  WHERE reminder.recipient_id = $4::UUID
                    AND reminder.task_id IN (SELECT task.id FROM task WHERE true)
                )
                OR event_1.subject_type = 'SavedQuery'
                AND event_1.subject_id IN (
                  SELECT saved_query.id
                  FROM saved_query
                  WHERE saved_query.user_id = $4::UUID OR saved_query.is_shared
                )
                OR event_1.subject_type = 'ScheduledExport'
                AND event_1.subject_id IN (SELECT scheduled_export.id FROM scheduled_export WHERE true)
                OR event_1.subject_type = 'ScheduledExportRun'
                AND event_1.subject_id IN (
                  SELECT scheduled_export_run.id
                  FROM scheduled_export_run
                  WHERE scheduled_export_run.scheduled_export_id IN (
                      SELECT scheduled_export.id FROM scheduled_export WHERE true
                    )
                )
                OR event_1.subject_type = 'Timer'
                AND event_1.subject_id IN (SELECT timer.id FROM timer WHERE true)
              ) IS true
            ORDER BY event_1.seq DESC, event_1.id ASC
            LIMIT 20
          ) AS page_1
        ),
        '}'
      ) AS json
      FROM project AS project_1
      WHERE project_1.id = $5::UUID
    ), 'null'),
    '}'
  )
END AS data
