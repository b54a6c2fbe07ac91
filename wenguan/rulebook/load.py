"""Read `knowledge/` strictly: an unknown or missing key is an error with its file and line.

YAML 1.2 through ruamel, so that `NO` stays Norway and a duplicate key raises.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from .errors import KnowledgeError, Problem, did_you_mean
from .model import (
    Ask,
    Aspect,
    Choice,
    Citation,
    Derivation,
    FactDef,
    Glossary,
    Item,
    Knowledge,
    Ledger,
    LedgerItem,
    ListDef,
    Phrases,
    Place,
    Point,
    Rule,
    Section,
    Service,
    Source,
    Test,
    Text,
)

T = TypeVar("T")


def load(root: Path) -> Knowledge:
    """Load every file under `root`; raise KnowledgeError with all problems found."""
    return _Loader(Path(root)).load()


def version_of(root: Path) -> str:
    """Digest the knowledge files: changes when any of them does (12 hex digits)."""
    digest = hashlib.sha256()
    for path in sorted(Path(root).rglob("*.yaml")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class _Node:
    """A mapping being read: every key must be taken, each once."""

    def __init__(self, loader: _Loader, file: str, data: CommentedMap) -> None:
        self._loader, self._file, self._data = loader, file, data
        self._left = set(data)

    @property
    def place(self) -> Place:
        return Place(self._file, self._data.lc.line + 1)

    def line_of(self, key: str) -> int:
        try:
            return int(self._data.lc.key(key)[0]) + 1
        except (KeyError, TypeError):
            return self.place.line

    def fail(self, what: str, fix: str = "", key: str = "") -> None:
        line = self.line_of(key) if key else self.place.line
        self._loader.problems.append(Problem(self._file, line, what, fix))

    def take(self, key: str, read: Callable[[Any], T], default: T | None = None, *, required: bool = False) -> T:
        """Read one key; a fault in it is noted and the default returned."""
        self._left.discard(key)
        if self._data.get(key) is None:
            if required:
                self.fail(f"`{key}` is missing.")
            return default  # type: ignore[return-value]
        try:
            return read(self._data[key])
        except _Bad as bad:
            self.fail(f"`{key}`: {bad}", key=key)
            return default  # type: ignore[return-value]

    def nodes(self, key: str) -> list[_Node]:
        """Read a list of mappings."""
        self._left.discard(key)
        found = self._data.get(key) or []
        if not isinstance(found, list):
            self.fail(f"`{key}` must be a list.", key=key)
            return []
        good = [entry for entry in found if isinstance(entry, CommentedMap)]
        if len(good) != len(found):
            self.fail(f"Every entry of `{key}` must be a mapping with keys.", key=key)
        return [_Node(self._loader, self._file, entry) for entry in good]

    @contextmanager
    def closing(self, known: str) -> Iterator[_Node]:
        """Report keys that nobody took, once the block is done."""
        yield self
        for key in sorted(map(str, self._left)):
            self.fail(f"Unknown key `{key}`.", did_you_mean(key, known.split()), key=key)


class _Bad(ValueError):
    """A value of the wrong shape."""


def _string(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise _Bad("a single word or text is wanted.")
    return str(value).strip()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Bad("write true or false.")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Bad("write a number.")
    return value


def _date(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _Bad("write a date like 2026-04-15.")
    return value


def _text(value: Any) -> Text:
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        raise _Bad("write both languages: {zh: ..., en: ...}.")
    return Text(_string(value["zh"]), _string(value["en"]))


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_string(entry) for entry in value)
    return (_string(value),)


def _phrases(value: Any) -> Phrases:
    if not isinstance(value, Mapping) or not set(value) <= {"zh", "en"}:
        raise _Bad("write phrases as {zh: [...], en: [...]}.")
    return Phrases(_strings(value.get("zh") or []), _strings(value.get("en") or []))


def _citation(value: Any) -> Citation:
    source, hash_sign, section = _string(value).partition("#")
    if not (source and hash_sign and section):
        raise _Bad(f"cite as S0#9.1 (document, #, section), not `{value}`.")
    return Citation(source, section)


def _citations(value: Any) -> tuple[Citation, ...]:
    return tuple(_citation(entry) for entry in (value if isinstance(value, list) else [value]))


def _values(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _Bad("write values as name: figure.")
    return {str(k): _text(v) if isinstance(v, Mapping) else _plain(v) for k, v in value.items()}


def _plain(value: Any) -> Any:
    """Unwrap ruamel's scalar types into plain Python."""
    if isinstance(value, list):
        raise _Bad("a list cannot be a value.")
    if isinstance(value, (bool, date, datetime)):
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    raise _Bad(f"cannot use `{value}` here.")


