"""Remarks on tasks."""

from models import Comment, EventKind, Task, Visibility
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given


async def add(context: Context, given: Given) -> Answer:
    """Remark on a task, for the staff alone unless it is meant for the client."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        visibility = given.visibility or Visibility.INTERNAL
        if not given.body.strip():
            raise Rejected(ErrorCode.REQUIRED, "Write something.", ["body"])
        comment = await change.add(
            Comment(task_id=task.id, client_id=task.client_id, body=given.body, visibility=visibility)
        )
        change.record(
            EventKind.TASK_COMMENTED,
            comment,
            f"Task commented: {task.name}",
            visibility=visibility,
            project_id=task.project_id,
            lead_id=task.lead_id,
        )
        return change.answer(comment=comment, task=task)
