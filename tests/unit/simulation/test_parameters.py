"""Worlds are named, read and refused; those on which the product is judged are the draws that were made."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.drawing import JUDGES, write_worlds
from simulation.errors import DemoError
from simulation.parameters import WORLDS, WorldParameters, chosen_parameters, committed_worlds, read_world


def test_the_committed_worlds_are_the_draws(tmp_path: Path) -> None:
    drawn = write_worlds(tmp_path)
    assert committed_worlds() == [path.stem for path in drawn]
    assert [path.read_bytes() for path in drawn] == [(WORLDS / path.name).read_bytes() for path in drawn]


def test_the_judging_worlds_differ_in_everything() -> None:
    worlds = [read_world(name).model_dump() for name in committed_worlds()]
    assert len(worlds) == JUDGES
    assert all(len({world[name] for world in worlds}) == JUDGES for name in worlds[0] if name != "scale")


def test_seed_and_scale_can_be_given_beside_a_world() -> None:
    chosen = chosen_parameters("judge_2", seed=3, scale=0.5)
    assert chosen == read_world("judge_2").model_copy(update={"seed": 3, "scale": 0.5})
    assert chosen_parameters() == WorldParameters()


@pytest.mark.parametrize(
    ("seed", "scale"), [(-1, 1.0), (7, 0.0), (7, -2.0), (7, float("nan")), (7, float("inf")), (7, 1e9)]
)
def test_senseless_wishes_are_refused(seed: int, scale: float) -> None:
    with pytest.raises(DemoError):
        chosen_parameters(seed=seed, scale=scale)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("elasticity = 3", "elasticity is 3"),
        ("gravity = 1", "gravity"),
        ("seed = ", "no TOML"),
        ("seed = 1.5", "seed is"),
    ],
)
def test_a_world_that_cannot_be_says_why(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(DemoError, match=words):
        read_world(str(path))


def test_an_unknown_world_names_the_known_ones() -> None:
    with pytest.raises(DemoError, match="judge_1, judge_2"):
        read_world("judge_9")
