"""Find many declared phrases in a text at once: exact, with endings, and with one slip of the keyboard."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Generic, Iterator, TypeVar

from rapidfuzz.distance import OSA

from .text import normalise

T = TypeVar("T")

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDING = re.compile(r"(?:'s?|e?s'?)?(?![a-z0-9])")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SEPARATORS = str.maketrans("-/_", "   ")
_SHORTEST_HAN, _SHORTEST_LATIN = 4, 6

_SOUND_ALIKE = """
    居局剧据 民名明敏鸣 通同童统 行型形 证正政症整郑 签千前鉴迁 注住驻著 护户互沪 照兆找赵召 边变遍编
    境镜竟静景 遗移疑宜 失湿实石师 军均君钧 役易疫 定订 港岗 澳奥噢 侨桥乔 胞包报抱 湾弯 陆路录 登灯
    备被 案按 务物误 员园圆援 国过 旅履 游由尤 贸冒茂 岸按案 永勇泳 籍级集急 工公功 作做坐座 家加佳
    偷头 盗到道 损孙 坏怀 丢丟 地的得 内那 华花话 服付复 队对 士是事 兵冰宾 警景井 武五舞 尼妮泥
    亚压呀雅 利丽里力历 兰蓝栏 罗洛萝 斯司思丝 加佳嘉 拿纳那 西希 班斑般 葡普 牙芽 瑞睿 典点电 典殿
    新心欣 坡破 来莱 马玛码 巴八吧
""".split()  # noqa: SIM905
_ALIKE: dict[str, set[str]] = defaultdict(set)
for _group in _SOUND_ALIKE:
    for _character in _group:
        _ALIKE[_character] |= set(_group)

_NO_SLIPS = frozenset(
    """finish finished broker island islands format formal mission missed expert solder police marital stole change changed changes charge
    charged employee employees employer employers state states status stages damage damages defendant americas surname surnames qujiang""".split()  # noqa: SIM905
)
"""English words one letter away from a name, and words of their own."""


@dataclass(frozen=True)
class Hit(Generic[T]):
    """A phrase found at `text[start:end]` and what was declared for it; `slip` when it was spelt one letter off."""

    start: int
    end: int
    said: T
    slip: bool = False


class Lexicon(Generic[T]):
    """Phrases in normalised spelling, each with what it says. Built once, then only asked."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}
        self._halves: dict[str, list[tuple[str, int, T]]] = defaultdict(list)
        self._half_lengths: set[int] = set()
        self._latin: dict[tuple[int, str, int], list[tuple[str, T]]] = defaultdict(list)
        self._words: set[str] = set()

    def add(self, phrase: str, said: T, *, slips: bool = False) -> None:
        """Declare a phrase; `slips` lets it be found with one typing error where it is long enough."""
        spelt = normalise(phrase).text.translate(_SEPARATORS)
        if not spelt:
            return
        self._words.update(_WORD.findall(spelt))
        node = self._root
        for character in spelt:
            node = node.setdefault(character, {})  # type: ignore[assignment]
        node.setdefault("", []).append(said)  # type: ignore[attr-defined]
        if slips:
            self._add_slips(spelt, said)

    def _add_slips(self, spelt: str, said: T) -> None:
        if len(_HAN.findall(spelt)) == len(spelt) >= _SHORTEST_HAN:
            middle = len(spelt) // 2
            self._half_lengths |= {middle, len(spelt) - middle}
            self._halves[spelt[:middle]].append((spelt, 0, said))
            self._halves[spelt[middle:]].append((spelt, middle, said))
        elif spelt.isascii() and len(spelt) >= _SHORTEST_LATIN:
            self._latin[spelt.count(" ") + 1, spelt[0], len(spelt)].append((spelt, said))

    def find(self, text: str) -> list[Hit[T]]:
        """Return every exact hit, overlapping ones too; text is normalised."""
        spelt = text.translate(_SEPARATORS)
        return [hit for start in range(len(spelt)) if not _inside_word(spelt, start) for hit in self._from(spelt, start)]

    def _from(self, text: str, start: int) -> Iterator[Hit[T]]:
        node: dict[str, object] = self._root
        for end in range(start, len(text)):
            following = node.get(text[end])
            if following is None:
                return
            node = following  # type: ignore[assignment]
            if "" in node and (stop := _stop(text, end + 1)) is not None:
                yield from (Hit(start, stop, said) for said in node[""])  # type: ignore[attr-defined]

    def slips(self, text: str) -> list[Hit[T]]:
        """Return hits with one typing error: a sound-alike, swapped or added character in Chinese, any one edit past the first letter in English."""
        spelt = text.translate(_SEPARATORS)
        return [*self._han_slips(spelt), *self._latin_slips(spelt)]

    def _han_slips(self, text: str) -> Iterator[Hit[T]]:
        for at in range(len(text)):
            if not "\u3400" <= text[at] <= "\u9fff":
                continue
            for length in self._half_lengths:
                for phrase, offset, said in self._halves.get(text[at : at + length], ()):
                    for extra in (0, 1):
                        start = at - offset - (extra if offset else 0)
                        window = text[max(start, 0) : start + len(phrase) + extra]
                        if start >= 0 and _one_slip(window, phrase):
                            yield Hit(start, start + len(window), said, slip=True)

    def _latin_slips(self, text: str) -> Iterator[Hit[T]]:
        found = list(_WORD.finditer(text)) if self._latin else []
        for index, first in enumerate(found):
            for count in range(1, min(5, len(found) - index) + 1):
                last = found[index + count - 1]
                window = text[first.start() : last.end()]
                if len(window) >= _SHORTEST_LATIN - 1:
                    yield from self._latin_slip(window, count, first.start())

    def _latin_slip(self, window: str, count: int, start: int) -> Iterator[Hit[T]]:
        for length in (len(window) - 1, len(window), len(window) + 1):
            for phrase, said in self._latin.get((count, window[0], length), ()):
                if self._misspells(window, phrase):
                    yield Hit(start, start + len(window), said, slip=True)

    def _misspells(self, window: str, phrase: str) -> bool:
        """Whether they differ in one letter of one long word, and what was written is no word that means something else (Taiwan, Tai'an)."""
        wrong = [(ours, theirs) for ours, theirs in zip(window.split(), phrase.split(), strict=False) if ours != theirs]
        if len(wrong) != 1 or len(wrong[0][1]) < _SHORTEST_LATIN or wrong[0][0] in _NO_SLIPS or wrong[0][0] in self._words:
            return False
        return OSA.distance(window, phrase, score_cutoff=1) == 1


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and text[start].isascii() and text[start].isalnum() and text[start - 1].isascii() and text[start - 1].isalnum()


def _stop(text: str, end: int) -> int | None:
    """Return where a hit ends, a plural or possessive ending included; None when it stops inside a Latin word."""
    if not (text[end - 1].isascii() and text[end - 1].isalnum()):
        return end
    ending = _ENDING.match(text, end)
    return ending.end() if ending else None


def _one_slip(window: str, phrase: str) -> bool:
    if len(window) == len(phrase):
        wrong = [i for i, (a, b) in enumerate(zip(window, phrase, strict=True)) if a != b]
        if len(wrong) == 1:
            return window[wrong[0]] in _ALIKE.get(phrase[wrong[0]], ())
        return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and window[wrong[0]] == phrase[wrong[1]] and window[wrong[1]] == phrase[wrong[0]]
    return len(window) == len(phrase) + 1 and any(window[i] == "的" and window[:i] + window[i + 1 :] == phrase for i in range(1, len(phrase)))
