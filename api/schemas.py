"""Parts of the OpenAPI document that several endpoints need."""

from typing import Any

from pydantic import BaseModel

from optimizer.problem.document import Document

MEDIA = "application/problem+json"

WORDS = {
    400: "The body is not JSON.",
    401: "There is no valid key.",
    403: "The key does not have the scope.",
    404: "There is no such thing, or it is another tenant's.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    421: "Without keys, only names of this machine are answered.",
    422: "The request is understood and not valid; all errors are listed.",
    429: "Too much at a time; Retry-After says when to try again.",
    503: "The service starts, stops, or has no database.",
}


class ErrorOut(Document):
    """One thing wrong with the input; `pointer` (RFC 6901) says where."""

    code: str
    pointer: str
    detail: str


class ProblemOut(Document):
    """An error (RFC 9457); `docs/service.md` lists the codes."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[ErrorOut]


def reference(model: type[BaseModel]) -> dict[str, str]:
    """A reference to the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Errors that an endpoint answers with."""
    content = {MEDIA: {"schema": reference(ProblemOut)}}
    return {
        status: {"description": WORDS[status], "content": content} for status in (*statuses, 503)
    }


def body_of(model: type[BaseModel], example: Any = None) -> dict[str, Any]:
    """The body of a request that the endpoint reads by itself, to list all errors."""
    content: dict[str, Any] = {"application/json": {"schema": reference(model)}}
    if example is not None:
        content["application/json"]["example"] = example
    return {"requestBody": {"required": True, "content": content}}
