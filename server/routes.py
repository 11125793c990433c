"""Addresses beside the graph. Whoever adds one appends a Starlette route to `ROUTES`.

A route reaches the platform's services by `request.app.state.services`, the endpoint of the graph by `state.graph`,
what answers there by `state.engine`, and that within what viewers are allowed by `state.metered`.
"""

from starlette.routing import BaseRoute

from server import calendars, downloads, exports, pages, payments, saved_queries, scheduled_exports

ROUTES: list[BaseRoute] = [
    *calendars.routes,
    *downloads.routes,
    *exports.routes,
    *pages.routes,
    *payments.routes,
    *saved_queries.routes,
    *scheduled_exports.routes,
]
"""Mounted after the graph and before the answer that nothing is there."""
