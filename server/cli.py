"""The command line. Exit codes: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""

import asyncio
import gc
import getpass
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError

from server.settings import Settings, complaints
from server.terminal import Failure, err, out, progressing, stop_cleanly, working

E = TypeVar("E", bound=Enum)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="One live graph of a service business. Settings are CLIENTGRAPH_… variables of the environment.",
)

audit = typer.Typer(no_args_is_help=True, help="Say whether the log is as it was written.")
app.add_typer(audit, name="audit")

OBJECTS_A_COLLECTION = 50_000
"""How many new objects start a garbage collection: importing the graph makes a million, and hardly one is garbage."""


def main() -> None:
    """Run one command; every expected failure is one message and exit code 1."""
    os.umask(0o077)  # the data directory holds clients' files and a log of statements
    gc.set_threshold(OBJECTS_A_COLLECTION)
    stop_cleanly()
    try:
        app(prog_name="clientgraph")
    except Failure as failure:
        err.print(f"clientgraph: {failure}", style="red", markup=False)
    except ValidationError as error:
        err.print(complaints(error), style="red", markup=False)
    sys.exit(1)


@app.command()
def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Fill an empty database with the demo business first.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to serve on, instead of CLIENTGRAPH_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to serve on, instead of CLIENTGRAPH_PORT.")
    ] = None,
) -> None:
    """Serve the graph, until Ctrl-C."""
    from server import logs, serving
    from server.opening import opened

    given = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    with serving.taken_port(settings.host, settings.port) as at:
        logs.configure()
        try:
            with opened(settings) as dsn:
                if demo:
                    load_demo(settings, dsn)
                serving.serve(settings, dsn, at, lambda: announce(settings, demo))
        except KeyboardInterrupt:
            out.print("Stopped.")


@app.command()
def cluster(
    replicas: Annotated[int, typer.Option(min=1, max=16, help="How many serve.")] = 3,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port people come to.")] = None,
) -> None:
    """Run several replicas on PostgreSQL with a standby, Valkey and a balancer, all on this machine, until Ctrl-C."""
    from server import cluster as deployment

    with suppress(KeyboardInterrupt):
        deployment.serve(Settings() if port is None else Settings(port=port), replicas)


@app.command()
def migrate(
    revise: Annotated[
        str | None, typer.Option(hidden=True, help="Write the revision that leads to the models.")
    ] = None,
) -> None:
    """Bring the database to the current revision."""
    from server.opening import started, upgrade

    settings = Settings()
    if revise is not None:
        write_revision(revise)
        return
    with started(settings) as dsn:
        run = upgrade(dsn)
    for revision in run:
        out.print(f"Ran {revision}")
    out.print("The database is at the current revision.")


@app.command()
def demo() -> None:
    """Fill an empty database with a lively business."""
    from server.opening import opened

    settings = Settings()
    with opened(settings) as dsn:
        if not load_demo(settings, dsn):
            raise Failure("The database is not empty; the demo business goes into an empty one only.")
    print_logins()


@app.command()
def create_user(
    email: Annotated[str, typer.Option(help="The address the user signs in with.")],
    name: Annotated[str, typer.Option(help="The name colleagues and clients see.")],
    role: Annotated[str, typer.Option(help="OWNER, ADMIN, STAFF, STAFF_LIMITED or ANALYST.")] = "OWNER",
    ability: Annotated[
        list[str] | None, typer.Option(help="A right beyond the role, SEE_COSTS or BILL; may be repeated.")
    ] = None,
) -> None:
    """Make a user, such as the first owner. The password is read from standard input."""
    from models import Ability, Role
    from server.opening import opened
    from server.operating import working_on

    user_role = named([each for each in Role if each is not Role.CONTACT], role, "--role")
    abilities = [named(Ability, one, "--ability") for one in ability or ()]
    password = read_password()
    settings = Settings()
    with opened(settings) as dsn:
        from resolvers.user import bootstrap_user

        given = {"email": email, "name": name, "password": password, "role": user_role, "abilities": abilities}
        working_on(settings, dsn, lambda context: bootstrap_user(context, **given))
    out.print(f"{name} <{email}> is {user_role.name}.", markup=False)


@app.command()
def schema() -> None:
    """Print the schema in GraphQL's schema language."""
    from schema import schema as graph
    from schema.build import printed

    print(printed(graph), end="")


@app.command()
def permissions() -> None:
    """Print who reads which field, and who may which verb."""
    from schema import schema as graph
    from server.matrix import printed

    print(printed(graph), end="")


@app.command()
def explain(
    document: Annotated[Path, typer.Argument(metavar="FILE.graphql", help="The query.")],
    variables: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Its variables.")] = None,
    operation: Annotated[str | None, typer.Option(help="Which operation, where there are several.")] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who asks; an owner if left out.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Print PostgreSQL's plan as well.")] = False,
) -> None:
    """Print the SQL a query becomes, without running it."""
    from server.explain import explanation, lines, read_call
    from server.opening import opened
    from server.operating import working_on

    call = read_call(document, variables, operation)
    settings = Settings()
    with opened(settings) as dsn:
        told = working_on(settings, dsn, lambda context: explanation(context, call, as_))
    print("\n".join(lines(told, plan)))


@app.command()
def mcp(
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8000",
    most_points: Annotated[int, typer.Option(min=1, help="What one query may cost.")] = 5_000,
) -> None:
    """Let an assistant read the graph by the Model Context Protocol, over standard input and output.

    CLIENTGRAPH_API_TOKEN is the API token it reads with.
    """
    token = os.environ.get("CLIENTGRAPH_API_TOKEN")
    if not token:
        raise Failure("CLIENTGRAPH_API_TOKEN is not set: make an API token on the desk, and put it there.")
    try:
        from server.assistant import Graph, assistant
    except ModuleNotFoundError as missing:
        raise Failure(f"{missing.name} is not installed: pip install 'clientgraph[mcp]'.") from missing
    assistant(Graph(url, token, most_points)).run()


