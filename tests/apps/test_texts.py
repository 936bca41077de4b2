"""The catalogue: complete, plain, and without promises."""

import re
from string import Formatter

import pytest

from pressure_coach.apps import texts, texts_signal
from pressure_coach.apps.texts import CATALOGUE, LANGUAGES, number, say, spoken
from pressure_coach.signal.monitor import TEXTS

CLAIMS = re.compile(
    r"\b(treat\w*|relie\w*|diagnos\w*|prevent\w*|cur(e|es|ing)|heal\w*"
    r"|heil\w*|linder\w*|behandel\w*|beug\w* vor|vorbeug\w*)",
    re.IGNORECASE,
)
DISEASES = re.compile(r"\b(piriformis syndrome|sciatica|ischias|arthr\w+|pain|schmerz\w*)\b", re.IGNORECASE)


def _all(lang: str) -> list[str]:
    said = [pair[lang == "de"] for pair in (texts._SAID | texts_signal.SAID).values()]
    said += [german for _, german in texts_signal.FORMS] if lang == "de" else []
    return [*CATALOGUE[lang].values(), *said]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_english_and_german() -> None:
    assert LANGUAGES == ("en", "de")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there_with_the_same_blanks(lang: str) -> None:
    assert CATALOGUE[lang].keys() == CATALOGUE["en"].keys()
    for key, text in CATALOGUE["en"].items():
        assert _fields(CATALOGUE[lang][key]) == _fields(text), key
        assert CATALOGUE[lang][key].strip(), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_promises_health(lang: str) -> None:
    for text in _all(lang):
        assert not CLAIMS.search(text), text
        assert not DISEASES.search(text), text


def test_the_search_for_claims_finds_claims() -> None:
    for claim in ("treats your back", "relieves", "It cures", "it prevents", "heilt", "lindert", "diagnoses"):
        assert CLAIMS.search(claim), claim


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_short_and_words_are_plain(lang: str) -> None:
    longest = {"en": 10, "de": 13}[lang]  # letters of a word: German joins words
    for key, text in CATALOGUE[lang].items():
        for sentence in re.split(r"[.:!?] ", text):
            assert len(sentence.split()) <= 13, text
        if key.startswith(("say.", "stop.", "word.")):
            assert all(len(word) <= longest for word in re.findall(r"\w+", text)), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_lines_name_a_key_and_its_use(lang: str) -> None:
    for key in texts.HELP:
        assert say(lang, f"help.{key}").count("|") == 1


def test_an_unknown_language_speaks_english() -> None:
    assert say("xx", "word.hold") == "hold"


def test_what_the_engine_says_is_put_into_plain_words_or_shown_as_it_is() -> None:
    assert spoken("de", "over") == "Zu viel."
    assert spoken("en", "stay off for 10 s first, then acknowledge") == "Stay off for 10 s first. Then press Enter."
    assert spoken("de", "the port is gone") == "the port is gone"


def test_german_writes_a_decimal_comma() -> None:
    assert number(20.44, 1, "de") == "20,4"
    assert number(20.44, 1, "en") == "20.4"


def test_every_note_on_the_signal_is_in_plain_words_in_german_too() -> None:
    values = {"rate": "7.5", "hint": ": ?rate=40", "faster": "?rate=40", "percent": -1.5, "moved": 3.25, "unit": "N"}
    for kind, form in TEXTS.items():
        note = form.format(**values)
        german = spoken("de", note)
        assert german not in (note, spoken("en", note)), kind
        assert german.endswith("."), kind
    assert "1,5 %" in spoken("de", TEXTS["drift"].format(**values))
    assert spoken("de", TEXTS["coarse"].format(rate=12, hint="")).startswith("Nur 12 Werte/s")
