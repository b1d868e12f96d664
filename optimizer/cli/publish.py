"""`tournee publish`: people are told this plan."""

import json
from pathlib import Path

import click

from optimizer.cli.files import check_writable, read_plan_file, write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, errors_shown, fail, say
from optimizer.outputs.changes_words import word


@click.command()
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write there instead of in place.")
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True, help="Errors as JSON lines on stderr.")
def publish(plan_file: Path, output: Path | None, lang: str, as_json: bool) -> int:
    """Publish PLAN: what it says is promised, and later changes have a price.

    A plan that breaks a rule is not published.
    """
    with errors_shown(as_json, language(lang)):
        document, _, _ = read_plan_file(plan_file)
        if document["violations"]:
            fail("not_lawful", "/violations", len(document["violations"]),
                 "the plan breaks rules, so that nobody can be promised it",
                 "see `tournee check`, and plan again or waive them")  # fmt: skip
        target = output or plan_file
        check_writable(target)
        document["state"] = "published"
        write((target, json.dumps(document, ensure_ascii=False, indent=1)))
        say(word("published", language(lang), plan=document["id"]), language(lang), as_json)
        return DONE
