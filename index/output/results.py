"""An answer as the JSON of `vade search --json` and `GET /api/search`."""

from urllib.parse import quote, urlsplit

from index.analysis.languages import language_name
from index.answer import Answer, Hit, Passage
from index.article import Article
from index.output.shape import Shape, article_url
from index.search.marks import marked
from index.storage.duplicates import Copy

# A text fragment names its first and last words: enough of them to be found, few enough for an address.
FRAGMENT_WORDS = 5


def answer_shape(answer: Answer) -> Shape:
    """Give the answer in the shape that programs rely on; `links` is for who knows the addresses."""
    return {
        "query": {
            "q": answer.query,
            "parsed": answer.parsed,
            "relaxed": answer.is_relaxed,
            "dropped_terms": list(answer.dropped),
            "did_you_mean": answer.did_you_mean,
            "notes": list(answer.notes),
        },
        "total": {"value": answer.total, "relation": "eq"},
        "complete": answer.complete,
        "folded": answer.folded,
        "page": answer.page,
        "per_page": answer.per_page,
        "total_pages": -(-answer.total // answer.per_page),
        "took_ms": round(answer.seconds * 1000, 1),
        "partial": answer.is_partial,
        "index_version": answer.version,
        "hits": [_hit_shape(hit, answer.query) for hit in answer.hits],
        "facets": _facet_shapes(answer),
        "links": {},
    }


def original_link(article: Article, passage: Passage | None = None) -> str:
    """Give the address of the original, at the passage by a text fragment; "" where it has none on the web.

    The fragment is that of the URL Fragment Text Directives of the WICG: `#:~:text=first words,last words`.
    """
    if urlsplit(article.url).scheme not in ("http", "https"):
        return ""
    words = passage.text.splitlines()[0].split() if passage and passage.text.strip() else []
    if not words:
        return article.url
    address = article.url.partition("#")[0]
    first, last = words[:FRAGMENT_WORDS], words[FRAGMENT_WORDS:][-FRAGMENT_WORDS:]
    # A dash would be read as the mark of a prefix, a comma as the end of the first words.
    parts = [quote(" ".join(part), safe="").replace("-", "%2D") for part in (first, last) if part]
    return f"{address}#:~:text={','.join(parts)}"


def text_anchor(section: str, place: int) -> str:
    """Return the anchor of a text by its place in its section, from 1; 0 is the section itself."""
    return f"{section}~{place}" if place else section


def passage_url(article: Article, passage: Passage, query: str) -> str:
    """Give the path of the passage's text in the reader, with the question to mark."""
    asked = f"?q={quote(query, safe='')}" if query else ""
    return f"{article_url(article.id)}{asked}#{quote(text_anchor(passage.anchor, passage.place))}"


def _hit_shape(hit: Hit, query: str) -> Shape:
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "title_html": str(marked(article.title, hit.title_marks)),
        "url": article_url(article.id),
        "source_url": article.url,
        "source": article.source,
        "lang": article.lang,
        "authors": list(article.authors),
        "published_at": article.published_at,
        "site": article.site,
        "tags": list(article.tags),
        "breadcrumb": list(article.breadcrumb),
        "score": round(hit.score, 4),
        "duplicates": hit.duplicates,
        "copies": [copy_shape(copy) for copy in hit.copies],
        "missing_terms": list(hit.missing),
        "sections": [_passage_shape(article, passage, query) for passage in hit.passages],
        "more_sections": hit.more,
    }


def copy_shape(copy: Copy) -> Shape:
    """Give a place where a text was read as well in the shape that programs rely on."""
    return {
        "id": copy.id,
        "title": copy.title,
        "url": article_url(copy.id),
        "source_url": copy.url,
        "source": copy.source,
    }


def _passage_shape(article: Article, passage: Passage, query: str) -> Shape:
    return {
        "id": passage.anchor,
        "title": passage.heading,
        "breadcrumb": list(passage.breadcrumb),
        "kind": passage.kind,
        "url": passage_url(article, passage, query),
        "source_url": original_link(article, passage),
        "lead_in": passage.lead_in,
        "snippet": {
            "html": str(marked(passage.text, passage.marks)),
            "text": passage.text,
            "matches": [list(span) for span in passage.marks],
        },
    }


def _facet_shapes(answer: Answer) -> list[Shape]:
    shapes = []
    for facet in answer.facets:
        chosen = {value.casefold() for value in getattr(answer.filters, facet.name)}
        values = [
            {
                "value": value,
                "label": language_name(value) if facet.name == "lang" else value,
                "count": count,
                "selected": value.casefold() in chosen,
            }
            for value, count in facet.values
        ]
        shapes.append({"name": facet.name, "values": values})
    return shapes
