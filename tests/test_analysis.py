"""One analyzer: what is indexed and what is marked are the same words at the same places."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.tokens import LONGEST, folded, forms, surfaces, tokens, typed_tokens, words


def said(text: str, lang: str = "") -> list[str]:
    return [token.form for token in tokens(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ and C# on .NET 3.11", ["c++", "and", "c#", "on", ".net", "3.11"]),
        ("Wi-Fi로, 「e-mail」とGPT-4", ["wi", "fi", "로", "e", "mail", "と", "gpt", "4", "wifi", "email"]),
        ("At 5 p.m. in the U.S.A", ["at", "5", "p", "m", "in", "the", "u", "s", "a", "pm", "usa"]),
        ("16gb 500mL 5G 5G手机 220v", ["16", "gb", "500", "ml", "5g", "5g", "手机", "机", "220v"]),
        ("צה״ל", ["צה", "ל", "צהל"]),
        ("हिन्दी हिंदी ज़मीन अम्मा", ["हिंदी", "हिंदी", "जमीन", "अम्मा"]),
        ("ｺﾝﾋﾟｭｰﾀ コンピュータ", ["コン", "ンピ", "ピュ", "ュー", "ータ", "タ"] * 2),
        ("カ\u3099ス", ["ガス", "ス"]),
        ("用Python3写，下载v2.0.1版", ["用", "python3", "写", "下载", "载", "v", "2.0.1", "版", "python", "3"]),
        ("调用getName函数", ["调用", "用", "getname", "函数", "数", "get", "name"]),
        ("⌚", ["⌚"]),
        ("e-mail, node.js, AT&T", ["e", "mail", "node", "js", "at", "t", "email"]),
        ("max_wal_size", ["max", "wal", "size"]),
        ("l'eau don't Ann's", ["l", "eau", "don", "t", "ann", "s"]),
        ("O’Leary in the U.S.A.", ["o", "leary", "in", "the", "u", "s", "a", "oleary", "usa"]),
        ("getUserName", ["getusername", "get", "user", "name", "getuser", "username"]),
        ("10mg, 1.5kg of C++17 v6.2.8", ["10", "mg", "1.5", "kg", "of", "c++", "17", "v", "6.2.8"]),
        ("cœur Łódź Tromsø Iğdır ŞİŞLİ", ["coeur", "lodz", "tromso", "igdir", "sisli"]),
        ("الوَلَدُ کتاب ۱۴۰۲ הַיֶּלֶד", ["الولد", "كتاب", "1402", "הילד"]),
        ("40² in 1961³, m² of H₂O", ["40", "in", "1961", "m2", "of", "h2o"]),
        ("서울에서", ["서울", "울에", "에서", "서"]),
        ("1,000 kg", ["1000", "kg"]),
        ("Straße ÉCOLE ﬁne", ["strasse", "ecole", "fine"]),
        ("Ёлка и йод", ["елка", "и", "йод"]),
        ("日本語", ["日本", "本語", "語"]),
        ("が", ["が"]),
        ("🙂 — … !", ["🙂"]),
    ],
)
def test_words_are_found_as_people_write_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_words_are_stemmed_in_their_language() -> None:
    assert said("sleeping sleeps", "en") == ["sleep", "sleep"]
    assert said("Häuser Haus", "de")[0] == said("Hauser", "de")[0]
    assert said("sleeping", "xx") == ["sleeping"]
    assert said("किताबें किताब", "hi") == ["किताब", "किताब"]
    assert said("المكتبة المكتبه مكتبة مكتبه", "ar") == ["مكتب"] * 4


def test_a_word_has_a_form_for_each_language() -> None:
    assert forms("sleeping", ["en", "de"]) == ("sleep", "sleeping")
    assert forms("sleeping", []) == ("sleeping",)


def test_an_accented_word_is_the_plain_one() -> None:
    assert forms("café", ["fr", "en"]) == forms("cafe", ["fr", "en"])


def test_a_typed_run_has_no_last_letter_alone() -> None:
    assert [t.form for t in typed_tokens("日本語", "")] == ["日本", "本語"]
    assert [t.form for t in typed_tokens("猫", "")] == ["猫"]
    assert [t.form for t in typed_tokens("維生素C 日本語", "")] == ["維生", "生素", "素", "c", "日本", "本語"]


def test_a_word_that_never_ends_is_cut() -> None:
    assert len(folded("a" * 10_000)) == LONGEST


@given(st.text())
def test_places_of_any_text_are_inside_it_and_in_order(text: str) -> None:
    found = tokens(text, "en")
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert [t.position for t in found] == list(range(len(found)))
    own = [t.start for t in found[: len(words(text))]]
    assert own == sorted(own)
    assert [folded(word) for word in surfaces(text)] == [t.form for t in tokens(text, "")]


@example("ÀAaA")
@given(st.text(st.characters(categories=["L", "Zs"], max_codepoint=0x24F)))
def test_a_decomposed_text_has_the_same_words(text: str) -> None:
    assert said(unicodedata.normalize("NFD", text)) == said(unicodedata.normalize("NFC", text))


@example("0" * 58 + "ß…℠")
@given(st.text())
def test_folding_twice_folds_no_further(text: str) -> None:
    assert folded(folded(text)) == folded(text)
