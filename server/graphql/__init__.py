"""GraphQL on the wire: HTTP, WebSocket and server-sent events over one engine."""
