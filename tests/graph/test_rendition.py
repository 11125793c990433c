"""Documents as PDF: what stands on them, who gets them, and that what was sent is what is kept."""

import asyncio
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

import models
from models.core import clock
from resolvers.context import Context
from schema import schema
from tests.graph.conftest import gid
from tests.graph.money import Work, item
from tests.graph.papers import LETTERHEAD, UPDATE_CLIENT, UPDATE_HOUSE, Papers

URL = """
query ($id: ID!) {
  node(id: $id) {
    ... on Invoice { downloadUrl } ... on CreditNote { downloadUrl } ... on Receipt { downloadUrl }
    ... on Proposal { downloadUrl } ... on Estimate { downloadUrl } ... on Contract { downloadUrl }
  }
}
"""
VOID = 'mutation ($id: ID!) { voidInvoice(input: {invoiceId: $id, reason: "Billed twice"}) { userErrors { code } } }'
SIGN = """
mutation ($id: ID!) {
  signProposal(input: {proposalId: $id, name: "Ada Acme", email: "ada@acme.test", accept: true}) {
    proposal { signature { contentSha256 } } userErrors { code }
  }
}
"""


@pytest.fixture
async def work(make):
    return await Work(make).begin()


@pytest.fixture
async def papers(ask, owner, work):
    return await Papers(ask, owner, work).begin()


@pytest.fixture
async def dev(work, signed_in):
    return await signed_in(user=work.user)


@pytest.fixture
async def ada(make, work, signed_in):
    """The client's contact, with everything a contact may have."""
    async with Context(make._services).change() as change:
        contact = await change.get(models.Contact, work.contact.id)
        contact.portal_permissions = ["INVOICES", "DOCUMENTS"]
    return await signed_in(contact=contact)


@pytest.fixture
def url_of():
    """`await url_of(context, id)`: what `downloadUrl` answers a caller with a session."""

    async def asked(context, key):
        result = await schema.execute(URL, variable_values={"id": key}, context_value=context.fresh())
        assert not result.errors
        return result.data["node"] and result.data["node"]["downloadUrl"]

    return asked


@pytest.fixture
def read(url_of, get):
    """`await read(context, id)`: the PDF of a document, opened by somebody else's library."""

    async def opened(context, key):
        answer = await get(await url_of(context, key), context.token)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        opened.name = answer.headers["content-disposition"].removeprefix("attachment; filename*=UTF-8''")
        opened.headers, opened.content = answer.headers, answer.content
        return PdfReader(BytesIO(answer.content))

    return opened


