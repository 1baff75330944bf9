"""Asking why one was or was not told of a message."""

from services.common.http import Routes
from services.common.shapes import Id, Input, Ordinal
from services.common.tokens import Identity
from services.notify.explanations import Explanation, Explanations


class DecisionQuery(Input):
    conversation_id: Id
    seq: Ordinal


def decision_routes(explanations: Explanations) -> Routes:
    routes = Routes("notify", "decisions")

    @routes.get("/decisions")
    def explain(identity: Identity, query: DecisionQuery) -> Explanation:
        """Why I was or was not told of this event; about me only."""
        return explanations.explain(identity.user_id, query.conversation_id, query.seq)

    return routes
