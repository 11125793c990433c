"""Estimates: drafted and sent by those who work here, answered by the client in the portal."""

from models import Estimate
from resolvers import offer
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given


async def create(context: Context, given: Given) -> Answer:
    """Write a draft for exactly one of a lead and a client."""
    async with context.change() as change:
        return change.answer(estimate=await offer.draft(change, Estimate, given))


async def revise(context: Context, given: Given) -> Answer:
    """Change a draft in place; one that was sent is superseded by the next revision."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        return change.answer(estimate=await offer.revise(change, estimate, given))


async def send(context: Context, given: Given) -> Answer:
    """Put it before the lead or client."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.send(change, estimate, given)
        if given.email:
            await offer.mail(change, estimate, context.services.public_url)
        return change.answer(estimate=estimate)


async def sign(context: Context, given: Given) -> Answer:
    """Accept it, as a contact of the client. Signing twice answers the same signature."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.sign(change, estimate, given)
        return change.answer(estimate=estimate)


async def decline(context: Context, given: Given) -> Answer:
    """Turn it down, as a contact of the client."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.decline(change, estimate, given.reason)
        return change.answer(estimate=estimate)


async def withdraw(context: Context, given: Given) -> Answer:
    """Take it back."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        offer.withdraw(change, estimate)
        return change.answer(estimate=estimate)
