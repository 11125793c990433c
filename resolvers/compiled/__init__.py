"""The compiler: a validated query becomes one SQL statement that answers finished JSON (docs/compiler.md)."""
