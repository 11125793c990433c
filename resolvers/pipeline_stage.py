"""The columns of the sales pipeline."""

from decimal import Decimal

from sqlalchemy import func, select

from models import EventKind, Lead, PipelineStage
from models.core.money import percentage
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given


async def create(context: Context, given: Given) -> Answer:
    """Add a stage, at the end unless a position is given."""
    async with context.change() as change:
        last = await change.scalar(select(func.coalesce(func.max(PipelineStage.position), 0)))
        stage = await change.add(
            PipelineStage(
                name=_called(given.name),
                position=last + 1 if given.position is None else given.position,
                probability_percent=percentage(given.probability_percent or Decimal(0), ["probabilityPercent"]),
            )
        )
        change.record(EventKind.SETUP_CHANGED, stage)
        return change.answer(pipeline_stage=stage)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given."""
    async with context.change() as change:
        stage = await change.find(PipelineStage, given.pipeline_stage_id, "pipelineStageId")
        change.expect(stage, given.expected_version)
        if given.probability_percent is not None:
            percentage(given.probability_percent, ["probabilityPercent"])
        if given.name is not None:
            _called(given.name)
        change.update(stage, given, "name", "position", "probability_percent")
        change.record(EventKind.SETUP_CHANGED, stage)
        return change.answer(pipeline_stage=stage)


def _called(name: str) -> str:
    if not name.strip():
        raise Rejected(ErrorCode.REQUIRED, "A stage needs a name.", ["name"])
    return name


async def delete(context: Context, given: Given) -> Answer:
    """Remove a stage that holds no lead."""
    async with context.change() as change:
        stage = await change.find(PipelineStage, given.pipeline_stage_id, "pipelineStageId")
        if await change.scalar(select(Lead.id).where(Lead.stage_id == stage.id).limit(1)):
            raise Rejected(ErrorCode.CONFLICT, "Move its leads to another stage first.", ["pipelineStageId"])
        change.record(EventKind.SETUP_CHANGED, stage)
        await change.remove(stage)
        return change.answer()
