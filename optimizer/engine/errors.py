"""What an engine cannot do."""

from collections.abc import Mapping


class Unsupported(ValueError):
    """The problem uses rules that the engine does not encode.

    `features` maps their names (see `optimizer.problem.features`) to what uses them.
    """

    def __init__(self, engine: str, features: Mapping[str, str]) -> None:
        self.engine = engine
        self.features = dict(features)
        listed = ", ".join(f"{name} ({subject})" for name, subject in features.items())
        super().__init__(f"the engine {engine} does not encode {listed}")
