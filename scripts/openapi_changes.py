"""Say how an OpenAPI document breaks clients of an older one.

    python scripts/openapi_changes.py OLD.json NEW.json
    python scripts/openapi_changes.py --since REVISION     api/openapi.json of a Git revision

Exits with 1 if something breaks. What breaks a client: an operation, a parameter, an answer or
one of its fields is gone; a field of an answer is not always there any more, or may be something
else; a request must say more, or may say less.

The maintained tools for this are programs in Go and Java; what we need of them is small.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COPY = "api/openapi.json"
METHODS = ("get", "put", "post", "delete", "patch")
TEXTS = ("text/event-stream",)
"""What arrives so is lines of text, whatever a schema said of it."""
LIMITS = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems"), 1),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems"), -1),
}
"""Limits of values; 1: a request that was allowed may be refused when this grows."""

Document = dict[str, Any]


def breaking(old: Document, new: Document) -> list[str]:
    """What breaks clients of the old document, one sentence each, at its place."""
    return list(Comparison(old, new).operations())


class Comparison:
    """Walks both documents side by side; schemas that refer to themselves are entered once."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.entered: set[tuple[str, str]] = set()

    def operations(self) -> Iterator[str]:
        """Compare all operations."""
        for path, methods in self.old["paths"].items():
            for method in METHODS:
                if method not in methods:
                    continue
                place = f"{method.upper()} {path}"
                after = self.new["paths"].get(path, {}).get(method)
                if after is None:
                    yield f"{place}: is gone"
                else:
                    yield from self._operation(place, methods[method], after)

    def _operation(self, place: str, old: Document, new: Document) -> Iterator[str]:
        known = {(p["in"], p["name"]): p for p in old.get("parameters", [])}
        offered = {(p["in"], p["name"]): p for p in new.get("parameters", [])}
        for where, parameter in known.items():
            at = f"{place} {where[0]} {where[1]}"
            if where not in offered:
                yield f"{at}: is gone"
            else:
                if offered[where].get("required") and not parameter.get("required"):
                    yield f"{at}: is required now"
                yield from self._request(at, parameter["schema"], offered[where]["schema"])
        for where, parameter in offered.items():
            if where not in known and parameter.get("required"):
                yield f"{place} {where[0]} {where[1]}: is new and required"
        for media, body in old.get("requestBody", {}).get("content", {}).items():
            after = new.get("requestBody", {}).get("content", {}).get(media)
            if after is None:
                yield f"{place} body: {media} is not taken any more"
            else:
                yield from self._request(f"{place} body", body["schema"], after["schema"])
        if new.get("requestBody", {}).get("required") and "requestBody" not in old:
            yield f"{place} body: is required now"
        for status, answer in old["responses"].items():
            after = new["responses"].get(status)
            if after is None:
                if status.startswith("2"):
                    yield f"{place} {status}: is gone"
                continue
            for media, content in answer.get("content", {}).items():
                if media not in after.get("content", {}):
                    yield f"{place} {status}: is not {media} any more"
                elif media not in TEXTS:
                    yield from self._answer(
                        f"{place} {status}", content["schema"], after["content"][media]["schema"]
                    )

    def _request(self, at: str, old: Document, new: Document) -> Iterator[str]:
        """What was allowed must be allowed."""
        if not self._enter("request", old, new):
            return
        if gone := self._kinds(self.old, old) - self._kinds(self.new, new):
            yield f"{at}: may not be {', '.join(sorted(gone))} any more"
        for before, after in self._same_choices(old, new):
            yield from self._request(at, before, after)
        old, new = self._resolved(self.old, old), self._resolved(self.new, new)
        for limit, sign in LIMITS.items():
            before, after = old.get(limit), new.get(limit)
            if after is not None and (before is None or sign * after > sign * before):
                yield f"{at}: {limit} was {before} and is {after}"
        if new.get("pattern") not in (None, old.get("pattern")):
            yield f"{at}: must match another pattern"
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield f"{at}/{name}: is required now"
        for name, before in old.get("properties", {}).items():
            after = new.get("properties", {}).get(name)
            if after is not None:
                yield from self._request(f"{at}/{name}", before, after)
            elif new.get("additionalProperties") is False:
                yield f"{at}/{name}: is not taken any more"
        if "items" in old and "items" in new:
            yield from self._request(f"{at}/*", old["items"], new["items"])

    def _answer(self, at: str, old: Document, new: Document) -> Iterator[str]:
        """What was always there must be there, and be what it was."""
        if not self._enter("answer", old, new):
            return
        if more := self._kinds(self.new, new) - self._kinds(self.old, old):
            yield f"{at}: may be {', '.join(sorted(more))} now"
        for before, after in self._same_choices(old, new):
            yield from self._answer(at, before, after)
        old, new = self._resolved(self.old, old), self._resolved(self.new, new)
        for name in set(old.get("required", ())) - set(new.get("required", ())):
            yield f"{at}/{name}: is not always there any more"
        for name, before in old.get("properties", {}).items():
            after = new.get("properties", {}).get(name)
            if after is None:
                yield f"{at}/{name}: is gone"
            else:
                yield from self._answer(f"{at}/{name}", before, after)
        if "items" in old and "items" in new:
            yield from self._answer(f"{at}/*", old["items"], new["items"])

    def _enter(self, side: str, old: Document, new: Document) -> bool:
        pair = (side, json.dumps([old, new], sort_keys=True))
        if pair in self.entered:
            return False
        self.entered.add(pair)
        return True

    def _same_choices(self, old: Document, new: Document) -> Iterator[tuple[Document, Document]]:
        """Choices of both that have the same name."""
        for word in ("anyOf", "oneOf"):
            names = {choice.get("$ref"): choice for choice in new.get(word, ())}
            for choice in old.get(word, ()):
                if "$ref" in choice and choice["$ref"] in names:
                    yield choice, names[choice["$ref"]]

    def _resolved(self, document: Document, schema: Document) -> Document:
        """Without references, and without `null` beside one other choice."""
        while True:
            choices = [c for c in schema.get("anyOf", ()) if c.get("type") != "null"]
            if "$ref" in schema:
                schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            elif len(choices) == 1:
                schema = choices[0]
            else:
                return schema

    def _kinds(self, document: Document, schema: Document) -> set[str]:
        """The kinds of values that a schema lets pass: types, constants, choices; all: none."""
        if "$ref" in schema:
            return self._kinds(document, self._resolved(document, schema))
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return set().union(*(self._kinds(document, part) for part in schema[word]))
        if "enum" in schema or "const" in schema:
            return {json.dumps(value) for value in schema.get("enum", [schema.get("const")])}
        kind = schema.get("type", [])
        return {kind} if isinstance(kind, str) else set(kind)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--since", revision]:
            shown = subprocess.run(
                ["git", "show", f"{revision}:{COPY}"], capture_output=True, text=True
            )
            if shown.returncode:
                print(f"{COPY} is not in {revision}: nothing to compare with")
                return 0
            old, new = shown.stdout, Path(COPY).read_text(encoding="utf-8")
        case [before, after]:
            old, new = (Path(name).read_text(encoding="utf-8") for name in (before, after))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    found = breaking(json.loads(old), json.loads(new))
    print(*found or ["No change breaks a client."], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
