"""Many dispatchers at once: one books the hour, job numbers have no gap, and a job is billed once."""

import asyncio
from datetime import timedelta

import models
from tests.graph import field
from tests.graph.conftest import gid, unknown
from tests.graph.test_job import CREATE, of
from tests.graph.test_job_work import SCHEDULE, START


async def test_sixteen_dispatchers_and_one_resource(ask, owner, make):
    place = await field.place(make)
    asked = place.asked(of(place.activity))
    refused = {**asked, "site": unknown(models.Site)}

    made = await asyncio.gather(*(ask(owner, CREATE, **each) for each in [asked, refused] * 16))
    jobs = [each["createJob"]["job"] for each in made if each["createJob"]["job"]]

    def booked(job, minutes):
        starts = START + timedelta(minutes=minutes)
        at = {"from": starts.isoformat(), "to": (starts + timedelta(hours=1)).isoformat()}
        return ask(owner, SCHEDULE, job=job["id"], resource=gid(place.resource), **at)

    answers = await asyncio.gather(*(booked(job, 3 * place) for place, job in enumerate(jobs)))

    assert sorted(each["number"] for each in jobs) == [f"JOB-{number:05}" for number in range(1, 17)]
    codes = sorted(str([error["code"] for error in each["scheduleAppointment"]["userErrors"]]) for each in answers)
    assert codes == ["['OVERLAP']"] * 15 + ["[]"]
    assert len(await make.all(models.Appointment)) == 1
    statuses = sorted(each.status.name for each in await make.all(models.Job))
    assert statuses == ["ASSIGNED"] * 15 + ["SCHEDULED"]
