"""The sales pipeline."""

from decimal import Decimal

import strawberry

import models
from permissions.base import AdminOnly
from resolvers import pipeline_stage as pipeline_stages
from schema.core.fields import field
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, all_of, found, listing, node, roots


@node(models.PipelineStage, "pipeline stages", connection=False)
class PipelineStage(Node):
    """A column of the sales pipeline. Staff."""

    name: str = field("What the stage is called.", filterable=True)
    position: int = field("Its place, from the left.")
    probability_percent: Decimal = field("Chance of winning a lead in this stage, 0 to 100.")
    leads = listing("Lead", models.Lead.stage_id, "The leads in it.")
    version: int = field("Rises with every change.")


PipelineStagePayload = payload(
    "PipelineStagePayload",
    "What a write of a pipeline stage answers.",
    pipeline_stage=(noun("PipelineStage") | None, "The stage."),
)


@strawberry.input(description="For createPipelineStage.")
class CreatePipelineStageInput:
    name: str = given("What it is called.")
    position: int | None = optional("Its place; at the end by default.")
    probability_percent: Decimal | None = given("Chance of winning, 0 to 100.", default=Decimal(0))


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdatePipelineStageInput:
    pipeline_stage_id: strawberry.ID = given("The stage.")
    name: str | None = optional("What it is called.")
    position: int | None = optional("Its place.")
    probability_percent: Decimal | None = optional("Chance of winning, 0 to 100.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For deletePipelineStage.")
class DeletePipelineStageInput:
    pipeline_stage_id: strawberry.ID = given("The stage.")


@roots
class PipelineStageQueries:
    """Reading the pipeline."""

    pipeline_stages = all_of("PipelineStage", "Every stage, from the left.", order=[models.PipelineStage.position])
    pipeline_stage = found("PipelineStage", "One stage.")


@roots
class PipelineStageMutations:
    """Arranging the pipeline."""

    create_pipeline_stage: PipelineStagePayload = mutation(
        pipeline_stages.create, CreatePipelineStageInput, AdminOnly, description="Add a stage to the pipeline."
    )
    update_pipeline_stage: PipelineStagePayload = mutation(
        pipeline_stages.update, UpdatePipelineStageInput, AdminOnly, description="Change a stage."
    )
    delete_pipeline_stage: PipelineStagePayload = mutation(
        pipeline_stages.delete, DeletePipelineStageInput, AdminOnly, description="Only when no lead is in it."
    )
