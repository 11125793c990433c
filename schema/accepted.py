"""What strangers are answered, who may learn nothing."""

from schema.core.mutation import payload

AcceptedPayload = payload(
    "AcceptedPayload",
    "What a write of an anonymous request answers.",
    accepted=(bool, "Whether it was taken; nothing more is said."),
)
