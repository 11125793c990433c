"""The two spellings of a name: ours, and the API's."""


def snake(name: str) -> str:
    """`TimeEntry` → `time_entry`: the one file name of a noun."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def camel(name: str) -> str:
    """`due_on` → `dueOn`: how the API spells a Python name."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
