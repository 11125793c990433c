"""Files."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import case
from strawberry.file_uploads import Upload

import models
from models.core.base import model_named
from permissions.base import CanWork
from permissions.file import CanUpload, FileBodies
from resolvers import download
from resolvers import file as files
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, or_else
from schema.actor import Actor, actor
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, Node, found, listing, node, roots


def _subject(file: models.File, info: Any) -> Any:
    if file.subject is None:
        return None
    name, key = file.subject
    return info.context.loaders.one(getattr(models, name)).load(key)


def _subject_sql(asked: Asked) -> Pieces:
    texts = []
    for column, name in models.File.SUBJECTS.items():
        key = asked.place.key(column)
        texts.append((key.is_not(None), asked.found(model_named(name), key)))
    return [or_else(case(*texts), "null")]


@node(models.File, "files", ["-CREATED_AT"])
class File(ClientScoped):
    """An uploaded file. Contacts see those with visibility CLIENT."""

    name: str = field("What it is called.", filterable=True, orderable=True, searchable=True)
    content_type: str = field("What its bytes look like, as a media type.", filterable=True)
    byte_size: int = field("How many bytes.", orderable=True)
    sha256: str = field("SHA-256 of the bytes.")
    visibility: models.Visibility = field("Who sees it.", filterable=True)
    download_url: str | None = MadeField(
        "Short-lived; visibility is checked again when it is opened.",
        lambda file, info: download.address(info.context, file.id),
        [FileBodies],
        sql=lambda asked: asked.filled(download.address, asked.key()),
    )
    subject: Node | None = MadeField("What it is attached to.", _subject, sql=_subject_sql)
    lead = related(models.File.lead_id, "The lead it belongs to.", filterable=True)
    client = related(models.File.client_id, "The client it belongs to.", filterable=True)
    project = related(models.File.project_id, "The project it belongs to.", filterable=True)
    uploaded_by: Actor | None = actor("Who sent it.", "created_by")
    created_at: datetime = field("When it came.", filterable=True, orderable=True)


FilePayload = payload("FilePayload", "What a write of a file answers.", file=(noun("File") | None, "The file."))


@strawberry.input(description="For uploadFile.")
class UploadFileInput:
    file: Upload = given("The bytes, by the GraphQL multipart request specification; at most 25 MiB.")
    name: str | None = optional("What it is called; the sender's own name by default. Paths are left away.")
    visibility: models.Visibility = given("Who sees it.")
    client_id: strawberry.ID | None = optional("The client it is attached to; exactly one of all these.")
    project_id: strawberry.ID | None = optional("The project it is attached to.")
    lead_id: strawberry.ID | None = optional("The lead it is attached to.")
    task_id: strawberry.ID | None = optional("The task it is attached to.")
    ticket_id: strawberry.ID | None = optional("The ticket it is attached to.")
    reply_id: strawberry.ID | None = optional("The answer it is attached to; a contact's own.")
    job_id: strawberry.ID | None = optional("The job it is attached to.")


@strawberry.input(description="For setFileVisibility.")
class SetFileVisibilityInput:
    file_id: strawberry.ID = given("The file.")
    visibility: models.Visibility = given("Who sees it from now on.")


@roots
class FileQueries:
    """Reading files."""

    files = listing("File", description="Every visible file.")
    file = found("File", "One file.")


@roots
class FileMutations:
    """Taking files in, and showing them."""

    upload_file: FilePayload = mutation(
        files.upload, UploadFileInput, CanUpload, description="Attached to exactly one node."
    )
    set_file_visibility: FilePayload = mutation(
        files.set_visibility, SetFileVisibilityInput, CanWork, description="Show a file to the client, or hide it."
    )
