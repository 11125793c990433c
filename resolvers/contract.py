"""Contracts: drafted and sent by those who work here, signed by the client, in force by the calendar."""

from datetime import date

from sqlalchemy import select

from models import Client, Contract, ContractStatus, EventKind, PortalPermission, Project, Proposal
from models.core.money import Money
from models.errors import ErrorCode, Rejected, not_found
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.offer import author, signer, title_of
from resolvers.recipients import letter_box, portal_contacts, sender


async def create(context: Context, given: Given) -> Answer:
    """Write a draft. Its project and proposal are of the same client, else NOT_FOUND."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId", lock=False)
        if not given.body.strip():
            raise Rejected(ErrorCode.REQUIRED, "A contract needs its text.", ["body"])
        if given.ends_on is not None and given.ends_on < given.starts_on:
            raise Rejected(ErrorCode.INVALID, "It cannot end before it starts.", ["endsOn"])
        asked = given.value("value")
        value = Money.of(asked.amount, asked.currency, ["value"]) if asked else None
        contract = await change.add(
            Contract(
                client_id=client.id,
                project_id=await _of_client(change, Project, given.project_id, "projectId", client),
                proposal_id=await _of_client(change, Proposal, given.proposal_id, "proposalId", client),
                title=title_of(given),
                body=given.body,
                value=value.amount if value else None,
                value_currency=value.currency if value else None,
                starts_on=given.starts_on,
                ends_on=given.ends_on,
            )
        )
        change.record(EventKind.CONTRACT_CREATED, contract)
        return change.answer(contract=contract)


async def send(context: Context, given: Given) -> Answer:
    """Put it before the client."""
    async with context.change() as change:
        contract = await change.find(Contract, given.contract_id, "contractId")
        contract.send(change.now)
        event = change.record(EventKind.CONTRACT_SENT, contract)
        contacts = await portal_contacts(change, contract.client_id, PortalPermission.DOCUMENTS)
        await change.notify(event, f"{contract.title} is ready for you to sign", contacts=contacts)
        if given.email:
            body = f"{contract.title}\n\nRead and sign it in your portal:\n{context.services.public_url}\n"
            subject = f"{contract.title} from {await sender(change)}"
            change.mail(await letter_box(change, contract.client_id), subject, body)
        return change.answer(contract=contract)


async def sign(context: Context, given: Given) -> Answer:
    """Accept it, as a contact of the client. It is in force at once where its first day has come."""
    async with context.change() as change:
        contract = await change.find(Contract, given.contract_id, "contractId")
        if not given.accept:
            raise Rejected(ErrorCode.INVALID, "Tick the box that accepts its terms to sign it.", ["accept"])
        if contract.signed_at is None:
            contract.sign(signer(context, given), change.now)
            event = change.record(EventKind.CONTRACT_SIGNED, contract)
            told = f"{contract.title} was signed by {contract.signature_name}"
            await change.notify(event, told, users=author(contract))
            _begin(change, contract, await change.today())
        return change.answer(contract=contract)


async def terminate(context: Context, given: Given) -> Answer:
    """End one that is in force, with a reason."""
    async with context.change() as change:
        contract = await change.find(Contract, given.contract_id, "contractId")
        contract.terminate(given.reason)
        change.record(EventKind.CONTRACT_TERMINATED, contract)
        return change.answer(contract=contract)


async def follow_calendar(change: Change) -> None:
    """Contracts whose first day has come are in force; those whose last day has passed have ended."""
    today = await change.today()
    signed = select(Contract).where(Contract.status == ContractStatus.SIGNED, Contract.starts_on <= today)
    for contract in await change.all(signed.order_by(Contract.id).with_for_update(skip_locked=True)):
        _begin(change, contract, today)
    await change.flush()
    over = select(Contract).where(Contract.status == ContractStatus.ACTIVE, Contract.ends_on < today)
    for contract in await change.all(over.order_by(Contract.id).with_for_update(skip_locked=True)):
        contract.expire(today)
        change.record(EventKind.CONTRACT_EXPIRED, contract)


def _begin(change: Change, contract: Contract, today: date) -> None:
    if contract.starts_on <= today:
        contract.activate(today)
        change.record(EventKind.CONTRACT_ACTIVATED, contract)


async def _of_client(change: Change, model: type, given: str | None, path: str, client: Client) -> object:
    if given is None:
        return None
    row = await change.find(model, given, path, lock=False)
    if row.client_id != client.id:
        raise not_found(path)
    return row.id
