"""Discussions on projects, among the staff or with the client (domain.md IN-32 to IN-35)."""

from uuid import UUID

from models import Discussion, EventKind, Project
from resolvers import reply as replies
from resolvers import tags
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.colleagues import colleagues
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named


async def start(context: Context, given: Given) -> Answer:
    """Begin a thread, and tell the users named."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        told = await colleagues(change, given.notify_user_ids or (), project.client_id, "notifyUserIds")
        discussion = await change.add(
            Discussion(
                client_id=project.client_id,
                project_id=project.id,
                subject=named(given.subject, "subject"),
                body=replies.written(given.body, "body"),
                visibility=given.visibility,
                tags=tags.kept(given.tags),
            )
        )
        event = change.record(EventKind.DISCUSSION_STARTED, discussion, visibility=discussion.visibility)
        title = f"{change.viewer.name} started {discussion.subject}"
        await change.notify(event, title, users=[user.id for user in told])
        return change.answer(discussion=discussion)


async def reply(context: Context, given: Given) -> Answer:
    """Answer under the discussion's visibility, and tell the users named and who started it."""
    async with context.change() as change:
        discussion = await change.find(Discussion, given.discussion_id, "discussionId", lock=False)
        told = await _told(change, discussion, given)
        body = replies.written(given.body, "body")
        answer = await replies.add(change, discussion, body, discussion.visibility)
        event = change.record(
            EventKind.DISCUSSION_REPLIED,
            discussion,
            visibility=answer.visibility,
            data={"replyId": str(answer.id)},
        )
        await change.notify(event, f"{change.viewer.name} replied in {discussion.subject}", users=told)
        return change.answer(reply=answer, discussion=discussion)


async def set_visibility(context: Context, given: Given) -> Answer:
    """Open it to the client, or keep it among the staff. Replies keep the visibility they were written under."""
    async with context.change() as change:
        discussion = await change.find(Discussion, given.discussion_id, "discussionId")
        discussion.visibility = given.visibility
        if change.changed(discussion):
            change.record(EventKind.DISCUSSION_VISIBILITY_CHANGED, discussion, visibility=discussion.visibility)
        return change.answer(discussion=discussion)


async def _told(change: Change, discussion: Discussion, given: Given) -> list[UUID]:
    named_users = await colleagues(change, given.notify_user_ids or (), discussion.client_id, "notifyUserIds")
    starter = await replies.concerned(change, [discussion.created_by], discussion.client_id)
    return [*(user.id for user in named_users), *starter]
