"""Pages of the reference that the code tells by itself: formats, rules, terms, limits, commands."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from optimizer.cli import cli
from optimizer.plan.document import plan_schema
from optimizer.problem.schema import problem_schema
from optimizer.problem.score_terms import DEFAULT_TERMS, TERM_KINDS
from optimizer.problem.working_time import rule_packs
from optimizer.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
Schema = Mapping[str, Any]


def write_pages(folder: Path) -> None:
    """Write all pages into a folder, in place of what an earlier build left there."""
    pages = {
        "problem": format_page("The problem, field by field", "problem", problem_schema()),
        "plan": format_page("The plan, field by field", "plan", plan_schema()),
        "rules": rules_page(),
        "terms": terms_page(),
        "working-time": working_time_page(),
        "cli": commands_page(),
        "http": http_page(),
    }
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def format_page(title: str, what: str, schema: Schema) -> str:
    """All objects of a format with their fields, those of the document itself first."""
    parts = [
        f"# {title}\n",
        f"Written from `tournee schema {what}`. Unknown fields are refused. "
        "[A first plan](../../tutorials/first-plan.md) shows an example.\n",
    ]
    parts += objects({schema["title"]: schema, **schema["$defs"]})
    return "\n".join(part for part in parts if part)


def objects(schemas: Mapping[str, Schema]) -> Iterator[str]:
    """Objects by name, each with a table of its fields."""
    for name, item in schemas.items():
        yield f"## {name}\n"
        yield prose(item.get("description", ""))
        if item.get("properties"):
            rows = (field_row(field, said, item) for field, said in item["properties"].items())
            yield table(("field", "type", "default", "meaning"), rows)
        elif "enum" in item:
            yield "One of " + ", ".join(f"`{value}`" for value in item["enum"]) + ".\n"


def field_row(field: str, said: Schema, owner: Schema) -> tuple[str, ...]:
    """One field: its type, what stands for it where it is left out, and what it means."""
    default = "required" if field in owner.get("required", ()) else shown(said)
    meaning = [said.get("description", ""), bounds(said)]
    return f"`{field}`", type_of(said), default, "; ".join(part for part in meaning if part)


def shown(said: Schema) -> str:
    """The default as JSON; a dash where there is none, or it depends on other fields."""
    return f"`{json.dumps(said['default'], ensure_ascii=False)}`" if "default" in said else "–"


def bounds(said: Schema) -> str:
    words = {"minimum": "at least", "maximum": "at most", "pattern": "like"}
    return ", ".join(f"{word} `{said[key]}`" for key, word in words.items() if key in said)


def type_of(said: Schema) -> str:
    """The type in words, with links to the objects that it names."""
    if "$ref" in said:
        name = said["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in said:
            return " or ".join(type_of(one) for one in said[several])
    if "const" in said:
        return f"`{said['const']}`"
    if "enum" in said:
        return " or ".join(f"`{value}`" for value in said["enum"])
    match said.get("type"):
        case "array" if "prefixItems" in said:
            return "[" + ", ".join(type_of(one) for one in said["prefixItems"]) + "]"
        case "array":
            return f"list of {type_of(said.get('items', {}))}"
        case "object" if isinstance(said.get("additionalProperties"), Mapping):
            return f"object of {type_of(said['additionalProperties'])}"
        case None:
            return "any"
        case name:
            return str(said.get("format", name))


def rules_page() -> str:
    """Every hard rule: what it demands, and the sentences of its breaches."""
    parts = ["# Rules\n", "The hard rules, as the referee checks them.\n"]
    for rule in RULES:
        parts += [
            f"## {rule.name}\n",
            prose(inspect.getdoc(type(rule)) or ""),
            table(
                ("breach", "English", "français"),
                ((f"`{case}`", text.en, text.fr) for case, text in rule.sentences.items()),
            ),
        ]
    return "\n".join(parts)


def terms_page() -> str:
    """Every kind of score term, and the objective of a problem that states none."""
    kinds = ((f"`{k.name}`", k.unit, k.per, k.meaning) for k in TERM_KINDS.values())
    defaults = (
        (f"`{level}`", f"`{name}`", f"{weight:,}", TERM_KINDS[name].unit)
        for name, level, weight in DEFAULT_TERMS
    )
    return "\n".join(
        (
            "# Score terms\n",
            "A score is a tuple of levels, compared in order; lower is better.\n",
            table(("term", "unit", "one a", "measures"), kinds),
            "## The default objective\n",
            "Cents on the level `cost`, minutes on the level `lateness`.\n",
            table(("level", "term", "weight", "per"), defaults),
        )
    )


def working_time_page() -> str:
    """Every limit of every pack with its source."""
    parts = ["# Working-time packs\n"]
    parts.append("Planning parameters, not legal advice. A problem may override every limit.\n")
    for name, pack in rule_packs().items():
        limits = (
            (f"`{limit}`", str(said["value"]), str(said["since"]), said["source"])
            for limit, said in pack["limits"].items()
        )
        parts += [f"## {name}\n", f"{pack['title']}.\n"]
        if pack["limits"]:
            parts.append(table(("limit", "value", "known since", "source"), limits))
    return "\n".join(parts)


def http_page() -> str:
    """Every request of the service, from its contract."""
    contract = json.loads((ROOT / "api" / "openapi.json").read_text(encoding="utf-8"))
    parts = [
        "# HTTP requests\n",
        "Written from `api/openapi.json`, the contract; errors in words: ",
    ]
    parts[-1] += "[the service](../../service.md#errors).\n"
    for path, methods in contract["paths"].items():
        for method, said in methods.items():
            parts += [f"## {method.upper()} {path}\n", f"{said['summary']}.\n"]
            parts.append(prose(said.get("description", "")))
            inputs = [
                (f"`{one['name']}`", one["in"], type_of(one["schema"]), one.get("description", ""))
                for one in said.get("parameters", ())
            ]
            if inputs:
                parts.append(table(("parameter", "in", "type", "meaning"), inputs))
            body = said.get("requestBody", {}).get("content", {})
            if body:
                parts.append(f"The body is a {contents(body)}.\n")
            answers = (
                (f"`{code}`", contents(answer.get("content", {})), answer["description"])
                for code, answer in said["responses"].items()
            )
            parts.append(table(("answer", "body", "when"), answers))
    parts += objects(contract["components"]["schemas"])
    return "\n".join(part for part in parts if part)


def contents(body: Mapping[str, Any]) -> str:
    """What a body may hold, by media type."""
    kinds = ((kind, type_of(said.get("schema", {}))) for kind, said in body.items())
    return ", ".join(f"{what} (`{kind}`)" for kind, what in kinds) or "–"


def commands_page() -> str:
    """The help of every command, as it is printed."""
    parts = ["# Commands\n"]
    for path, command in commands(cli, "tournee"):
        context = click.Context(command, info_name=path, terminal_width=90, max_content_width=90)
        parts += [f"## {path}\n", f"```text\n{command.get_help(context)}\n```\n"]
    return "\n".join(parts)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, by what is typed."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from commands(below, f"{path} {name}")


def table(heads: tuple[str, ...], rows: Any) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cell(text) for text in line) + " |\n" for line in lines)


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def prose(text: str) -> str:
    """A docstring as Markdown: sections of attributes become lists."""
    text = re.sub(r"^(\w+)\n-{3,}\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^(?P<names>\S.*)\n {4}", r"- \g<names>: ", text, flags=re.MULTILINE) + "\n"
