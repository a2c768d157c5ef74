"""Turn an article into what the record keeps of it, so that a worker does all of the work of it."""

import hashlib
from dataclasses import dataclass

from index.article import Article, all_texts, topics
from index.storage.addresses import canonical_address
from index.storage.signatures import Signature, signed
from index.storage.stored import stored


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the record keeps of an article but for its id and its source.

    `shape` is its content as JSON, `url` the address that it states and `address` the canonical form of that.
    `text_hash` is the same for two articles that say the same, whatever their addresses, dates and authors are;
    by the `signature` those are found that say nearly the same.
    """

    shape: str
    content_hash: str
    text_hash: str
    url: str
    address: str
    lang: str
    site: str
    sections: int
    topics: tuple[str, ...]
    signature: Signature


def prepared(article: Article) -> Prepared:
    """Return what the record keeps of this article. Raises UnreadablePage for one that is too large."""
    shape = stored(article)
    return Prepared(
        shape=shape,
        content_hash=sha256(shape),
        text_hash=text_hash(article),
        url=article.url,
        address=canonical_address(article.url),
        lang=article.lang,
        site=article.site,
        sections=len(article.sections),
        topics=topics(article),
        signature=signed(article),
    )


def text_hash(article: Article) -> str:
    """Return the hash of the article's title and of every text in it."""
    return sha256("\0".join(all_texts(article)))


def sha256(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
