"""The OpenAPI 3.1 page of a service, made from its routes; served at /api/<service>/openapi.json.

Called by service.py for serving and by deploy/generate.py for docs/schema and the TypeScript types.
"""

import re
from collections.abc import Sequence
from typing import Any, get_args

import msgspec

from services.common import schema
from services.common.errors import ErrorBody
from services.common.http import BodyStream, Route, Routes

_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def document(service: str, groups: Sequence[Routes]) -> dict[str, Any]:
    """The whole page as a JSON-ready dict."""
    routes = [(group, route) for group in groups for route in group.all]
    kinds = {
        kind for _, route in routes for kind in (*_structs(route.body), *_structs(route.query), *_structs(route.answer))
    }
    components = schema.components(kinds | {ErrorBody}, "#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for group, route in routes:
        path = f"/api/{service}" + _PART.sub(r"{\2}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(group, route, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Natter {service}", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _structs(kind: Any) -> list[Any]:
    if kind is None or kind in (bytes, BodyStream):
        return []
    return [part for part in (*get_args(kind), kind) if isinstance(part, type) and issubclass(part, msgspec.Struct)]


def _operation(group: Routes, route: Route, components: dict[str, Any]) -> dict[str, Any]:
    doc = (route.function.__doc__ or "").strip()
    operation: dict[str, Any] = {
        "operationId": f"{group.noun}_{route.function.__name__}",
        "tags": [group.noun],
        "summary": doc.splitlines()[0] if doc else "",
        "parameters": [*_path_parameters(route), *_query_parameters(route, components)],
        "responses": {
            str(204 if route.answer is None or route.answer is type(None) else route.status): _answer(route),
            "default": {"description": "error", "content": _content(ErrorBody)},
        },
    }
    if route.takes_identity:
        operation["security"] = [{"access_token": []}, *([] if route.needs_identity else [{}])]
    if route.takes_bytes:
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    elif route.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    return operation


def _answer(route: Route) -> dict[str, Any]:
    structs = _structs(route.answer)
    return {"description": "done", "content": _content(structs[0])} if structs else {"description": "done"}


def _content(kind: Any) -> dict[str, Any]:
    references = [{"$ref": f"#/components/schemas/{struct.__name__}"} for struct in get_args(kind) or (kind,)]
    return {"application/json": {"schema": references[0] if len(references) == 1 else {"anyOf": references}}}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if kind == "int" else "string"}}
        for kind, name in _PART.findall(route.path)
    ]


def _query_parameters(route: Route, components: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    fields = components[route.query.__name__]
    required = fields.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in fields["properties"].items()
    ]
