"""Decide which article an entry is, from what its page says and from what already claims it, with the reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Rule = Literal["text", "move", "before", "address", "contested", "key"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one entry of an origin says of itself: its canonical address ("" for none), and the hash of its text.

    `article` is the id of the article that it is known as, "" for none; `is_there` is False where its origin says
    that it is gone, and None where the origin itself is not there, so that nobody can tell.
    """

    origin: str
    key: str
    address: str
    text: str
    article: str = ""
    is_there: bool | None = True

    @property
    def place(self) -> tuple[str, str]:
        """Return what tells the entry from all others."""
        return self.origin, self.key


@dataclass(frozen=True, slots=True)
class Identity:
    """The id of the article that an entry is, the rule that gave it, and in a sentence why."""

    id: str
    rule: Rule
    reason: str


def article_id(identity: str) -> str:
    """Return the id of the article known by this identity: its canonical address, or else its source.

    Sixteen hexadecimal digits of SHA-256: among a million articles, two share one with odds of 1 in 37 million.
    """
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def identified(page: Claim, before: Claim | None, others: Sequence[Claim], *, given: str = "") -> Identity:
    """Return which article a page is.

    `before` is what its entry was known as until now, and `others` are the claims of other entries to its text, to
    its address, or to an id that it may get. `given` is the id that a program gave the article; without one it is made
    from address and key. Nothing that another entry still holds is ever given away:

    1. the same text as another article is that article, unless a program gave it an id of its own;
    2. what states the same address as before stays the article that it was, but for a page that was known by its place
       since another one stated its address, which none does any more;
    3. the address that the page states for itself tells it, unless another entry that is still there, with another
       text, states it too;
    4. else its key tells it.
    """
    twins = [claim for claim in others if claim.article and claim.text == page.text]
    if twins and not given:
        return _as_twin(page, before, twins)
    rivals = [c for c in others if page.address and c.address == page.address and not _gives_up(c, page)]
    held = {claim.article for claim in others if claim.article and not _gives_up(claim, page)}
    by_address = given or article_id(page.address)
    is_told_by_address = bool(page.address) and not rivals and by_address not in held
    is_displaced = before is not None and not given and before.article in own_ids(before)
    is_still = before is not None and _is_still(page, before, given) and before.article not in held
    if before and is_still and not (is_displaced and is_told_by_address):
        return Identity(before.article, "before", "known as this article before")
    if is_told_by_address:
        return Identity(by_address, "address", f"by its address, {page.address}")
    own = (given, *own_ids(page)) if given and not page.address else own_ids(page)
    id = next(id for id in own if id not in held)
    if rivals:
        told = f"by its place, as {rivals[0].key} states the same address, {page.address}, and says something else"
        return Identity(id, "contested", told)
    why = "the article of its address is another page's" if page.address else "it states no address of its own"
    return Identity(id, "key", f"by its place, as {why}")


def own_ids(page: Claim) -> tuple[str, ...]:
    """Return the ids that a page may have by its key: the first that no other entry holds is its own."""
    whole = f"{page.origin}/{page.key}"
    return article_id(page.key), article_id(whole), article_id(f"{whole}\n{page.text}")


def _gives_up(claim: Claim, page: Claim) -> bool:
    """Return whether an entry leaves its article to a page of its address: it is gone, or moved with its folder."""
    is_same = bool(page.address) and claim.address == page.address
    return is_same and (claim.is_there is False or (claim.is_there is None and claim.key == page.key))


def _is_still(page: Claim, before: Claim, given: str) -> bool:
    return bool(before.article) and before.address == page.address and given in ("", before.article)


def _as_twin(page: Claim, before: Claim | None, twins: Sequence[Claim]) -> Identity:
    own = before.article if before else ""
    twin = next((claim for claim in twins if claim.article == own), twins[0])
    if any(claim.is_there for claim in twins if claim.article == twin.article):
        return Identity(twin.article, "text", f"the same text as {twin.key}")
    return Identity(twin.article, "move", f"moved here from {twin.key}")
