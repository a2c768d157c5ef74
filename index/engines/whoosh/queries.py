"""Our tree and filters in, Whoosh's query out."""

from whoosh import query

from index.engines.weights import LIGHT
from index.engines.whoosh import words
from index.tree import And, Enough, Filters, Maybe, Narrow, Node, Not, Or, Phrase, Term

FIRST_DAY, LAST_DAY = 1, 99991231


def whoosh_query(node: Node, filters: Filters) -> query.Query:
    """Give the query: matched and scored as the node says, narrowed by the filters."""
    narrowing = _narrowing(filters)
    matched = _matched(node)
    return query.And([matched, *narrowing]) if narrowing else matched


def word_query(word: Term | Phrase) -> query.Query:
    """Give the query for a word, or for words that stand one after the other."""
    if isinstance(word, Phrase):
        return query.Sequence([word_query(term) for term in word.terms])
    if len(word.forms) == 1 and not word.languages:
        return query.Term(word.field, word.forms[0])
    return words.Word(word.field, word.forms, dict(word.languages))


def _matched(node: Node) -> query.Query:
    match node:
        case Term() | Phrase():
            return word_query(node)
        case Enough(nodes, weights, needed):
            return words.Enough([_matched(n) for n in nodes], weights, needed)
        case And(nodes):
            return _all(nodes)
        case Or(nodes):
            return _any([_matched(n) for n in nodes])
        case Not(inner):
            return query.And([query.Every(), query.Not(_matched(inner))])
        case Maybe(required, optional):
            return query.AndMaybe(_matched(required), _matched(optional).with_boost(LIGHT))
    if isinstance(node, Narrow):
        return _all_of(_narrowing(node.filters))
    return query.ConstantScoreQuery(query.Every(), 0.0)


def _all(nodes: tuple[Node, ...]) -> query.Query:
    found = [_matched(n) for n in nodes if not isinstance(n, Not)]
    for unwanted in (n.node for n in nodes if isinstance(n, Not)):
        found = [query.AndNot(found[0] if len(found) == 1 else query.And(found), _matched(unwanted))]
    return found[0] if len(found) == 1 else query.And(found)


def _all_of(queries: list[query.Query]) -> query.Query:
    return queries[0] if len(queries) == 1 else query.And(queries)


def _any(queries: list[query.Query]) -> query.Query:
    return queries[0] if len(queries) == 1 else query.Or(queries)


def _narrowing(filters: Filters) -> list[query.Query]:
    chosen = {"lang": filters.lang, "tag": filters.tag, "author": filters.author, "site": filters.site}
    found: list[query.Query] = [
        query.ConstantScoreQuery(_any([query.Term(name, value.casefold()) for value in values]), 0.0)
        for name, values in chosen.items()
        if values
    ]
    if filters.after or filters.before:
        first = int(f"{filters.after:%Y%m%d}") if filters.after else FIRST_DAY
        last = int(f"{filters.before:%Y%m%d}") if filters.before else LAST_DAY
        found.append(query.ConstantScoreQuery(query.NumericRange("day", first, last), 0.0))
    return found
