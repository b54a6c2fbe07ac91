"""The pipeline's parts as Rasa uses them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from wenguan.nlu.featurizer import SentenceFeaturizer
from wenguan.nlu.reader import QuestionReader
from wenguan.nlu.reading import Question, Reading
from wenguan.nlu.tokenizer import BilingualTokenizer, words
from wenguan.nlu.understanding import Understanding
from wenguan.rulebook.model import Knowledge

from .test_ranker import GROUPS, KINDS, PHRASES, SMALL


@pytest.fixture(scope="module")
def understanding(knowledge: Knowledge) -> Understanding:
    from wenguan.nlu.ranker import train

    labels = {"bike-fee": "@border_permit.fee", "bike-time": "@border_permit.time", "boat-fee": "@passport.fee", "boat-time": "@passport.time"}
    spoken = [type(p)(p.text.replace("自行车", "边境证").replace("轮船", "护照"), labels.get(p.label, p.label)) for p in PHRASES]
    kinds = {labels.get(label, label): kind for label, kind in KINDS.items()}
    groups = {labels.get(label, label): group for label, group in GROUPS.items()}
    return Understanding(knowledge, train(spoken, kinds, groups, (), SMALL))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("边境管理区通行证怎么办", ["边境管理区通行证", "怎么办"]),
        ("办passport要多久", ["办", "passport", "要", "多久"]),
        ("How much is it?", ["How", "much", "is", "it", "?"]),
        ("  ", []),
    ],
)
def test_words_of_both_languages(text: str, expected: list[str]) -> None:
    found = list(words(text))
    assert [word for word, _ in found] == expected
    assert all(text[start : start + len(word)] == word for word, start in found)


def test_a_text_without_words_is_one_token() -> None:
    tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
    assert [token.text for token in tokenizer.tokenize(Message({TEXT: " "}), TEXT)] == [" "]


def test_the_sentence_vector_is_a_dense_feature_of_the_sentence() -> None:
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "features")
    message, blank = Message({TEXT: "邊境證多少錢"}), Message({TEXT: ""})
    featurizer.process([message, blank])
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    assert sentence is not None
    assert sentence.features.shape == (1, 512)
    assert blank.get_dense_features(TEXT) == (None, None)


def test_a_message_is_read_into_its_questions(understanding: Understanding) -> None:
    reading = understanding.read("边境证多少钱？护照几点到？")
    assert [q.candidates[0].label for q in reading.questions] == ["@border_permit.fee", "@passport.time"]
    assert "border_permit" in reading.questions[0].services
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


@pytest.mark.parametrize("text", ["", "   ", "？？！", "🙂"])
def test_without_a_letter_or_figure_nothing_is_asked(understanding: Understanding, text: str) -> None:
    assert understanding.read(text).questions == ()


@pytest.mark.parametrize("text", ["边境证呢", "那边境证", "what about the border permit"])
def test_a_name_alone_is_bare(understanding: Understanding, text: str) -> None:
    (question,) = understanding.read(text).questions
    assert question.bare


def test_a_question_is_not_bare(understanding: Understanding) -> None:
    assert not understanding.read("边境证多少钱").questions[0].bare


def test_intents_are_sums_over_labels(understanding: Understanding) -> None:
    ranking = understanding.intents(understanding.read("边境证多少钱").questions[0])
    assert ranking[0]["name"] == "ask_fee"
    assert understanding.intents(Question("", ())) == []


def test_rasa_gets_intent_ranking_and_reading(understanding: Understanding, monkeypatch: pytest.MonkeyPatch) -> None:
    storage: Any = object()
    reader = QuestionReader(storage, storage, None)
    with pytest.raises(RuntimeError, match="not trained"):
        reader.process([Message({TEXT: "你好"})])
    monkeypatch.setattr(reader, "_understanding", understanding)
    asked, empty = reader.process([Message({TEXT: "边境证多少钱"}), Message({TEXT: "？"})])
    assert asked.get(INTENT)["name"] == "ask_fee"
    assert asked.get("reading")["questions"]
    assert empty.get(INTENT) == {"name": None, "confidence": 0.0}
    assert {INTENT, "reading", "intent_ranking"} <= asked.output_properties
