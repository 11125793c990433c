"""Proposals: drafted and sent by those who work here, read and answered by whoever holds the link or by the client."""

from datetime import timedelta

from sqlalchemy import select

from models import Estimate, EventKind, OneTimeToken, Proposal, ProposalStatus, TokenPurpose
from models.errors import ErrorCode, Rejected
from permissions.offer import CanSign
from permissions.viewer import SYSTEM
from resolvers import contract, offer, one_time_token, secrets
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context, Services
from resolvers.given import Given

SIGNING = TokenPurpose.PROPOSAL_SIGNING
LINK_LASTS = timedelta(days=90)
"""How long the link of a proposal without a last day opens it; else until this long after that day."""


async def create(context: Context, given: Given) -> Answer:
    """Write a draft for exactly one of a lead and a client."""
    async with context.change() as change:
        return change.answer(proposal=await offer.draft(change, Proposal, given))


async def revise(context: Context, given: Given) -> Answer:
    """Change a draft in place; one that was sent is superseded by the next revision, and its link ends."""
    async with context.change() as change:
        proposal = await change.find(Proposal, given.proposal_id, "proposalId")
        revised = await offer.revise(change, proposal, given)
        if revised is not proposal:
            await one_time_token.revoke(change, SIGNING, proposal.id)
        return change.answer(proposal=revised)


async def send(context: Context, given: Given) -> Answer:
    """Put it before the lead or client. The signing token is answered this once, and never again."""
    async with context.change() as change:
        proposal = await change.find(Proposal, given.proposal_id, "proposalId")
        await offer.send(change, proposal, given)
        token = await one_time_token.issue(change, SIGNING, proposal.id, await _lasts(change, proposal))
        if given.email:
            await offer.mail(change, proposal, f"{context.services.public_url}/portal/sign?token={token}", secret=True)
        return change.answer(proposal=proposal, signing_token=token)


async def by_token(context: Context, token: str) -> Proposal | None:
    """What the holder of a signing token reads, its first look noted; None where the token opens nothing any more."""
    async with context.change() as change:
        proposal = await _behind(change, token)
        if proposal is None or proposal.status in (ProposalStatus.WITHDRAWN, ProposalStatus.SUPERSEDED):
            return None
        await offer.lapse(change, proposal)
        if proposal.status is ProposalStatus.SENT:
            proposal.view(change.now)
            change.record(EventKind.PROPOSAL_VIEWED, proposal)
        return proposal


async def sign(context: Context, given: Given) -> Answer:
    """Accept it, with the token or as a contact of the client. Signing twice answers the same signature."""
    async with context.change() as change:
        proposal = await _answered(change, given)
        await offer.sign(change, proposal, given)
        return change.answer(proposal=proposal)


async def decline(context: Context, given: Given) -> Answer:
    """Turn it down, with the token or as a contact of the client."""
    async with context.change() as change:
        proposal = await _answered(change, given)
        await offer.decline(change, proposal, given.reason)
        return change.answer(proposal=proposal)


async def withdraw(context: Context, given: Given) -> Answer:
    """Take it back; its link ends."""
    async with context.change() as change:
        proposal = await change.find(Proposal, given.proposal_id, "proposalId")
        offer.withdraw(change, proposal)
        await one_time_token.revoke(change, SIGNING, proposal.id)
        return change.answer(proposal=proposal)


async def expire_documents(services: Services) -> None:
    """What the calendar does to documents: proposals and estimates are about to expire, and do; contracts come
    into force and end. Run it as often as you like."""
    async with Context(services, SYSTEM).change() as change:
        for model in (Proposal, Estimate):
            await offer.warn(change, model)
            await offer.lapse_all(change, model)
        await contract.follow_calendar(change)


async def _answered(change: Change, given: Given) -> Proposal:
    """The proposal a caller answers, by its token or, for a contact who sees it, by its id."""
    if (given.token is None) == (given.proposal_id is None):
        code = ErrorCode.REQUIRED if given.token is None else ErrorCode.INVALID
        raise Rejected(code, "Give the token, or as a contact the id.", ["token"])
    if given.token is not None:
        opened = await _behind(change, given.token)
        if opened is None:
            raise Rejected(ErrorCode.INVALID_TOKEN, "This link is not valid any more.", ["token"])
        return opened
    if not change.viewer.is_signed_in:
        raise Rejected(ErrorCode.UNAUTHENTICATED, "Sign in first, or give the token.")
    proposal = await change.find(Proposal, given.proposal_id, "proposalId")
    if not CanSign().allows(change.viewer):
        raise Rejected(ErrorCode.FORBIDDEN, "It is the client's to answer.")
    return proposal


async def _behind(change: Change, token: str) -> Proposal | None:
    """The proposal a live token opens, locked before its token is, as by those who withdraw a link."""
    named = select(OneTimeToken.subject_id).where(
        OneTimeToken.token_hash == secrets.digest(token), OneTimeToken.purpose == SIGNING
    )
    proposal = await change.get(Proposal, await change.scalar(named))
    held = await one_time_token.held(change, SIGNING, token)
    return proposal if held is not None and held.is_live(change.now) else None


async def _lasts(change: Change, proposal: Proposal) -> timedelta:
    if proposal.expires_on is None:
        return LINK_LASTS
    return proposal.expires_on - await change.today() + LINK_LASTS
