SELECT '{"data":{"client":' || coalesce((
  SELECT row_to_json(c)::text FROM (
    SELECT id, name, type, status, currency, payment_terms_days AS "paymentTermsDays", created_at AS "createdAt"
    FROM client WHERE id = $1
  ) c
), 'null') || '}}'
