SELECT '{"data":{"invoices":{"totalCount":' || (
  SELECT count(*) FROM invoice WHERE client_id = ANY ($1) AND status IN ('ISSUED', 'PARTIALLY_PAID')
) || ',' || (
  SELECT '"pageInfo":{"hasNextPage":' || (count(*) > 50) || ',"endCursor":'
    || coalesce(to_json(max(cursor) FILTER (WHERE place = 50))::text, 'null') || '},"nodes":'
    || coalesce(json_agg(node ORDER BY place) FILTER (WHERE place <= 50), '[]')
  FROM (
    SELECT row_number() OVER (ORDER BY issued_on DESC, id) AS place, issued_on || '|' || id AS cursor,
      (SELECT row_to_json(n) FROM (
        SELECT invoice.id, number, invoice.status, issued_on AS "issuedOn", due_on AS "dueOn",
          json_build_object('amount', round(total, 2)::text, 'currency', invoice.currency) AS total,
          (SELECT row_to_json(c) FROM (SELECT name FROM client WHERE id = invoice.client_id) c) AS client
      ) n) AS node
    FROM (
      SELECT * FROM invoice WHERE client_id = ANY ($1) AND status IN ('ISSUED', 'PARTIALLY_PAID')
      ORDER BY issued_on DESC, id LIMIT 51
    ) invoice
  ) page
) || '}}}'
