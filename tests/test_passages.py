"""A passage is the piece of one section that answers, cut where a reader would cut it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import made
from index import Article, Filters, Item, ListBlock, Marker, Passage, Section, TableBlock, TextBlock, texts
from index.engines.memory import MemoryEngine
from index.query.parsing import parse
from index.query.plan import planned
from index.query.rarities import relative_rarities
from index.search.passages import MOST, found
from index.search.windows import LONGEST, SHORTEST

FILLER = "Nothing of the kind is said in this sentence, which is only here to be long. "
PROSE = FILLER * 4 + "A nap gives back some of it. Recovery is slow when naps are long. " + FILLER * 4


def passages(article: Article, typed: str, *others: Article) -> tuple[Passage, ...]:
    engine = MemoryEngine()
    engine.update([article, *others], [], change=1)
    plan = planned(parse(typed), engine.reading())
    hits = engine.reading().ranked(plan.node, Filters(), sort="relevance", first=0, count=100).hits
    answering = next((hit.sections for hit in hits if hit.id == article.id), ())
    return found(article, answering, Marker(plan.node), relative_rarities(plan.node, engine.reading()))


def marked_words(passage: Passage) -> list[str]:
    return [passage.text[a:b] for a, b in passage.marks]


def article(*blocks: object, heading: str = "Rest") -> Article:
    section = Section("rest", 2, heading, ("Health",), blocks)  # type: ignore[arg-type]
    return made("x", "Title", sections=(section,))


def test_a_passage_is_cut_at_sentences_and_covers_the_words() -> None:
    [first, *_] = passages(article(TextBlock("paragraph", PROSE)), "nap recovery")
    assert first.text.startswith("A nap gives back")
    assert first.text[-1] == "."
    assert marked_words(first) == ["nap", "Recovery", "naps"]
    assert not first.is_cut_before
    assert not first.is_cut_after


def test_a_short_sentence_is_given_with_those_beside_it() -> None:
    [passage, *_] = passages(article(TextBlock("paragraph", FILLER * 3 + "A nap. " + FILLER * 5)), "nap")
    assert SHORTEST <= len(passage.text) <= LONGEST


def test_short_paragraphs_are_given_together() -> None:
    blocks = [TextBlock("paragraph", f"Paragraph {n} says a little.") for n in range(4)]
    [passage] = passages(article(*blocks, TextBlock("paragraph", "A nap helps.")), "nap")
    assert passage.text.startswith("Paragraph 0")


def test_an_endless_sentence_is_cut_around_the_word_and_says_so() -> None:
    [passage] = passages(article(TextBlock("paragraph", "on and " * 200 + "nap " + "and on " * 200)), "nap")
    assert len(passage.text) <= LONGEST
    assert (passage.is_cut_before, passage.is_cut_after, marked_words(passage)) == (True, True, ["nap"])


def test_a_bullet_is_a_passage_of_its_own_with_what_leads_to_it(rich: Article) -> None:
    [passage, *_] = passages(rich, "telephone")
    assert (passage.kind, passage.text, passage.heading) == (
        "bullets",
        "Place: dark, cool, no telephone.",
        "Short rests",
    )
    assert passage.lead_in.startswith("A nap of twenty minutes")
    assert passage.text[: passage.term_end] == "Place"


def test_a_nested_bullet_is_led_to_by_the_one_it_is_in(rich: Article) -> None:
    [passage, *_] = passages(rich, "never")
    assert (passage.text, passage.lead_in) == ("never an hour", "Length")


def test_what_stands_in_an_entry_is_led_to_by_its_term() -> None:
    below = (TextBlock("paragraph", "Never after a nap."), TextBlock("code", "walk --slow"))
    term = Item("walk: ten minutes", "walk", "ten minutes", blocks=below)
    assert [(p.text, p.lead_in) for p in passages(article(ListBlock("definitions", (term,))), "nap slow")] == [
        ("walk --slow", "Never after a nap."), ("Never after a nap.", "walk"),
    ]  # fmt: skip


def test_a_bullet_within_a_step_is_no_step() -> None:
    steps = (Item("Lie down.", items=(Item("on a couch"),)), Item("Take a nap."))
    [passage] = passages(article(ListBlock("steps", steps)), "nap")
    [nested] = passages(article(ListBlock("steps", steps)), "couch")
    assert (passage.number, nested.kind, nested.number) == (2, "bullets", None)


def test_a_step_knows_its_number(rich: Article) -> None:
    [passage, *_] = passages(rich, "clock")
    assert (passage.kind, passage.number) == ("steps", 2)


def test_a_table_row_is_a_passage_under_its_header(rich: Article) -> None:
    [passage, *_] = passages(rich, "hard")
    assert (passage.kind, passage.text, passage.lead_in) == ("table", "Hard · 9 h", "Week · At night")


def test_the_lines_of_a_cell_are_one_in_a_passage() -> None:
    [passage] = passages(article(TableBlock((), (("A nap\nin bed", "an hour"),))), "nap")
    assert passage.text == "A nap in bed · an hour"


def test_a_passage_knows_its_place(rich: Article) -> None:
    [passage, *_] = passages(rich, "short")
    assert passage.anchor in {s.anchor for s in rich.sections}
    assert all(p.breadcrumb == ("Short rests",) for p in passages(rich, "keep"))


def test_a_section_whose_heading_answers_comes_first() -> None:
    there = Section("a", 2, "Other", (), (TextBlock("paragraph", "A nap is fine here."),))
    best = Section("b", 2, "Nap", (), (TextBlock("paragraph", "A nap is fine here, too."),))
    [first, second] = passages(made("x", "T", sections=(there, best)), "nap")
    assert (first.anchor, second.anchor) == ("b", "a")


def test_the_second_passage_adds_another_word() -> None:
    sections = (
        Section("a", 2, "A", (), (TextBlock("paragraph", "Tea and cake, tea."),)),
        Section("b", 2, "B", (), (TextBlock("paragraph", "Tea again, only tea."),)),
        Section("c", 2, "C", (), (TextBlock("paragraph", "Biscuits."),)),
    )
    result = passages(made("x", "T", sections=sections), "tea cake biscuits")
    assert [p.anchor for p in result[:2]] == ["a", "c"]


def test_a_phrase_is_marked_only_where_it_stands() -> None:
    [passage] = passages(article(TextBlock("paragraph", "Cold water. Water cold. Very cold water.")), '"cold water"')
    assert marked_words(passage) == ["Cold water", "cold water"]


def test_an_answer_in_the_title_alone_gives_the_beginning() -> None:
    [passage] = passages(article(TextBlock("paragraph", FILLER * 6)), "title")
    assert (passage.marks, passage.text[:7]) == ((), "Nothing")


def test_an_answer_in_a_heading_alone_gives_what_stands_under_it() -> None:
    first = Section("a", 2, "Other", (), (TextBlock("paragraph", "Here is one thing."),))
    second = Section("b", 2, "Naps", (), (TextBlock("paragraph", "Here is another."),))
    [passage] = passages(made("x", "T", sections=(first, second)), "nap")
    assert passage.text == "Here is another."


def test_a_word_wanted_in_bullets_is_marked_in_them() -> None:
    bullets = ListBlock("bullets", (Item("Take a nap"),))
    [passage, *_] = passages(article(TextBlock("paragraph", "A nap."), bullets), "bullet:nap")
    assert (passage.text, marked_words(passage)) == ("Take a nap", ["nap"])


def test_an_entry_of_the_contents_is_no_answer_where_its_section_is() -> None:
    contents = ListBlock("bullets", (Item("Fog"), Item("Lamps")))
    top = Section("top", 1, "", (), (contents,))
    fog = Section("fog", 2, "Fog", (), (TextBlock("paragraph", "All lamps burn at full strength from three."),))
    [passage] = passages(made("x", "Title", sections=(top, fog)), "fog")
    assert (passage.anchor, passage.text) == ("fog", "All lamps burn at full strength from three.")


def test_a_contents_list_of_links_without_bullets_is_no_answer_either() -> None:
    contents = ListBlock("definitions", (Item("Fog", "Fog", ""), Item("Lamps", "Lamps", "")))
    fog = Section("fog", 2, "Fog", (), (TextBlock("paragraph", "In fog all lamps burn."),))
    [passage] = passages(made("x", "Title", sections=(Section("top", 1, "", (), (contents,)), fog)), "fog")
    assert passage.anchor == "fog"


def test_the_rarer_word_is_shown_where_no_place_has_both() -> None:
    common = [made(f"n{n}", "Nap", f"A nap, number {n}.") for n in range(30)]
    blocks = (TextBlock("quote", f"A nap, and one more nap. {FILLER}"), TextBlock("code", "A thermostat."))
    [first, *_] = passages(article(*blocks), "nap thermostat", *common)
    assert first.text == "A thermostat."


def test_what_the_title_names_is_answered_by_how_the_article_begins() -> None:
    begins = TextBlock("paragraph", f"Here a nap is defined. {FILLER}")
    later = Section("later", 2, "Later", (), (TextBlock("paragraph", "A nap."), TextBlock("code", "nap nap nap")))
    [first, *_] = passages(made("x", "Nap", sections=(Section("top", 1, "", (), (begins,)), later)), "nap")
    assert first.text.startswith("Here a nap is defined.")


def test_code_is_given_by_its_lines() -> None:
    code = "\n".join(f"line_{n} = {n}" for n in range(100)) + "\nnap = True"
    [passage] = passages(article(TextBlock("code", code)), "nap")
    assert "nap = True" in passage.text.split("\n")


said = st.text(st.sampled_from("nap tea. Über 日本\n,:!?x"), max_size=400)
block = st.one_of(
    st.builds(TextBlock, st.sampled_from(["paragraph", "code", "quote", "caption"]), said),
    st.builds(lambda items: ListBlock("bullets", tuple(items)), st.lists(st.builds(Item, said), max_size=3)),
    st.builds(lambda rows: TableBlock((), tuple(map(tuple, rows))), st.lists(st.lists(said, max_size=3), max_size=3)),
)
section = st.builds(
    lambda blocks, heading: Section("s", 2, heading, (), tuple(blocks)), st.lists(block, max_size=4), said
)


@settings(deadline=None)
@given(st.lists(section, max_size=3), st.sampled_from(["nap", "nap tea", '"nap tea"', "日本", "x*", "zebra"]))
def test_any_article_gives_passages_of_its_own_text(sections: list[Section], typed: str) -> None:
    numbered = tuple(replace(s, anchor=f"s{n}") for n, s in enumerate(sections))
    result = passages(made("x", "T", sections=numbered), typed)
    assert len(result) <= MOST
    whole = {s.anchor: "".join("".join(t.split()) for b in s.blocks for t in texts(b)) for s in numbered}
    for passage in result:
        assert len(passage.text) <= LONGEST
        assert "".join(passage.text.replace("·", "").split()) in whole[passage.anchor]
        own = next(s for s in numbered if s.anchor == passage.anchor)
        text = [own.heading, *(t for b in own.blocks for t in texts(b))][passage.place]
        begins = text.split() if passage.kind == "table" else passage.text.split("\n")[:1]
        assert all(part in (passage.text if passage.kind == "table" else text) for part in begins)
        assert passage.place > 0
        assert all(0 <= a < b <= len(passage.text) for a, b in passage.marks)
        assert all(x.end <= y.start for x, y in zip(passage.marks, passage.marks[1:], strict=False))


def test_the_definition_of_a_term_comes_before_what_only_names_it() -> None:
    entries = (Item("Tea: a nap.", "Tea", "a nap."), Item("Nap: " + FILLER * 2, "Nap", FILLER * 2))
    [first, *_] = passages(article(ListBlock("definitions", entries)), "nap")
    assert first.text.startswith("Nap: ")
