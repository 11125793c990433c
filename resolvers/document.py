"""What concerns documents of every kind."""

from models import EventKind, Project
from models.core import ids
from models.document import MEMBERS
from models.errors import not_found
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given

_MODELS = {model.__name__: model for model in MEMBERS.values()}


async def link_to_project(context: Context, given: Given) -> Answer:
    """Link a document to a project of its client; NOT_FOUND where they are of two. What was signed stays as it is."""
    async with context.change() as change:
        named = ids.parse(given.document_id)
        if named is None or named[0] not in _MODELS:
            raise not_found("documentId")
        document = await change.find(_MODELS[named[0]], given.document_id, "documentId")
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        if project.client_id != document.client_id:
            raise not_found("projectId")
        document.project_id = project.id
        if change.changed(document):
            change.record(EventKind.DOCUMENT_LINKED, document)
        return change.answer(document=document)
