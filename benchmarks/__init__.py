"""How fast the graph answers, beside others on the same database: `make bench`."""
