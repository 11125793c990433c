"""What is known of a client is entered with the client and nowhere else (domain.md OS-01, OS-38, OS-50)."""

from graphql import get_named_type, is_input_object_type

from schema import schema
from tests.acceptance import operations

ABOUT_CLIENTS = ("Client", "Contact", "Lead", "Portal", "User", "Organisation", "Site", "Teams")
"""Verbs about somebody, or about a place; the rest are about work and money."""
PERSONAL = {"email", "address", "phone", "company", "companyName", "clientName", "contactName", "taxId", "billTo"}
SIGNED_BY = {"signProposal", "signEstimate", "signContract"}
"""A signature names who signs."""
SIGNING_IN = {"login", "requestPasswordReset", "submitContactForm"}


def personal_inputs(input_type, path=()):
    """Fields of an input, at any depth, that say who or where somebody is. A flag to send mail is none of them."""
    for name, field in input_type.fields.items():
        named = get_named_type(field.type)
        if name in PERSONAL and named.name != "Boolean":
            yield ".".join((*path, name))
        elif is_input_object_type(named) and len(path) < 4:
            yield from personal_inputs(named, (*path, name))


def test_work_and_money_take_no_particulars_of_a_client():
    found = {}
    for verb, field in schema._schema.mutation_type.fields.items():
        if any(noun in verb for noun in ABOUT_CLIENTS) or verb in SIGNED_BY | SIGNING_IN:
            continue
        inputs = [get_named_type(argument.type) for argument in field.args.values()]
        carried = [path for each in inputs if is_input_object_type(each) for path in personal_inputs(each)]
        if carried:
            found[verb] = carried

    made_at_once = found.pop("createProject")
    assert {path.split(".")[0] for path in made_at_once} == {"newClient"}
    at_a_new_place = found.pop("quickCreateJob")
    assert {path.split(".")[0] for path in at_a_new_place} == {"newSite"}
    assert found == {}


def test_the_scenario_names_its_client_once():
    """The form, and what Ada signs with; S9 is the change of name itself."""
    telling = {
        name
        for name, text in vars(operations).items()
        if name.isupper() and name not in ("WATCH", "S9") and ("Acme" in text or "@acme" in text)
    }
    assert telling == {"S1", "S3B"}
