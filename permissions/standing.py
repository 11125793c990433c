"""The mark of a token: one text that changes with everything its viewer is made of.

A viewer read a moment ago may be used again only if nothing has changed since. A compiled statement asks for the mark
in its own snapshot, so a request needs no round trip of its own to learn who asks, and a session that was ended, a user
who was disabled or reassigned, are so on the very next request (domain.md S5).
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION app_standing(hash text, is_api_token boolean) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog AS $$
DECLARE
  kind text := current_setting('app.kind', true);
  mark text;
BEGIN
  -- As the platform itself, for the length of one look: whoever asks does not see sessions.
  PERFORM set_config('app.kind', 'SYSTEM', true);
  IF is_api_token THEN
    SELECT md5(ROW(
      token.id, token.role, token.abilities, token.all_clients, token.expires_at, token.revoked_at,
      person.id, person.name, person.role, person.status, person.all_clients, person.abilities, person.archived_at,
      ARRAY(SELECT client_id FROM api_token_client WHERE api_token_id = token.id ORDER BY client_id),
      ARRAY(SELECT client_id FROM user_client WHERE user_id = person.id ORDER BY client_id),
      (SELECT ROW(time_zone, currency) FROM organisation)
    )::text) INTO mark
    FROM api_token AS token JOIN "user" AS person ON person.id = token.user_id
    WHERE token.token_hash = hash;
  ELSE
    SELECT md5(ROW(
      held.id, held.identity_id, held.expires_at, held.revoked_at,
      person.id, person.name, person.role, person.status, person.all_clients, person.abilities, person.archived_at,
      contact.id, contact.client_id, contact.name, contact.portal_status, contact.portal_permissions,
      contact.archived_at,
      ARRAY(SELECT client_id FROM user_client WHERE user_id = person.id ORDER BY client_id),
      (SELECT ROW(time_zone, currency) FROM organisation)
    )::text) INTO mark
    FROM session AS held
    LEFT JOIN "user" AS person ON person.id = held.user_id
    LEFT JOIN contact ON contact.id = held.contact_id
    WHERE held.token_hash = hash;
  END IF;
  PERFORM set_config('app.kind', coalesce(kind, ''), true);
  RETURN mark;
END $$
"""
