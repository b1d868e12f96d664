"""Errors as the service tells them: `application/problem+json` (RFC 9457) with stable codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.problem import InputError


@dataclass(frozen=True)
class Kind:
    """One kind of error: its code and status never change, its title says what to do about it."""

    code: str
    status: int
    title: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("malformed_json", 400, "The body is not JSON; correct the text at the place named."),
        Kind("bad_request", 400, "The request is not valid HTTP; correct it."),
        Kind("unauthorized", 401, "Send a valid key: `Authorization: Bearer tournee_...`."),
        Kind("missing_scope", 403, "The key does not have the scope that this needs."),
        Kind("not_found", 404, "There is nothing of this name, or it is not yours."),
        Kind("method_not_allowed", 405, "Use one of the methods in the header Allow."),
        Kind("body_timeout", 408, "The body did not arrive in time; send it again."),
        Kind("body_too_large", 413, "The body is too large; split the days or the territory."),
        Kind("unsupported_media_type", 415, "Send JSON: `Content-Type: application/json`."),
        Kind("wrong_host", 421, "Without keys the service answers to names of this machine only."),
        Kind("invalid_parameter", 422, "A parameter or header is not valid; see errors."),
        Kind("invalid_request", 422, "The body is not what is expected here; see errors."),
        Kind("invalid_problem", 422, "The problem cannot be planned; every error is in errors."),
        Kind("invalid_plan", 422, "The plan cannot be judged; every error is in errors."),
        Kind("idempotency_key_reused", 422, "This key came with another request; use a new key."),
        Kind("rate_limited", 429, "Too many requests; wait as Retry-After says."),
        Kind("queue_full", 429, "Too many plans wait; wait as Retry-After says."),
        Kind("too_many_streams", 429, "Too many event streams are open; close some."),
        Kind("internal_error", 500, "The service failed; tell its operator the request id."),
        Kind("unavailable", 503, "The service starts, stops or has no database; try again."),
    )
}

FAILURES = {
    "unsupported_feature": "The engine does not encode a rule of the problem; the detail names it.",
    "out_of_memory": "The solve needed more memory than it may have; split the days.",
    "solver_crashed": "The process of the solve died too often; tell the operator the plan's id.",
    "solver_error": "The solve failed; tell the operator the plan's id.",
    "solver_hung": "The search did not end at its limit and was killed; its best plan is kept.",
    "no_plan_in_time": "The time was over before there was a first plan; split the days.",
    "deadline_passed": "The plan could not start before its deadline.",
}
"""Why a plan has the status `failed`: `error.code` of the plan."""


MOST_ERRORS = 1000
"""More single errors than this are only counted, in the detail."""


class ApiError(Exception):
    """An answer other than the one hoped for.

    Parameters
    ----------
    code
        One of `KINDS`.
    detail
        What is wrong in this case, without personal data or secrets.
    errors
        Single errors in the input, all of them.
    headers
        Headers that the answer needs.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        errors: Iterable[InputError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        every = tuple(errors)
        self.kind = KINDS[code]
        self.errors = every[:MOST_ERRORS]
        more = len(every) - len(self.errors)
        self.detail = detail + (f" {more} more errors are not shown." if more else "")
        self.headers = dict(headers or {})
        super().__init__(self.detail)

    def __reduce__(self) -> tuple[Any, ...]:
        return ApiError, (self.kind.code, self.detail, self.errors, self.headers)


def problem_document(error: ApiError, request_id: str) -> dict[str, Any]:
    """The body of an error. Of the input it has ids and names of fields only."""
    return {
        "type": f"urn:tournee:error:{error.kind.code}",
        "title": error.kind.title,
        "status": error.kind.status,
        "code": error.kind.code,
        "detail": error.detail,
        "request_id": request_id,
        "errors": [
            {"code": e.code, "pointer": e.pointer, "detail": f"{e.message}; {e.remedy}"}
            for e in error.errors
        ],
    }
