SELECT CASE
  WHEN (concat(
    set_config('app.kind', $1::VARCHAR, true),
    set_config('app.user', $2::VARCHAR, true),
    set_config('app.admin', $3::VARCHAR, true)
  ) IS NOT NULL) THEN concat(
    '{"invoice":', coalesce((
      SELECT concat(
        '{"billTo":{"name":', to_json(invoice_1.bill_to_name),
        ',"address":', CASE
          WHEN (invoice_1.bill_to_address IS NOT NULL) THEN concat(
            '{"street":', coalesce(CAST(to_json(invoice_1.bill_to_address ->> 'street') AS TEXT), chr(1)),
            ',"city":', coalesce(to_json(invoice_1.bill_to_address ->> 'city'), 'null'),
            ',"country":', coalesce(to_json(invoice_1.bill_to_address ->> 'country'), 'null'),
            '}'
          )
          ELSE 'null'
        END,
        '},"taxes":', (
          SELECT concat(
            '[', string_agg(concat(
              '{"name":', coalesce(CAST(to_json(each_1.value ->> 'name') AS TEXT), chr(1)),
              ',"ratePercent":', coalesce('"' || app_percent(CAST(each_1.value ->> 'rate_percent' AS NUMERIC)) || '"', chr(1)),
              ',"tax":', coalesce('{"amount":"' || app_amount(
                CAST(each_1.value ->> 'tax' AS NUMERIC),
                coalesce(
                  each_1.value ->> 'currency',
                  coalesce(each_1.value ->> 'currency', invoice_1.currency)
                )
              ) || '","currency":"' || coalesce(
                each_1.value ->> 'currency',
                coalesce(each_1.value ->> 'currency', invoice_1.currency)
              ) || '"}', chr(1)),
              '}'
            ), ','),
            ']'
          ) AS json
          FROM jsonb_array_elements(invoice_1.tax_summaries) WITH ORDINALITY AS each_1
        ),
        '}'
      ) AS json
      FROM invoice AS invoice_1
      WHERE invoice_1.id = $4::UUID
    ), 'null'),
    '}'
  )
END AS data
