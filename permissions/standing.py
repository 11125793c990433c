"""The mark of a token: one text that changes with everything its viewer is made of.

A viewer read a moment ago may be used again only if nothing has changed since. A compiled statement asks for the mark
in its own snapshot, so a request needs no round trip of its own to learn who asks, and a session that was ended, a user
who was disabled or reassigned, are so on the very next request (domain.md S5).

The mark names the versions of three rows: the session or API token, its bearer, and the organisation. The clients a
bearer is assigned are rows of their own; a trigger gives the bearer a new version with them, so that they need not be
read for every request.
"""

FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION app_standing(hash text, is_api_token boolean) RETURNS text
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog AS $$
    DECLARE
      kind text := current_setting('app.kind', true);
      token record;
      bearer xid;
      house xid;
    BEGIN
      -- As the platform itself, for the length of one look: whoever asks does not see sessions.
      PERFORM set_config('app.kind', 'SYSTEM', true);
      IF is_api_token THEN
        SELECT xmin, user_id, NULL::uuid AS contact_id INTO token FROM api_token WHERE token_hash = hash;
      ELSE
        SELECT xmin, user_id, contact_id INTO token FROM session WHERE token_hash = hash;
      END IF;
      IF token.user_id IS NOT NULL THEN
        SELECT xmin INTO bearer FROM "user" WHERE id = token.user_id;
      ELSE
        SELECT xmin INTO bearer FROM contact WHERE id = token.contact_id;
      END IF;
      SELECT xmin INTO house FROM organisation;
      PERFORM set_config('app.kind', coalesce(kind, ''), true);
      RETURN concat_ws(' ', token.xmin, bearer, house);
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION user_reassigned() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE "user" SET name = name WHERE id IN (SELECT user_id FROM assigned);
      RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION api_token_reassigned() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE api_token SET name = name WHERE id IN (SELECT api_token_id FROM assigned);
      RETURN NULL;
    END $$
    """,
)

TRIGGERS = tuple(
    f"""
    CREATE OR REPLACE TRIGGER {bearer}_reassigned_{verb.lower()}_{rows.lower()} AFTER {verb} ON {bearer}_client
      REFERENCING {rows} TABLE AS assigned FOR EACH STATEMENT EXECUTE FUNCTION {bearer}_reassigned()
    """
    for bearer in ("user", "api_token")
    for verb, rows in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
)
"""An assignment made, moved or ended gives its bearer a new version."""

OF_SESSIONS = """
SELECT token.token_hash, concat_ws(' ', token.xmin, coalesce(bearer.xmin::text, contact.xmin::text), house.xmin)
FROM session AS token
LEFT JOIN "user" AS bearer ON bearer.id = token.user_id
LEFT JOIN contact ON contact.id = token.contact_id AND token.user_id IS NULL
LEFT JOIN organisation AS house ON true
WHERE token.token_hash = ANY(:hashes)
"""
"""The marks of many sessions at once, for the platform itself."""
OF_API_TOKENS = """
SELECT token.token_hash, concat_ws(' ', token.xmin, bearer.xmin, house.xmin)
FROM api_token AS token
LEFT JOIN "user" AS bearer ON bearer.id = token.user_id
LEFT JOIN organisation AS house ON true
WHERE token.token_hash = ANY(:hashes)
"""
"""The same of API tokens."""
