"""JSON schemas of our structs: what is documented, served as OpenAPI and turned into TypeScript types.

Called by openapi.py and deploy/generate.py. The structs are the one source; nothing is typed twice.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from services.common.shapes import Answer


def components(kinds: Iterable[Any], ref_template: str) -> dict[str, Any]:
    """Schemas by struct name, for the given structs and all that they mention."""
    _, schemas = msgspec.json.schema_components(sorted(set(kinds), key=str), ref_template=ref_template)
    for kind in _answers(Answer):
        schema = schemas.get(kind.__name__)
        # A default says "may be absent" to msgspec; what we write out always holds every field unless it omits them.
        if schema is not None and not kind.__struct_config__.omit_defaults:
            schema["required"] = list(schema.get("properties", {}))
    return schemas


def _answers(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*(_answers(child) for child in kind.__subclasses__()))
