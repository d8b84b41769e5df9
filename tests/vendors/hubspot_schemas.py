"""What HubSpot publishes of the forms of its requests and answers, as far as the reader meets them.

From the OpenAPI documents of https://github.com/HubSpot/HubSpot-public-api-spec-collection: CRM/Deals v3 (the other
kinds of record are alike), CRM/Pipelines v3, CRM/Associations v4. Names, types and what must be there are the vendor's;
what this project does not meet is left out.

Belongs here: JSON Schemas. Not here: the server that keeps to them (hubspot_server).
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$"}
_VALUES = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_PAGING = _object("", next=_object("after", after=_TEXT, link=_TEXT))
_HISTORY = _object("sourceType timestamp value", sourceType=_TEXT, timestamp=_MOMENT, value=_TEXT)
_RECORD = _object(
    "createdAt id properties updatedAt",
    id=_TEXT,
    createdAt=_MOMENT,
    updatedAt=_MOMENT,
    archived={"type": "boolean"},
    properties=_VALUES,
    propertiesWithHistory={"type": "object", "additionalProperties": _list(_HISTORY)},
)
_STAGE = _object(
    "archived createdAt displayOrder id label metadata updatedAt",
    id=_TEXT,
    label=_TEXT,
    displayOrder={"type": "integer"},
    archived={"type": "boolean"},
    createdAt=_MOMENT,
    updatedAt=_MOMENT,
    metadata={"type": "object", "additionalProperties": _TEXT},
)
_PIPELINE = _object(
    "archived createdAt displayOrder id label stages updatedAt",
    id=_TEXT,
    label=_TEXT,
    displayOrder={"type": "integer"},
    archived={"type": "boolean"},
    createdAt=_MOMENT,
    updatedAt=_MOMENT,
    stages=_list(_STAGE),
)
_LINK = _object(
    "associationTypes toObjectId",
    toObjectId={"type": "string"},
    associationTypes=_list(
        _object(
            "category typeId",
            category={"enum": ["HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED"]},
            typeId={"type": "integer"},
            label={"type": ["string", "null"]},
        )
    ),
)
_OPERATORS = "EQ NEQ LT LTE GT GTE BETWEEN IN NOT_IN HAS_PROPERTY NOT_HAS_PROPERTY CONTAINS_TOKEN NOT_CONTAINS_TOKEN"
_FILTER = _object("operator propertyName", propertyName=_TEXT, value=_TEXT, operator={"enum": _OPERATORS.split()})

LISTED = _object("results", results=_list(_RECORD), paging=_PAGING)
FOUND = _object("results total", total={"type": "integer"}, results=_list(_RECORD), paging=_PAGING)
PIPELINES = _object("results", results=_list(_PIPELINE))
LINKS = _object(
    "completedAt results startedAt status",
    completedAt=_MOMENT,
    startedAt=_MOMENT,
    status={"enum": ["PENDING", "PROCESSING", "CANCELED", "COMPLETE"]},
    results=_list(_object("from to", **{"from": _object("id", id=_TEXT), "to": _list(_LINK), "paging": _PAGING})),
)
ERROR = _object("category correlationId message", category=_TEXT, correlationId=_TEXT, message=_TEXT)
SEARCH = {
    **_object(
        "",
        query=_TEXT,
        limit={"type": "integer", "maximum": 200},
        after=_TEXT,
        sorts=_list(_TEXT),
        properties=_list(_TEXT),
        filterGroups={**_list(_object("filters", filters=_list(_FILTER))), "maxItems": 6},
    ),
    "additionalProperties": False,
}
LINKS_ASKED = _object("inputs", inputs={**_list(_object("id", id=_TEXT, after=_TEXT)), "maxItems": 1000, "minItems": 1})
