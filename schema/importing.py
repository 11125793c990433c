"""Imports: leads, clients and contacts from tables, and what all imports have in common."""

import strawberry
from strawberry.file_uploads import Upload

import models
from models.errors import ErrorCode
from permissions.base import AdminOnly
from resolvers.client_import import import_clients
from resolvers.contact_import import import_contacts
from resolvers.lead_import import import_leads
from schema.core.fields import field
from schema.core.inputs import given
from schema.core.made import described, noun
from schema.core.mutation import mutation, payload
from schema.core.node import part_of, roots

described(models.DuplicatePolicy)


@part_of(None)
class RowError:
    """A fault in one row of an import. The header is line 1."""

    line: int = field("The line of the file on which the row begins.")
    column: str | None = field("The column; null where it is the row as a whole.")
    code: ErrorCode = field("The kind of fault.")
    message: str = field("For people.")


def _payload(name: str, plural: str) -> type:
    return payload(
        f"Import{plural}Payload",
        f"What a write of import{plural} answers. All counts are 0 where a row is wrong.",
        created=(int, "Rows made; those that would be, on a dry run."),
        updated=(int, "Rows changed; those that would be, on a dry run."),
        skipped=(int, "Rows left as they are: by policy, or because nothing differs."),
        **{plural.lower(): (list[noun(name)] | None, "Those touched, at most 100; none on a dry run.")},
        row_errors=(list[RowError], "Every fault of every row, by line. With any, nothing is stored."),
    )


ImportLeadsPayload = _payload("Lead", "Leads")
ImportClientsPayload = _payload("Client", "Clients")
ImportContactsPayload = _payload("Contact", "Contacts")

FILE = "The table, as CSV (UTF-8, commas, RFC 4180) or XLSX (its first sheet); at most 5 MB and 50,000 rows."
DRY_RUN = "Only say what would be done."


@strawberry.input(description="For importLeads.")
class ImportLeadsInput:
    file: Upload = given(FILE)
    dry_run: bool | None = given(DRY_RUN, default=False)
    on_duplicate: models.DuplicatePolicy | None = given(
        "What becomes of a lead whose e-mail address one has that is not converted.",
        default=models.DuplicatePolicy.REJECT,
    )


@strawberry.input(description="For importClients.")
class ImportClientsInput:
    file: Upload = given(FILE)
    dry_run: bool | None = given(DRY_RUN, default=False)
    on_duplicate: models.DuplicatePolicy | None = given(
        "What becomes of a client whose tax number, or whose contact's e-mail address, is there.",
        default=models.DuplicatePolicy.REJECT,
    )


@strawberry.input(description="For importContacts.")
class ImportContactsInput:
    file: Upload = given(FILE)
    dry_run: bool | None = given(DRY_RUN, default=False)
    on_duplicate: models.DuplicatePolicy | None = given(
        "What becomes of a contact whose e-mail address the client's contacts have.",
        default=models.DuplicatePolicy.REJECT,
    )


@roots
class ImportMutations:
    """Taking in what was kept elsewhere."""

    import_leads: ImportLeadsPayload = mutation(
        import_leads,
        ImportLeadsInput,
        AdminOnly,
        description="All rows or none. Columns: name, company_name, email, phone, street, city, region, postcode, "
        "country, source, stage, owner (an e-mail address), value, currency. Administrators.",
    )
    import_clients: ImportClientsPayload = mutation(
        import_clients,
        ImportClientsInput,
        AdminOnly,
        description="All rows or none. Columns: name, type, contact_name, email, phone, currency, street, city, "
        "region, postcode, country, tax_id, account_number, payment_terms_days, source, hourly_rate, internal_notes. "
        "Administrators.",
    )
    import_contacts: ImportContactsPayload = mutation(
        import_contacts,
        ImportContactsInput,
        AdminOnly,
        description="All rows or none. Columns: client (its id, account number or name), name, email, phone, job_role. "
        "Administrators.",
    )
