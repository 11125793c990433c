"""Milestones: the steps of a project."""

from sqlalchemy import func, select

from models import EventKind, Milestone, Project
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named


async def create(context: Context, given: Given) -> Answer:
    """Add a step to a project, at the end unless a position is given."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        last = select(func.coalesce(func.max(Milestone.position), 0)).where(Milestone.project_id == project.id)
        milestone = await change.add(
            Milestone(
                client_id=project.client_id,
                project_id=project.id,
                name=named(given.name, "name"),
                due_on=given.due_on,
                position=await change.scalar(last) + 1 if given.position is None else given.position,
            )
        )
        change.record(EventKind.MILESTONE_CREATED, milestone)
        return change.answer(milestone=milestone)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given."""
    async with context.change() as change:
        milestone = await change.find(Milestone, given.milestone_id, "milestoneId")
        change.expect(milestone, given.expected_version)
        change.update(milestone, given, "name", "due_on", "position")
        if given.name is not None:
            milestone.name = named(given.name, "name")
        change.record(EventKind.PROJECT_UPDATED, milestone, f"Milestone updated: {milestone.name}")
        return change.answer(milestone=milestone)
