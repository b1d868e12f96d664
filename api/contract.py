"""The OpenAPI document as it is published: `python -m api.contract` writes the copy anew."""

import json
from pathlib import Path

from api.app import create_app
from api.settings import Settings

COPY = Path(__file__).with_name("openapi.json")


def text() -> str:
    """The document as the text that is published."""
    document = create_app(Settings()).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    COPY.write_text(text(), encoding="utf-8")
