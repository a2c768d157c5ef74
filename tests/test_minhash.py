"""Signatures tell how much two texts have in common."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.minhash import PERMUTATIONS, hashed, resemblance, shingles, signature


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_the_share_of_equal_values_is_that_of_the_shingles_in_common(share: float) -> None:
    random = np.random.default_rng(1)
    common = round(2_000 * share / (1 + share))
    told = []
    for _ in range(60):
        pool = random.choice(2**32, size=2_000 - common, replace=False).astype(np.uint32)
        told.append(resemblance(signature(pool[:1_000]), signature(pool[1_000 - common :])))
    # The error of one is that of so many throws of a coin.
    assert np.mean(told) == pytest.approx(share, abs=0.02)
    assert np.std(told) == pytest.approx((share * (1 - share) / PERMUTATIONS) ** 0.5, rel=0.35)


@given(st.lists(st.text(max_size=3), max_size=30), st.integers(1, 5))
def test_there_is_a_shingle_for_each_run_of_words(words: list[str], size: int) -> None:
    runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    found = shingles(hashed(words)[0], size).tolist()
    assert (len(found), len(set(found))) == (len(runs), len(set(runs)))


def test_order_and_repetition_of_shingles_do_not_count() -> None:
    found = shingles(hashed([str(n) for n in range(5_000)])[0], 5)
    assert signature(np.concatenate([found[::-1], found])) == signature(found)


def test_what_is_no_signature_resembles_nothing() -> None:
    one = signature(hashed(["a"])[0])
    assert (resemblance(one, one), resemblance(one, one[:5]), resemblance(b"", b"")) == (1.0, 0.0, 0.0)


def test_every_process_makes_the_same_signature() -> None:
    asked = (
        "from index.storage.minhash import *; print(signature(shingles(hashed('a b c d e f ü'.split())[0], 5)).hex())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", asked],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
