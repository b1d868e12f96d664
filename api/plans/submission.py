"""From the body of a request to a submission: everything is checked before it is accepted."""

import json
from datetime import datetime
from typing import Any

from pydantic import Field

from api.bodies import inside, json_object
from api.errors import ApiError
from api.plans.schemas import OptionsIn
from api.store.plans import Submission, zipped
from optimizer import Budget, InvalidProblem, load_problem
from optimizer.problem.document import Document, digest
from optimizer.problem.reading import Errors, validate


class _Envelope(Document):
    """A `PlanRequest` whose problem is read apart, by `load_problem`."""

    problem: dict[str, Any] = Field()
    options: OptionsIn = OptionsIn()


def submission(body: bytes, tenant: str, idempotency_key: str | None) -> Submission:
    """Read a request; raises `ApiError` with all that is wrong with it."""
    document, errors = json_object(body)
    envelope = validate(_Envelope, document, errors)
    deadline = None if envelope is None else _checked(envelope.options, errors)
    found = list(errors.found)
    problem = None
    if isinstance(document.get("problem"), dict):
        try:
            problem = load_problem(document["problem"])
        except InvalidProblem as invalid:
            code = "invalid_request" if found else "invalid_problem"
            found += inside("problem", invalid.errors)
            raise ApiError(code, f"{len(found)} errors.", found) from None
    if found or envelope is None or problem is None:
        raise ApiError("invalid_request", f"{len(found)} errors.", found)
    understood = dict(problem.document)
    options = envelope.options.model_dump(mode="json")
    text = json.dumps(understood, ensure_ascii=False, separators=(",", ":"))
    return Submission(
        tenant=tenant,
        request_hash=digest({"problem": understood, "options": options}),
        problem=zipped(text.encode()),
        visits=len(problem.visits),
        options=options,
        priority=envelope.options.priority,
        deadline=deadline,
        idempotency_key=idempotency_key,
    )


def _checked(options: OptionsIn, errors: Errors) -> int | None:
    """The deadline in milliseconds since 1970; what the schema cannot say is checked."""
    try:
        Budget.parse(options.stop)
    except ValueError as error:
        errors.add("out_of_range", ("options", "stop"), options.stop,
                   f"stop is no limit: {error}", "write 30s, 5min or 5000it")  # fmt: skip
    if options.deadline is None:
        return None
    try:
        deadline = datetime.fromisoformat(options.deadline)
        if deadline.tzinfo is None:
            raise ValueError
        return int(deadline.timestamp() * 1000)
    except (ValueError, OverflowError):
        errors.add("bad_time", ("options", "deadline"), options.deadline,
                   "deadline is not a moment with its offset from UTC",
                   "write it like 2026-11-23T18:00:00+01:00")  # fmt: skip
        return None
