"""Who is told what a run is doing: a console, Dagster's log, or nobody.

Belongs here: the interface and the silent one. Not here: the pipeline itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StepTime:
    """How long a step took: wall and CPU seconds of this process."""

    name: str
    wall_seconds: float
    cpu_seconds: float


@dataclass
class Reporter:
    """Records the steps of a run; subclasses also show them."""

    steps: list[StepTime] = field(default_factory=list)
    failure: BaseException | None = None

    def started(self, step: str) -> None:
        """Told when a step begins."""

    def detail(self, text: str) -> None:
        """Told what is being worked on inside a step."""

    def finished(self, step: StepTime) -> None:
        """Told when a step has ended."""

    def warned(self, text: str) -> None:
        """Told what somebody should know although the run goes on."""

    def failed(self, step: str) -> None:
        """Told when a step has failed."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step, tell about it, and remember what made it fail."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.started(name)
        try:
            yield
        except BaseException as error:
            self.failure = error
            self.failed(name)
            raise
        self.failure = None
        done = StepTime(name, time.perf_counter() - wall, time.process_time() - cpu)
        self.steps.append(done)
        self.finished(done)
