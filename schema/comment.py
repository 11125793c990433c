"""Remarks on tasks."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import comment as comments
from schema.actor import Actor, actor
from schema.core.fields import field, related
from schema.core.inputs import given
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, node, roots


@node(models.Comment, "comments", ["CREATED_AT"])
class Comment(Node):
    """A remark on a task."""

    task = related(models.Comment.task_id, "The task.")
    author: Actor | None = actor("Who wrote it.", "created_by")
    body: str = field("What was written.")
    visibility: models.Visibility = field("Who reads it.", filterable=True)
    created_at: datetime = field("When it was written.", filterable=True, orderable=True)


CommentPayload = payload(
    "CommentPayload",
    "What a write of a comment answers.",
    comment=(noun("Comment") | None, "The comment."),
    task=(noun("Task") | None, "Its task."),
)


@strawberry.input(description="For commentOnTask.")
class CommentOnTaskInput:
    task_id: strawberry.ID = given("The task.")
    body: str = given("What is remarked.")
    visibility: models.Visibility | None = given("Who reads it.", default=models.Visibility.INTERNAL)


@roots
class CommentMutations:
    """Remarking on tasks."""

    comment_on_task: CommentPayload = mutation(
        comments.add, CommentOnTaskInput, CanWork, description="Remark on a task, for the staff alone by default."
    )
