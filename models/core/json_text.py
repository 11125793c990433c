"""Values as JSON text, worked out by the database exactly as the graph writes them.

A compiled statement answers finished JSON (design.md section 4), so ids, decimals, amounts, instants and cursors have
to be written by SQL as Python writes them elsewhere. A test holds the two against each other.
"""

from models.core.money import NO_DECIMALS, RATE_PLACES, THREE_DECIMALS


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


FUNCTIONS = (
    # A global id: models.core.ids.global_id.
    """
    CREATE OR REPLACE FUNCTION app_id(key uuid, type bytea) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN encode(uuid_send(key) || type, 'hex')
    """,
    # A number without trailing zeros: models.core.money.plain.
    """
    CREATE OR REPLACE FUNCTION app_number(value numeric) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE
      RETURN trim_scale(value)
    """,
    # A percentage, with one decimal at least: schema.core.scalars.percent_text.
    """
    CREATE OR REPLACE FUNCTION app_percent(value numeric) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE
      RETURN round(value, greatest(min_scale(value), 1))
    """,
    # The decimals of a currency: models.core.money.exponent.
    f"""
    CREATE OR REPLACE FUNCTION app_decimals(currency text) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
      RETURN CASE WHEN currency IN ({_listed(NO_DECIMALS)}) THEN 0 WHEN currency IN ({_listed(THREE_DECIMALS)}) THEN 3
        ELSE 2 END
    """,
    # An amount with the decimals of its currency, or more where it has them: models.core.money.shown.
    f"""
    CREATE OR REPLACE FUNCTION app_amount(amount numeric, currency text) RETURNS numeric
      LANGUAGE sql STABLE PARALLEL SAFE
      RETURN round(amount, greatest(min_scale(round(amount, {RATE_PLACES})), app_decimals(currency)))
    """,
    # An instant as a JSON string in UTC; the connection's time zone is UTC.
    """
    CREATE OR REPLACE FUNCTION app_instant(value timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN left(to_json(value)::text, -7) || 'Z"'
    """,
    # Opaque text: base64 for URLs, without padding.
    """
    CREATE OR REPLACE FUNCTION app_opaque(content text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN translate(encode(convert_to(content, 'UTF8'), 'base64'), E'+/=\\n', '-_')
    """,
)
