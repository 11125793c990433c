"""One visitor for all rules of validation says what the library says."""

import pytest
from graphql import parse, validate

from schema import schema
from server.graphql.documents import rules
from server.graphql.validating import concerned, together
from server.limits import DEFAULT

RULES = rules(DEFAULT.overlaps)
DOCUMENTS = [
    "{ organisation { name } clients(first: 3) { nodes { id name } } }",
    "{ nothing { at { all } } organisation { name { first } } clients }",
    "query A { organisation { name } } query A { organisation { name } } { organisation { name } }",
    "query ($a: Int, $a: String!, $b: Nonsense, $c: Client) { clients(first: $a, after: $d) { totalCount } }",
    "{ ...X ...Gone organisation { ...Y } } fragment X on Query { ...X } fragment Y on Invoice { id }",
    "{ clients(first: 1, first: 2, nonsense: 3) { nodes { id @skip @nonsense @skip(if: 1) } } node { id } }",
    "{ a: clients(first: 1) { totalCount } a: clients(first: 2) { totalCount } node(id: 4) { ... on Client { id } } }",
    '{ clients(filter: {nonsense: 1, name: {eq: 1, eq: "2"}}, orderBy: [{field: NONSENSE}]) { totalCount } }',
    "subscription { invoiceChanged { invoice { id } } eventLogged { id } } type A { a: Int }",
    "mutation ($i: CreateClientInput!) { createClient(input: {}) { client { id } } login(input: {email: null}) }",
]
"""Documents with every kind of mistake in them."""


@pytest.mark.parametrize("text", DOCUMENTS)
@pytest.mark.parametrize("most", [2, 50])
def test_the_same_mistakes_in_the_same_order(text, most):
    document = parse(text)
    expected = validate(schema._schema, document, RULES, max_errors=most)
    assert [str(each) for each in validate(schema._schema, document, [together(RULES)], max_errors=most)] == [
        str(each) for each in expected
    ]
    assert bool(expected) == (text != DOCUMENTS[0])


def test_few_rules_are_asked_at_a_node():
    assert 0 < len(concerned(RULES, "field")) < len(RULES) / 2
