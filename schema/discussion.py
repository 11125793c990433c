"""Discussions."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from permissions.discussion import CanDiscuss
from resolvers import discussion as discussions
from schema.actor import Actor, actor
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.tags import tagged
from schema.reply import ReplyPayload


@node(models.Discussion, "discussions", ["-CREATED_AT"], criteria=[tagged(models.Discussion.tags)])
class Discussion(ClientScoped):
    """A thread on a project. Contacts see those with visibility CLIENT."""

    subject: str = field("What it is about.", orderable=True, searchable=True)
    body: str = field("How it begins.", searchable=True)
    visibility: models.Visibility = field("Who reads it.", filterable=True)
    tags: list[str] = field("Words it is sorted by.")
    client = related(models.Discussion.client_id, "The client.", nullable=False, filterable=True)
    project = related(models.Discussion.project_id, "The project.", to="Project", filterable=True)
    author: Actor | None = actor("Who started it.", "created_by")
    replies = listing("Reply", models.Reply.discussion_id, "What was answered, oldest first.")
    created_at: datetime = field("When it was started.", filterable=True, orderable=True)
    version: int = field("Rises with every change.")


DiscussionPayload = payload(
    "DiscussionPayload",
    "What a write of a discussion answers.",
    discussion=(noun("Discussion") | None, "The discussion."),
)


@strawberry.input(description="For startDiscussion.")
class StartDiscussionInput:
    project_id: strawberry.ID = given("The project.")
    subject: str = given("What it is about.")
    body: str = given("How it begins.")
    visibility: models.Visibility = given("Who reads it.")
    tags: list[str] | None = optional("Words it is sorted by.")
    notify_user_ids: list[strawberry.ID] | None = optional("The users to tell of it; they work for the client.")


@strawberry.input(description="For replyToDiscussion.")
class ReplyToDiscussionInput:
    discussion_id: strawberry.ID = given("The discussion.")
    body: str = given("The answer.")
    notify_user_ids: list[strawberry.ID] | None = optional("The users to tell of it; they work for the client.")


@strawberry.input(description="For setDiscussionVisibility.")
class SetDiscussionVisibilityInput:
    discussion_id: strawberry.ID = given("The discussion.")
    visibility: models.Visibility = given("Who reads it.")


@roots
class DiscussionQueries:
    """Reading discussions."""

    discussions = listing("Discussion", description="Every visible discussion.")
    discussion = found("Discussion", "One discussion.")


@roots
class DiscussionMutations:
    """Talking a project over."""

    start_discussion: DiscussionPayload = mutation(
        discussions.start,
        StartDiscussionInput,
        CanWork,
        description="Begin a thread, among the staff or with the client.",
    )
    reply_to_discussion: ReplyPayload = mutation(
        discussions.reply, ReplyToDiscussionInput, CanDiscuss, description="Answer under the discussion's visibility."
    )
    set_discussion_visibility: DiscussionPayload = mutation(
        discussions.set_visibility,
        SetDiscussionVisibilityInput,
        CanWork,
        description="Open it to the client, or keep it among the staff; replies keep theirs.",
    )
