"""Secrets: tokens that cannot be guessed, and passwords that cannot be read back (security.md 2.3)."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import ErrorCode, Rejected

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000
TOKEN_BYTES = 32

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# A hash is made to cost memory and time, so a flood of sign-ins queues here and leaves the rest of the machine alone.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")

T = TypeVar("T")


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> str:
    """What is stored of a token. SHA-256 is enough for what cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_password(password: str, path: list[str]) -> None:
    """INVALID where a new password is too short, or too long to be one."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Rejected(
            ErrorCode.INVALID, f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.", path
        )


async def hash_password(password: str) -> str:
    """Argon2id, as it is stored."""
    return await _aside(lambda: _hasher.hash(password))


async def is_password(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Takes as long where nothing is stored, so that time tells nothing."""

    def verify() -> bool:
        try:
            return _hasher.verify(stored or _nobodys(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    return await _aside(verify)


def is_outdated(stored: str) -> bool:
    """Whether a password should be hashed again, because we hash more carefully by now."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher.hash(new_token())


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_hashing, work)