def _derivation(value: Any) -> Derivation:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise _Bad("write one operation: {add_days: [accepted_on, days]}.")
    ((op, args),) = value.items()
    return Derivation(str(op), tuple(_plain(a) for a in (args if isinstance(args, list) else [args])))


def _computed(value: Any) -> dict[str, Derivation]:
    if not isinstance(value, Mapping):
        raise _Bad("write computed values as name: {operation: [arguments]}.")
    return {str(name): _derivation(entry) for name, entry in value.items()}


_RANGE = ("min", "max", "above", "below")


def _test(fact: str, value: Any) -> Test:
    if isinstance(value, list):
        return Test(fact, any_of=tuple(_plain(v) for v in value))
    if not isinstance(value, Mapping):
        return Test(fact, any_of=(_plain(value),))
    if set(value) == {"not"}:
        refused = value["not"] if isinstance(value["not"], list) else [value["not"]]
        return Test(fact, none_of=tuple(_plain(v) for v in refused))
    if set(value) == {"in"}:
        return Test(fact, in_list=_string(value["in"]))
    if set(value) == {"not_in"}:
        return Test(fact, not_in_list=_string(value["not_in"]))
    if value and set(value) <= set(_RANGE):
        return Test(fact, **{key: _plain(bound) for key, bound in value.items()})
    raise _Bad(f"cannot read the test of `{fact}`; use a value, a list, not, in, not_in, min, max, above or below.")


def _tests(value: Any) -> tuple[Test, ...]:
    if not isinstance(value, Mapping):
        raise _Bad("write conditions as fact: value.")
    return tuple(_test(str(fact), test) for fact, test in value.items())