def text_of(pdf):
    """What stands on it, whatever its lines."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


async def test_every_document_is_archived_pdf_with_the_letterhead_and_whom_it_is_for(papers, ada, read):
    invoice = await papers.invoice(note="Thank you.", discountPercent="5")
    made = {
        "Invoice%20INV-2026-00001.pdf": invoice,
        "Credit%20note%20CN-2026-00001.pdf": await papers.credit_note(invoice),
        "Receipt%20RCT-2026-00001.pdf": await papers.receipt(invoice),
        "Proposal%20PRO-2026-00001.pdf": await papers.proposal(),
        "Estimate%20EST-2026-00001.pdf": await papers.estimate(),
        "Contract%20Website%20care.pdf": await papers.contract(),
    }
    year = str(clock.today("Europe/London").year)

    for name, key in made.items():
        pdf = await read(ada, key)
        said = text_of(pdf)
        assert read.name == name.replace("2026", year)
        assert (
            read.headers["x-content-type-options"] == "nosniff" and "sandbox" in read.headers["content-security-policy"]
        )
        assert pdf.xmp_metadata.pdfaid_part == "3" and pdf.xmp_metadata.pdfaid_conformance == "A"
        assert pdf.metadata.author == LETTERHEAD["name"] and pdf.trailer["/Root"]["/Lang"] == "en-GB"
        for part in (LETTERHEAD["name"], "12 Harbour Street Bristol BS1 4QA United Kingdom", "Company no. 01234567",
                     "Acme Ltd 1 Long Road London N1 1AA", "Page 1 of 1"):  # fmt: skip
            assert part in said, (name, said)


async def test_an_invoice_says_what_is_owed_to_the_penny_and_how_it_is_paid(papers, ada, read):
    said = text_of(await read(ada, await papers.invoice(note="Thank you.", discountPercent="5")))

    for part in (
        "Payment terms 30 days",
        "Design of the new website 24.5 hours 95.00 20% 2,327.50",
        "Photography, two days on site With travel 1 1,200.00 10% 20% 1,080.00",
        "Subtotal 3,886.30",
        "Discount 5% −194.32",
        "VAT 20% on 3,237.12 647.42",
        "VAT 5% on 454.86 22.74",
        "Total GBP 4,362.14",
        "IBAN GB33 BUKB 2020 1555 5555 55",
        "Note Thank you.",
    ):
        assert part in said
    assert "VOID" not in said


async def test_an_invoice_says_which_project_it_was_made_for(ask, owner, make, papers, ada, read):
    """OS-31; as the project was called when it was issued, and not what it was attached to afterwards."""
    hours = models.BillingMethod.PROJECT_HOURS
    site, shop = [
        await make.row(models.Project(client_id=papers.work.client.id, name=name, currency="GBP", billing_method=hours))
        for name in ("Site #1", "Shop")
    ]
    made = await papers.invoice(projectId=gid(site))
    attached = await papers.invoice()
    attach = "mutation ($i: ID!, $p: ID!) { attachInvoiceToProject(input: {invoiceId: $i, projectId: $p}) { cursor } }"
    await ask(owner, attach, i=attached, p=gid(shop))
    rename = 'mutation ($p: ID!) { updateProject(input: {projectId: $p, name: "Other"}) { cursor } }'
    await ask(owner, rename, p=gid(site))

    assert "Project Site #1" in text_of(await read(ada, made))
    assert "Project" not in text_of(await read(ada, attached))


async def test_what_was_sent_is_what_is_kept(ask, owner, make, services, papers, dev, ada, read):
    invoice = await papers.invoice()
    await ask(owner, UPDATE_HOUSE, input={"name": "Beacon Studio Ltd", "bankDetails": None})
    await ask(owner, UPDATE_CLIENT, input={"clientId": gid(papers.work.client), "name": "Acme Holdings Ltd"})

    first = text_of(await read(ada, invoice))
    kept = read.content
    with clock.moved(timedelta(hours=1)):
        await ask(owner, UPDATE_HOUSE, input={"name": "Lantern Studio Ltd"})
    await read(dev, invoice)

    assert "Lighthouse Studio Ltd" in first and "Beacon" not in first and "IBAN" in first and "Holdings" not in first
    assert read.content == kept
    (rendition,) = await make.all(models.Rendition)
    assert services.storage.kept[rendition.storage_key] == kept
    assert (rendition.face, rendition.byte_size) == (models.Face.ISSUED, len(kept))


async def test_a_voided_invoice_is_stamped_and_the_one_that_was_sent_stays(ask, owner, make, papers, ada, read):
    invoice = await papers.invoice()
    await read(ada, invoice)
    await ask(owner, VOID, id=invoice)

    said = text_of(await read(ada, invoice))

    assert read.name.endswith("%20%28void%29.pdf") and "VOID" in said.replace(" ", "")
    assert "Billed twice Nothing is to be paid." in said and "IBAN" not in said
    assert [each.face.name for each in await make.all(models.Rendition)] == ["ISSUED", "VOID"]


async def test_a_signed_proposal_shows_who_signed_what(papers, ada, read):
    proposal = await papers.proposal()
    assert "You can read and sign this proposal online until" in text_of(await read(ada, proposal))
    signed = await schema.execute(SIGN, variable_values={"id": proposal}, context_value=ada.fresh())
    sha256 = signed.data["signProposal"]["proposal"]["signature"]["contentSha256"]

    said = text_of(await read(ada, proposal))

    assert "Signed electronically Name Ada Acme E-mail ada@acme.test Signed at" in said
    assert sha256 in said and "sign this proposal" not in said


async def test_a_receipt_tells_what_the_payment_settled_when_it_came(ask, owner, papers, ada, read):
    receipt = await papers.receipt(await papers.invoice(item("120")))
    invoice = f"Invoice INV-{clock.today('Europe/London').year}-00001"

    said = text_of(await read(ada, receipt))

    assert f"{invoice} 120.00 Received GBP 120.00" in said and "Paid by Card" in said


async def test_a_draft_has_none_and_who_may_not_see_a_document_gets_none(
    ask, make, papers, work, dev, ada, signed_in, url_of, get
):
    invoice, contract = await papers.invoice(), await papers.contract()
    draft = await make.row(models.Invoice(client_id=work.client.id, bill_to_name="Acme", currency="GBP"))
    stranger = await make.contact(
        await make.client(), portal_status=models.PortalStatus.ACTIVE, portal_permissions=["INVOICES", "DOCUMENTS"]
    )
    eve = await signed_in(contact=stranger)
    ana = await signed_in(user=await make.user(models.Role.ANALYST, all_clients=True))
    mia = await signed_in(user=await make.user(models.Role.STAFF_LIMITED))
    good = await url_of(ada, invoice)

    assert await url_of(dev, gid(draft)) is None
    assert [await url_of(who, invoice) for who in (eve, ana, mia)] == [None, None, None]
    assert (await get(good, eve.token)).status_code == 404
    assert (await get(good.replace(invoice, contract), ada.token)).status_code == 404
    assert (await get(good.replace("/documents/", "/files/"), ada.token)).status_code == 200
    assert (await get(good, ada.token)).status_code == 200
    with clock.moved(timedelta(minutes=5)):
        assert (await get(good, ada.token)).status_code == 404


async def test_taking_a_permission_away_closes_addresses_at_once(services, papers, ada, url_of, get):
    good = await url_of(ada, await papers.invoice())
    assert (await get(good)).status_code == 200

    async with Context(services).change() as change:
        (await change.get(models.Contact, ada.viewer.contact_id)).portal_permissions = ["DOCUMENTS"]

    assert (await get(good)).status_code == 404


async def test_asked_for_by_many_at_once_it_is_kept_once(make, papers, ada, url_of, get):
    good = await url_of(ada, await papers.invoice())

    answers = await asyncio.gather(*(get(good) for _ in range(4)))

    assert len({answer.content for answer in answers}) == 1 and len(await make.all(models.Rendition)) == 1


async def test_bytes_that_are_not_those_kept_are_not_handed_out(make, services, papers, ada, url_of, get):
    good = await url_of(ada, await papers.invoice())
    await get(good)
    (rendition,) = await make.all(models.Rendition)

    services.storage.kept[rendition.storage_key] += b" "

    assert (await get(good)).status_code == 404


async def test_an_address_costs_no_statement(papers, dev, statements):
    for _ in range(3):
        await papers.invoice(item("10"))

    with statements(1):
        listed = await schema.execute("{ invoices { nodes { number downloadUrl } } }", context_value=dev.fresh())

    assert len({each["downloadUrl"] for each in listed.data["invoices"]["nodes"]}) == 3


async def test_a_credit_note_tells_the_invoice_and_why(papers, ada, read):
    note = await papers.credit_note(await papers.invoice())

    said = text_of(await read(ada, note))

    assert f"For invoice INV-{clock.today('Europe/London').year}-00001 Invoiced" in said and "Reason Not agreed" in said
    assert "Subtotal 100.00 VAT 20% on 100.00 20.00 Total credit GBP 120.00" in said
