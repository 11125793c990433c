"""What can be set from outside: the `CLIENTGRAPH_…` variables of the environment. Reading them has no effects."""

import errno
import json
import os
import secrets
import tempfile
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, FilePath, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.addresses import address_of
from server.limits import DEFAULT, Limits

PREFIX = "CLIENTGRAPH_"
KEY_LENGTH = 32
"""Characters of a secret key that cannot be guessed."""


def _url_of(*schemes: str) -> AfterValidator:
    """A URL of one of these schemes."""

    def check(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}:' for scheme in schemes)}")
        return value

    return AfterValidator(check)


def _database(meant: str) -> AfterValidator:
    """The address of a database; of several servers, the one that is meant."""
    return AfterValidator(partial(address_of, meant=meant))


def _decoded(value: Any) -> Any:
    """What a JSON object says."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("must be a JSON object") from None


def _listed(value: Any) -> Any:
    """The parts of a text with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Settings(BaseSettings):
    """The environment of `acceptance.md`. An empty variable counts as unset."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    database_url: Annotated[str, _database("primary")] | None = Field(
        None, repr=False, description="PostgreSQL 18 to use; unset: an embedded one in the data directory."
    )
    standby_url: Annotated[str, _database("standby")] | None = Field(
        None, repr=False, description="A standby of it, for analysts' queries and exports; unset: the database itself."
    )
    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("clientgraph", appauthor=False),
        description="Where everything kept lies; unset: a directory of the user's own.",
    )
    valkey_url: Annotated[str, _url_of("valkey", "valkeys", "redis", "rediss")] | None = Field(
        None, repr=False, description="Valkey for wake-ups and limits; unset: by PostgreSQL and in memory."
    )
    secret_key: str | None = Field(
        None,
        repr=False,
        description="Signs and hashes what is handed out; unset: one is made and kept.",
    )
    smtp_url: Annotated[str, _url_of("smtp", "smtps")] | None = Field(
        None, repr=False, description="Where mail is sent; unset: no mail leaves, invitations answer their token."
    )
    storage_url: Annotated[str, _url_of("file", "s3", "gs", "az")] | None = Field(
        None, repr=False, description="Where files lie; unset: in the data directory."
    )
    fonts_dir: Path | None = Field(
        None, description="Further fonts for documents, such as Chinese ones; unset: Latin, Greek, Cyrillic and a few."
    )
    mail_from: str = Field("clientgraph@localhost", description="The sender of mail.")
    readers: int = Field(
        10, ge=1, le=1000, description="Connections that queries run on, beside up to 20 for everything else."
    )
    manifests: Annotated[tuple[FilePath, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="Manifests of documents other front ends were built with, separated by commas; unset: none."
    )
    limits: Annotated[Limits, NoDecode, BeforeValidator(_decoded)] = Field(
        DEFAULT, description="Some of the limits of server/limits.py as a JSON object; unset: as they are there."
    )
    metrics_token: Annotated[str, Field(min_length=16)] | None = Field(
        None, repr=False, description="The bearer token of /metrics, 16 characters or more; unset: there is none."
    )
    otel_url: Annotated[str, _url_of("http", "https")] | None = Field(
        None, description="Where spans go, as OTLP over HTTP; needs the extra `otel`. Unset: nowhere."
    )
    webhooks_to_loopback: bool = Field(
        False, description="Whether webhooks may go to http on this very machine: to try them out, never to serve."
    )
    drain_seconds: float = Field(
        8, ge=0, le=3600, description="For how long at most a server that stops sends sockets and streams elsewhere."
    )
    host: str = Field("127.0.0.1", description="The address to serve on.")
    port: int = Field(8000, ge=1, le=65535, description="The port to serve on.")
    public_url: Annotated[str, _url_of("http", "https")] = Field(
        "", validate_default=False, description="The address people reach it under; unset: made of host and port."
    )

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        public_url = (self.public_url or self.local_url).rstrip("/")
        self.__dict__.update(public_url=public_url, data_dir=self.data_dir.expanduser().absolute())
        return self

    @property
    def local_url(self) -> str:
        """The address this process serves on, seen from this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is our own."""
        return self.database_url is None

    @property
    def secret_file(self) -> Path:
        """Where a secret key that was not given is kept."""
        return self.data_dir / "secret.key"

    @property
    def files_dir(self) -> Path:
        """Where files lie when no other storage is set."""
        return self.data_dir / "files"

    @cached_property
    def secret(self) -> str:
        """The secret key: the one given, else the one kept; the first time one is made.

        Raises OSError, also for a kept key that was cut short: what is signed with it could be forged.
        """
        return self.secret_key or _kept_secret(self.secret_file)


def _kept_secret(file: Path) -> str:
    """Read the key. It appears whole or not at all, so two processes that start together agree on one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=".secret-")  # mode 0600
        try:
            with os.fdopen(descriptor, "w") as key:
                key.write(secrets.token_urlsafe(48))
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(made)
    key = file.read_text().strip()
    if len(key) < KEY_LENGTH:
        raise OSError(errno.EINVAL, f"{file} is cut short; restore it, or remove it to have a new one")
    return key


def complaints(error: ValidationError) -> str:
    """What is wrong with the environment, one variable a line."""
    return "\n".join(
        f"{PREFIX}{_place(problem['loc'])} {problem['msg'].removeprefix('Value error, ')}" for problem in error.errors()
    )


def _place(path: Sequence[int | str]) -> str:
    """The variable, and where in it."""
    variable, *inner = map(str, path)
    return f"{variable.upper()} {'.'.join(inner)}".rstrip()
