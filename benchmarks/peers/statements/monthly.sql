SELECT '{"data":{"invoices":{"groups":' || coalesce(json_agg(g), '[]') || '}}}'
FROM (
  SELECT (SELECT row_to_json(k) FROM (SELECT month AS "issuedOn") k) AS key,
    (SELECT row_to_json(a) FROM (SELECT (SELECT row_to_json(s) FROM (SELECT totals AS total) s) AS sum) a) AS aggregate
  FROM (
    SELECT month, json_agg(json_build_object('amount', round(total, 2)::text, 'currency', currency)) AS totals
    FROM (
      SELECT date_trunc('month', issued_on)::date AS month, currency, sum(total) AS total
      FROM (
        SELECT issued_on, currency, sum(total) AS total
        FROM invoice WHERE issued_on >= $1 AND issued_on < $2 GROUP BY 1, 2
      ) days GROUP BY 1, 2
    ) sums GROUP BY month ORDER BY month
  ) months
) g
