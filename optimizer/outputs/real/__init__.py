"""Real times: what was stamped and billed beside what was planned, and what it teaches."""

from optimizer.outputs.real.compare import Passage, passages
from optimizer.outputs.real.learn import Lesson, accepted, lessons
from optimizer.outputs.real.stamps import InvalidStamps, Stamp, read_stamps

__all__ = [
    "InvalidStamps", "Lesson", "Passage", "Stamp", "accepted", "lessons", "passages",
    "read_stamps",
]  # fmt: skip