@app.command()
def jobs(
    again: Annotated[bool, typer.Option("--again", help="Put them back into the queue, to be done at once.")] = False,
) -> None:
    """Name the jobs of the queue that failed for the last time."""
    from server.opening import opened
    from server.queue import dead_jobs, revive, working_with

    with opened(Settings()) as dsn:
        dead = asyncio.run(working_with(dsn, revive if again else dead_jobs))
    for job in dead:
        out.print(f"{job.id}  {job.call_string}  after {job.attempts} attempts", markup=False)
    out.print(f"{len(dead)} put back." if again else f"{len(dead)} dead.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; nothing may be there.")],
) -> None:
    """Write everything there is into one file, while everybody goes on working. It is not encrypted."""
    from server import backup as backups
    from server.opening import opened

    settings = Settings()
    with opened(settings) as dsn:
        made = backups.backup(settings, dsn, file)
    out.print(f"{file} holds everything as of {made.made_at}.", markup=False)
    out.print(backups.where_files_are(settings, made), markup=False)
    out.print("The secret key is not in it: keep that apart.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is in the database.")] = False,
) -> None:
    """Make a backup the database, and look into its books."""
    from server import restore as restoring
    from server.backup import where_files_are
    from server.opening import started

    settings = Settings()
    with started(settings) as dsn:
        manifest, books, keys = restoring.restore(settings, dsn, file, replace=replace)
    out.print(f"Everything is as of {manifest.made_at}; {books.entries:,} entries of the log are whole.", markup=False)
    out.print(where_files_are(settings, manifest), markup=False)
    out.print("Everybody has to sign in again, and whoever follows the log reads afresh.")
    if keys:
        out.print(f"{keys} keys of programs are alive; revoke those that were revoked since.")


@app.command()
def books() -> None:
    """Say whether the books add up: money, hours, numbers and the log."""
    from resolvers.books import examine
    from server.opening import opened
    from server.operating import working_on

    settings = Settings()
    with opened(settings) as dsn:
        found = working_on(settings, dsn, examine)
    for complaint in found.complaints:
        out.print(complaint, markup=False)
    if found.complaints:
        raise typer.Exit(1)
    out.print(f"The books add up; {found.entries:,} entries of the log are whole, {found.waiting:,} not sealed yet.")


@audit.callback()
def auditing() -> None:
    """Say whether the log is as it was written."""


@audit.command()
def verify(
    seal: Annotated[str | None, typer.Option(help="A seal noted earlier, which the log must still hold.")] = None,
) -> None:
    """Walk the log's chain of hashes, and hold signatures against it; the first broken entry is named."""
    from server.auditing import verified
    from server.opening import opened

    settings = Settings()
    with opened(settings) as dsn:
        for line in verified(settings, dsn, seal):
            out.print(line, markup=False)


@app.command()
def doctor() -> None:
    """Say what is set, reachable and missing, and what to do about it."""
    from server.doctor import examine

    findings = examine(Settings())
    for finding in findings:
        mark = "[green]ok     [/]" if finding.ok else "[red]problem[/]"
        out.print(f"{mark} {finding.about:<11} ", end="")
        out.print(finding.says, markup=False)
        if finding.remedy:
            out.print(f"        {'':<11} → {finding.remedy}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def named(members: Iterable[E], given: str, option: str) -> E:
    """The member of this name. Raises typer's BadParameter, which names them all."""
    by_name = {member.name: member for member in members}
    if given.upper() not in by_name:
        raise typer.BadParameter(f"{given!r} is not one of {', '.join(by_name)}.", param_hint=option)
    return by_name[given.upper()]


def read_password() -> str:
    """One line of standard input; asked for twice on a terminal, where nobody sees it typed."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password again: "):
            raise Failure("The two passwords differ.")
    if not password:
        raise Failure("Give the password on standard input.")
    return password


def load_demo(settings: Settings, dsn: str) -> bool:
    """Load the demo business, whole or not at all; False when the database is not empty."""
    import migrations
    from server import demo
    from server.operating import working_on

    if not working_on(settings, dsn, lambda context: demo.is_empty(context.services)):
        return False
    try:
        with progressing("Loading the demo business") as progress:
            working_on(settings, dsn, lambda context: demo.load(context.services, demo.YEAR, progress))
    except BaseException:
        with working("Taking the unfinished demo business out again"):
            asyncio.run(migrations.empty(dsn))
        raise
    return True


def announce(settings: Settings, demo: bool) -> None:
    """Say where the platform is and, with the demo business, who may sign in."""
    out.print(f"clientgraph serves on {settings.public_url}")
    out.print(f"  graph   {settings.public_url}/graphql")
    out.print(f"  schema  {settings.public_url}/schema.graphql")
    out.print(f"  data    {settings.data_dir}", markup=False)
    if demo:
        print_logins()
    out.print("Ctrl-C stops it.")


def print_logins() -> None:
    """The people of the demo business."""
    from server.demo import LOGINS

    out.print("Demo logins:")
    for login in LOGINS:
        out.print(f"  {login.who:<16} {login.email:<32} {login.password}", markup=False)


def write_revision(message: str) -> None:
    """Write a revision from the difference between a fresh database and the models."""
    import migrations
    from server.embedded import EmbeddedPostgres

    if not message.strip():
        raise Failure('Say what changes: make migration MESSAGE="Add sites".')
    with TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder), durable=False) as scratch:
        asyncio.run(migrations.upgrade(scratch.dsn))
        asyncio.run(migrations.revise(scratch.dsn, message))


if __name__ == "__main__":
    main()
