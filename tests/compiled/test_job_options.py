"""What a new job could be, as the compiler says it."""

from tests.compiled.deep import lent  # noqa: F401 (fixture)
from tests.compiled.test_once_different import both  # noqa: F401 (fixture)
from tests.graph import field
from tests.graph.conftest import gid, make, owner, services  # noqa: F401 (fixtures)
from tests.graph.test_job_options import OPTIONS


async def test_options_are_compiled_and_equal(both, make):  # noqa: F811
    place = await field.place(make)
    await field.team(make, place.client, name="Aardvarks")
    await field.resource(make, name="Lee")
    body = OPTIONS[OPTIONS.index("{\n    workLogTypes") :].rstrip().removesuffix("}")
    named = f'siteId: "{gid(place.site)}", workLogTypeId: "{gid(place.kind)}", activityIds: ["{gid(place.activity)}"]'
    at = 'at: "2026-12-01T09:00:00Z"'

    for given in (f"{named}, {at}", f'siteId: "{gid(place.site)}", {at}'):
        found = (await both(f"{{ jobOptions({given}) {body} }}"))["jobOptions"]
        assert [each["eligible"] for each in found["resources"]] == [("activityIds" not in given), True]
