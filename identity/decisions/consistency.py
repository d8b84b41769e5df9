"""What may not stand side by side: what decisions imply, and the path that shows a contradiction.

Belongs here: the graph of what must be one and what cannot be. Not here: the ledger.

Must-links are followed through any number of records. A cannot-link contradicts them if they connect its two records; a
must-link contradicts a cannot-link if it would connect its two. Confirmations imply nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product

from identity.decisions.decision import CANNOT_LINK, CONFIRM, MUST_LINK, Decision, DecisionError, Record, named
from identity.decisions.decision import StandingDecision as Standing

_Node = tuple[str, Record]
"""Entity and record."""


class Consistency:
    """Decisions that stand together; each further one is refused if it contradicts them.

    Args:
        standing: What stands already.
        types: 'person' or 'organisation' of the records for which it is known.
    """

    def __init__(self, standing: Iterable[Standing], types: Mapping[Record, str]) -> None:
        self._types = types
        self._links: dict[str, dict[_Node, dict[_Node, str]]] = {
            kind: defaultdict(dict) for kind in (MUST_LINK, CANNOT_LINK)
        }
        self._known: dict[tuple[str, str, tuple[Record, Record]], str] = {}
        for each in standing:
            self._remember(each.decision, f"#{each.decision_id}", str(each))

    def add(self, decision: Decision) -> None:
        """Take a decision in.

        Raises:
            DecisionError: It stands already, or contradicts what stands.
        """
        earlier = self._known.get((decision.entity, decision.kind, decision.pair))
        if earlier:
            raise DecisionError(f"it stands already, {earlier}.", where=str(decision), todo="Nothing is to be done.")
        if decision.kind == CANNOT_LINK:
            self._refuse_connected(decision)
        elif decision.kind == MUST_LINK:
            self._refuse_parted(decision)
            self._refuse_mixed(decision)
        self._remember(decision, "of this entry", "for it was given twice")

    def _remember(self, decision: Decision, label: str, said: str) -> None:
        self._known[decision.entity, decision.kind, decision.pair] = said
        if decision.kind != CONFIRM:
            one, other = _nodes(decision)
            self._links[decision.kind][one][other] = self._links[decision.kind][other][one] = label

    def _refuse_connected(self, decision: Decision) -> None:
        """Must-links may not make one of two records that cannot be one."""
        one, other = _nodes(decision)
        reached = self._reached(one)
        if other in reached:
            path = self._in_words(_steps(reached, other))
            raise _contradiction(decision, f"decisions that stand make them one: {path}.")

    def _refuse_parted(self, decision: Decision) -> None:
        """A must-link may not connect two records that cannot be one."""
        here, there = (self._reached(node) for node in _nodes(decision))
        for mine in sorted(here):
            for theirs in sorted(self._links[CANNOT_LINK].get(mine, {}).keys() & there.keys()):
                label = self._links[CANNOT_LINK][mine][theirs]
                path = self._in_words([*_steps(here, mine)[::-1], *_steps(there, theirs)])
                barred = f"{named(mine[1])} — {CANNOT_LINK} {label} — {named(theirs[1])}"
                raise _contradiction(decision, f"it would make {path} one, but {barred} stands.")

    def _refuse_mixed(self, decision: Decision) -> None:
        """A must-link may not make one of a person and an organisation."""
        here, there = (self._reached(node) for node in _nodes(decision))
        for mine, theirs in product(sorted(here), sorted(there)):
            types = [self._types.get(node[1]) for node in (mine, theirs)]
            if all(types) and types[0] != types[1]:
                path = self._in_words([*_steps(here, mine)[::-1], *_steps(there, theirs)])
                said = f"{named(mine[1])} is of type {types[0]} and {named(theirs[1])} of type {types[1]}"
                raise _contradiction(decision, f"it would make {path} one, but {said}.")

    def _reached(self, start: _Node) -> dict[_Node, _Node | None]:
        """Return the records that must-links connect with one, each with the one before it on the shortest way."""
        before: dict[_Node, _Node | None] = {start: None}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            for following in sorted(self._links[MUST_LINK].get(node, {})):
                if following not in before:
                    before[following] = node
                    waiting.append(following)
        return before

    def _in_words(self, steps: Sequence[_Node]) -> str:
        """Return the way along these records; a step that no decision made yet is the new must-link."""
        words = [named(steps[0][1])]
        for before, after in pairwise(steps):
            label = self._links[MUST_LINK].get(before, {}).get(after, "(this one)")
            words += [f"{MUST_LINK} {label}", named(after[1])]
        return " — ".join(words)


def _steps(reached: Mapping[_Node, _Node | None], last: _Node) -> list[_Node]:
    """Return the way from the record where a search began to one that it reached."""
    steps: list[_Node] = []
    node: _Node | None = last
    while node is not None:
        steps.append(node)
        node = reached[node]
    return steps[::-1]


def _nodes(decision: Decision) -> tuple[_Node, _Node]:
    return (decision.entity, decision.record), (decision.entity, decision.other)


def _contradiction(decision: Decision, what: str) -> DecisionError:
    return DecisionError(what, where=str(decision), todo="Undo what is wrong first (`entrepot identity undo`).")
