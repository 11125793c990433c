"""Faults of what the platform stands on, each with its figure: `make faults`, some minutes."""
