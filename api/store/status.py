"""What becomes of a plan that was asked for."""

from typing import Literal, get_args

Status = Literal["queued", "solving", "solved", "stopped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
OPEN: tuple[Status, ...] = ("queued", "solving")
