"""The figures of `results/latest.json` as the README shows them: `python -m benchmarks.readme`."""

import json
from typing import Annotated, Any

import typer

from benchmarks.figures import CONCURRENCIES
from benchmarks.questions import QUESTIONS
from benchmarks.report import LATEST
from benchmarks.servers import ALL, HOUSE

README = HOUSE / "README.md"
OPENING, CLOSING = "<!-- figures -->", "<!-- /figures -->"
SHOWN = {"postgraphile": "PostGraphile", "mercurius": "Mercurius", "strawberry-graphql": "Strawberry"}
"""Packages named beside the machine, and how."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def main(
    show: Annotated[bool, typer.Option("--print", help="Print the section, and leave the README as it is.")] = False,
) -> None:
    """Write the figures of the last full run of `make bench` between the markers of the README."""
    if not LATEST.exists():
        typer.echo("There are no figures yet: run make bench first.", err=True)
        raise typer.Exit(1)
    section = rendered(json.loads(LATEST.read_text(encoding="utf-8")))
    if show:
        typer.echo(section)
    else:
        README.write_text(between_markers(README.read_text(encoding="utf-8"), section), encoding="utf-8")


def between_markers(text: str, section: str) -> str:
    """The text with another section between the markers. Raises ValueError where a marker is missing."""
    before, opening, rest = text.partition(OPENING)
    _, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise ValueError(f"{OPENING} or {CLOSING} is missing.")
    return f"{before}{OPENING}\n{section}\n{CLOSING}{after}"


def rendered(latest: dict[str, Any]) -> str:
    """The figures as Markdown: where they were taken, a table for each concurrency, and the targets."""
    tables = [_table(latest["figures"], concurrency) for concurrency in CONCURRENCIES]
    return "\n\n".join([_taken(latest), *tables, _targets(latest["targets"])])


def _taken(latest: dict[str, Any]) -> str:
    machine, size = latest["machine"], latest["size"]
    rows = ", ".join(f"{count:,} {name}" for name, count in size.items())
    packages = ", ".join(f"{name} {machine['versions'][package]}" for package, name in SHOWN.items())
    return (
        f"Taken on {latest['taken_at'][:10]} on {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, with Python {machine['python']} and the embedded PostgreSQL:\n"
        f"{rows}; medians of {latest['rounds']} rounds. {packages}."
    )


def _table(figures: dict[str, Any], concurrency: int) -> str:
    """A row for each peer and viewer; a cell says its requests a second as a ratio to the limit's, and its p50."""
    lines = [f"| {concurrency} at a time | {' | '.join(QUESTIONS)} |", "|---|" + "---:|" * len(QUESTIONS)]
    for peer in ALL:
        for viewer in ("owner", "limited"):
            cells = [figures.get(question, {}).get(peer, {}).get(viewer, {}) for question in QUESTIONS]
            if any(cells):
                name = f"`{peer}`" + (", limited user" if viewer == "limited" else "")
                said = (_cell(each.get(str(concurrency))) for each in cells)
                lines.append(f"| {name} | {' | '.join(said)} |")
    return "\n".join(lines)


def _cell(entry: dict[str, Any] | None) -> str:
    if entry is None:
        return ""
    if "failed" in entry:
        return "failed"
    ratio = "" if entry["of_limit"] is None else f"{entry['of_limit']:.2f} · "
    return f"{ratio}{_short(entry['p50_ms'])} ms"


def _short(value: float) -> str:
    return f"{value:,.{2 if value < 10 else 1 if value < 100 else 0}f}"


def _targets(targets: list[dict[str, Any]]) -> str:
    """How many targets were met, and those that were not."""
    met = sum(each["met"] is True for each in targets)
    rest = [each for each in targets if each["met"] is not True]
    said = f"{met} of {len(targets)} targets were met."
    if not rest:
        return said
    lines = [said + " The others:", "", "| target | wanted | figure |", "|---|---:|---:|"]
    for each in rest:
        figure = "not measured" if each["figure"] is None else f"{each['figure']:.2f}"
        lines.append(f"| {each['name']} | {each['wanted']} | {figure} |")
    return "\n".join(lines)


if __name__ == "__main__":
    app()
