"""Whether a text is one query, as what is saved to be asked again has to be."""

from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

MOST_TOKENS = 3_000
"""Words and signs a text may have to be read at all, as the gate says of all documents (server/limits.py), which looks
at what it asks for when it runs."""


def doubt(text: str) -> str | None:
    """Why a text is not one query and nothing else that could run, in a sentence; None where it is."""
    try:
        document = parse(text, max_tokens=MOST_TOKENS, no_location=True)
    except GraphQLSyntaxError as error:
        return error.message
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if [each.operation for each in operations] != [OperationType.QUERY]:
        return "Save one query: no writes, no streams, nothing beside it."
    return None
