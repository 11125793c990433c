"""The servers the graph is compared with, each one process with ten connections."""
