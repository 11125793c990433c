"""Plugs that are pulled while people write and watch: `make plugs`, some minutes."""
