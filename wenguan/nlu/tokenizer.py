"""Words of mixed Chinese and English text: jieba on Han runs, spaCy's blank English on the rest, blanks dropped, offsets true."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any, Dict, Iterator, List

import jieba
import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from wenguan.knowledge import knowledge as own_knowledge
from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.errors import KnowledgeError
from wenguan.rulebook.load import version_of
from wenguan.rulebook.model import Knowledge

HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=1)
def _english():  # type: ignore[no-untyped-def]
    return spacy.blank("en")


@lru_cache(maxsize=1)
def segmenter() -> jieba.Tokenizer:
    """Return a jieba tokenizer that keeps the names of our documents, offices and ports whole."""
    words = jieba.Tokenizer()
    words.initialize()
    for name in _names():
        words.add_word(name)
    return words


def _names() -> set[str]:
    try:
        knowledge = own_knowledge()
    except KnowledgeError as error:
        raise SystemExit(f"knowledge cannot be read; run `wenguan check`.\n{error}") from error
    return {name for name in han_names(knowledge) if 2 <= len(name) <= 12 and HAN_RUN.fullmatch(name)}


def han_names(knowledge: Knowledge) -> Iterator[str]:
    """Yield every Chinese name that knowledge declares: services, terms, list items, values of facts."""
    for service in knowledge.services.values():
        yield from (service.name.zh, service.short.zh, *service.aliases.zh)
    yield from (term.zh for term in knowledge.glossary.terms)
    for listed in knowledge.lists.values():
        for item in listed.items:
            yield from (item.name.zh, *item.aliases.zh)
    for fact in knowledge.facts.values():
        for choice in fact.values:
            yield from choice.aliases.zh


def words(text: str) -> Iterator[tuple[str, int]]:
    """Yield each word with its offset in `text`."""
    end = 0
    for run in HAN_RUN.finditer(text):
        yield from _latin(text[end : run.start()], end)
        yield from ((word, run.start() + start) for word, start, _ in segmenter().tokenize(run.group()))
        end = run.end()
    yield from _latin(text[end:], end)


def _latin(text: str, offset: int) -> Iterator[tuple[str, int]]:
    if text.strip():
        yield from ((token.text, offset + token.idx) for token in _english()(text) if not token.is_space)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """Rasa's tokenizer for one model in both languages."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The four keys that the base class reads."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None, "prefix_separator_symbol": None}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> BilingualTokenizer:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """The word list comes from knowledge: a change there retokenizes."""
        return version_of(KNOWLEDGE)

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Split one attribute; text without any word is one token."""
        text = message.get(attribute)
        found = [Token(word, start) for word, start in words(text)]
        return list(self._apply_token_pattern(found or [Token(text, 0)]))