class _Loader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def load(self) -> Knowledge:
        knowledge = Knowledge(
            sources=self._index(self._each("sources", self._source)),
            facts=self._index(self._entries("facts", self._fact)),
            lists=self._index(self._each("lists", self._list)),
            services=self._index(self._each("services", self._service)),
            asks=self._index([self._ask(node) for node in self._sequence(self.root / "asks.yaml")]),
            glossary=self._glossary(),
            phrases=self._phrases(),
            ledgers=tuple(self._each("coverage", self._ledger)),
            version=version_of(self.root),
        )
        if self.problems:
            raise KnowledgeError(sorted(self.problems), knowledge)
        return knowledge

    # -- files

    def _read(self, path: Path) -> Any:
        try:
            return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = str(getattr(error, "problem", None) or error).splitlines()[0]
            self.problems.append(Problem(self._name(path), mark.line + 1 if mark else 1, f"Not readable as YAML: {what}."))
            return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.root / folder).glob("*.yaml"))

    def _each(self, folder: str, read: Callable[[_Node], T]) -> list[T]:
        found = ((path, self._read(path)) for path in self._files(folder))
        return [read(_Node(self, self._name(path), data)) for path, data in found if isinstance(data, CommentedMap)]

    def _entries(self, folder: str, read: Callable[[_Node], T]) -> list[T]:
        return [read(node) for path in self._files(folder) for node in self._sequence(path)]

    def _sequence(self, path: Path) -> list[_Node]:
        data = self._read(path) if path.exists() else None
        return [_Node(self, self._name(path), entry) for entry in data or [] if isinstance(entry, CommentedMap)]

    def _index(self, entries: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in entries:
            if entry.id in found:
                place = getattr(entry, "place", Place())
                self.problems.append(Problem(place.file, place.line, f"`{entry.id}` is declared twice.", "Rename one."))
            found[entry.id] = entry
        return found

    # -- parts

    def _ask(self, node: _Node) -> Ask:
        with node.closing("id label"):
            return Ask(node.take("id", _string, "", required=True), node.take("label", _text, required=True))

    def _source(self, node: _Node) -> Source:
        with node.closing("id title short issuer number note in_force_from in_force_until checked_on sections"):
            return Source(
                id=node.take("id", _string, "", required=True),
                title=node.take("title", _text, required=True),
                short=node.take("short", _text, required=True),
                issuer=node.take("issuer", _text, required=True),
                number=node.take("number", _text),
                note=node.take("note", _text),
                in_force_from=node.take("in_force_from", _date),
                in_force_until=node.take("in_force_until", _date),
                checked_on=node.take("checked_on", _date),
                sections=self._index([self._section(entry) for entry in node.nodes("sections")]),
                place=node.place,
            )

    def _section(self, node: _Node) -> Section:
        with node.closing("id label"):
            return Section(node.take("id", _string, "", required=True), node.take("label", _text, required=True), node.place)

    def _fact(self, node: _Node) -> FactDef:
        with node.closing("id type question name values aliases cues unit min max list derive lasting"):
            return FactDef(
                id=node.take("id", _string, "", required=True),
                type=node.take("type", _one_of("choice", "yesno", "number", "date", "datetime", "item"), required=True),
                question=node.take("question", _text, Text("", "")),
                name=node.take("name", _text),
                values=tuple(self._choice(entry) for entry in node.nodes("values")),
                aliases=node.take("aliases", _truth_phrases, {}),
                cues=node.take("cues", _phrases, Phrases()),
                unit=node.take("unit", _string),
                min=node.take("min", _number),
                max=node.take("max", _number),
                list=node.take("list", _string),
                derive=node.take("derive", _derivation),
                lasting=node.take("lasting", _flag, False),
                place=node.place,
            )

    def _choice(self, node: _Node) -> Choice:
        with node.closing("id name aliases narrows beside implied_by"):
            return Choice(
                node.take("id", _string, "", required=True),
                node.take("name", _text, Text("", ""), required=True),
                node.take("aliases", _phrases, Phrases()),
                node.take("narrows", _strings, ()),
                node.take("beside", _phrases, Phrases()),
                node.take("implied_by", _strings, ()),
            )

    def _list(self, node: _Node) -> ListDef:
        with node.closing("id name source count items"):
            return ListDef(
                id=node.take("id", _string, "", required=True),
                name=node.take("name", _text, required=True),
                source=node.take("source", _citation),
                count=node.take("count", lambda value: int(_number(value))),
                items=tuple(self._item(entry) for entry in node.nodes("items")),
                place=node.place,
            )

    def _item(self, node: _Node) -> Item:
        with node.closing("id name aliases fields"):
            return Item(
                node.take("id", _string, "", required=True),
                node.take("name", _text, Text("", ""), required=True),
                node.take("aliases", _phrases, Phrases()),
                node.take("fields", _values, {}),
            )

    def _service(self, node: _Node) -> Service:
        with node.closing("id name short about source aliases mentions aspects"):
            return Service(
                id=node.take("id", _string, "", required=True),
                name=node.take("name", _text, required=True),
                short=node.take("short", _text, required=True),
                about=node.take("about", _text, required=True),
                source=node.take("source", _string),
                aliases=node.take("aliases", _phrases, Phrases()),
                mentions=node.take("mentions", _phrases, Phrases()),
                aspects=tuple(self._aspect(entry) for entry in node.nodes("aspects")),
                place=node.place,
            )

    def _aspect(self, node: _Node) -> Aspect:
        with node.closing("id ask kind label asked_as next boundary rules"):
            return Aspect(
                id=node.take("id", _string, "", required=True),
                ask=node.take("ask", _string, "", required=True),
                kind=node.take("kind", _one_of("one", "list", "lookup", "calc"), "list", required=True),
                label=node.take("label", _text, Text("", ""), required=True),
                asked_as=node.take("asked_as", _phrases, Phrases()),
                next=node.take("next", _strings, ()),
                boundary=node.take("boundary", _flag, False),
                rules=tuple(self._rule(entry) for entry in node.nodes("rules")),
                place=node.place,
            )

    def _rule(self, node: _Node) -> Rule:
        with node.closing("id when under answer values compute overrides cite from until not_stated lead"):
            return Rule(
                id=node.take("id", _string, "", required=True),
                when=node.take("when", _tests, ()),
                under=node.take("under", _text),
                points=tuple(self._point(entry) for entry in node.nodes("answer")),
                values=node.take("values", _values, {}),
                compute=node.take("compute", _computed, {}),
                overrides=node.take("overrides", _strings, ()),
                cite=node.take("cite", _citations, (), required=True),
                in_force_from=node.take("from", _date),
                in_force_until=node.take("until", _date),
                not_stated=node.take("not_stated", _flag, False),
                lead=node.take("lead", _flag, False),
                place=node.place,
            )

    def _point(self, node: _Node) -> Point:
        with node.closing("id zh en asked_as needs detail"):
            return Point(
                id=node.take("id", _string, "", required=True),
                text=Text(node.take("zh", _string, "", required=True), node.take("en", _string, "", required=True)),
                asked_as=node.take("asked_as", _phrases, Phrases()),
                needs=node.take("needs", _strings, ()),
                detail=node.take("detail", _flag, False),
                place=node.place,
            )

    def _ledger(self, node: _Node) -> Ledger:
        with node.closing("source items"):
            return Ledger(
                source=node.take("source", _string, "", required=True),
                items=node.take("items", lambda found: self._ledger_items(node, found), (), required=True),
                place=node.place,
            )

    def _ledger_items(self, node: _Node, found: Any) -> tuple[LedgerItem, ...]:
        if not isinstance(found, CommentedMap):
            raise _Bad("write section: [rule ids].")
        return tuple(self._ledger_item(node, found, key) for key in found)

    def _ledger_item(self, node: _Node, found: CommentedMap, key: Any) -> LedgerItem:
        place = Place(node.place.file, int(found.lc.key(key)[0]) + 1)
        entry = found[key]
        if isinstance(entry, Mapping):
            return LedgerItem(str(key), (), _string(entry.get("none", "")), place)
        return LedgerItem(str(key), _strings(entry or []), "", place)

    def _phrases(self) -> dict[str, Text]:
        path = self.root / "phrases.yaml"
        data = self._read(path) if path.exists() else None
        if not isinstance(data, CommentedMap):
            return {}
        node = _Node(self, self._name(path), data)
        return {str(key): node.take(str(key), _text, Text("", "")) for key in data}

    def _glossary(self) -> Glossary:
        paths = [self.root / "glossary.yaml", *self._files("glossary")]
        data = [(path, self._read(path)) for path in paths if path.exists()]
        nodes = [_Node(self, self._name(path), entry) for path, entry in data if isinstance(entry, CommentedMap)]
        digits: list[str] = []
        terms: list[Text] = []
        for node in nodes:
            with node.closing("digits terms"):
                digits += node.take("digits", _strings, ())
                terms += node.take("terms", lambda found: tuple(_text(entry) for entry in found), ())
        return Glossary(tuple(dict.fromkeys(digits)), tuple(dict.fromkeys(terms)))


def _one_of(*known: str) -> Callable[[Any], Any]:
    def read(value: Any) -> str:
        word = _string(value)
        if word not in known:
            raise _Bad(f"`{word}` is not one of {', '.join(known)}.")
        return word

    return read


def _truth_phrases(value: Any) -> dict[bool, Phrases]:
    if not isinstance(value, Mapping) or not set(value) <= {True, False}:
        raise _Bad("write aliases under true and, if any, false.")
    return {bool(key): _phrases(entry) for key, entry in value.items()}
