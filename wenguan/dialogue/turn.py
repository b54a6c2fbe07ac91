"""One turn of talk: what was remembered plus what was understood gives replies and what to remember next. Pure, no clock, no I/O."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Callable, Mapping, Sequence
from unicodedata import normalize

from wenguan.nlu.bank import ASPECT, COMPARING, Topic, topics
from wenguan.nlu.known_facts import counted_from, extractor, tested_facts
from wenguan.nlu.language import detect
from wenguan.nlu.names import ServiceNames
from wenguan.nlu.reading import Question, Reading
from wenguan.nlu.segments import asks
from wenguan.nlu.text import normalise
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import decide_aspect, point_key
from wenguan.rulebook.model import DONT_KNOW, FactValue, Knowledge
from wenguan.rulebook.model import Language as RuleLanguage
from wenguan.rulebook.reply import Choice, Focus, Reply, Status, beside, compose, phrase_text, say, together

from .choices import chosen
from .followup import elliptic, names_another, of_another_person
from .hearing import Hearing
from .resolve import NO_ANSWER, Act, Rival, Topical, Unsure, resolve
from .state import Offer, State, telling, turning_to

BAR = 0.16
"""Below this confidence the assistant asks instead of answering."""
TOLD = 3.0
"""How much likelier a point is meant when its rule tests a fact that the message tells."""
REMEMBERED = 2.0
"""The same for a fact that was told before."""
KEPT = 0.5
"""How much the points of the last question still weigh when a follow-up brings words of its own."""
COUNTED = 12.0
"""The same for a point that counts from a date or figure that the message tells."""
MAX_QUESTIONS = 3
MAX_VALUES = 4
"""For how many ports, cities or countries of one message an answer is given."""
MISSES_BEFORE_PERSON = 2
FAINT = 0.05
"""A label's score up to which it says nothing."""
PLAIN, PLAINLY = 0.3, 0.5
"""From this score on a label, and from this confidence on an aspect, is plainly meant."""
USUAL = ("eligibility", "materials", "children")
"""What somebody who merely tells a fact wants to know of it first."""
FIGURES = ("number", "date", "datetime")

BESIDE = frozenset(("smalltalk", "clarify", "out_of_scope", "personal_case", "emergency"))
"""What may be left unsaid beside an answer."""

SMALLTALK: Mapping[str, Status] = {
    "greet": "smalltalk", "goodbye": "smalltalk", "thanks": "smalltalk", "bot": "smalltalk", "capabilities": "smalltalk",
    "insult": "smalltalk", "attack": "smalltalk", "emergency": "emergency", "out_of_scope": "out_of_scope",
    "near_domain": "out_of_scope", "personal_case": "personal_case",
}
"""Intents answered by the phrase of their name, with the status of that answer."""


@dataclass(frozen=True)
class Turn:
    """The outcome of one message."""

    state: State
    replies: tuple[Reply, ...]


class Assistant:
    """Answers messages from one body of knowledge; keeps nothing of any conversation."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.topics = topics(knowledge)
        self.extractor = extractor(knowledge)
        self.tested = {(s.id, a.id): tested_facts(knowledge, a) for s in knowledge.services.values() for a in s.aspects}
        self.of_service = {s.id: {fact for a in s.aspects for fact in self.tested[s.id, a.id]} for s in knowledge.services.values()}
        self.counted_from = {rule.id: frozenset(counted_from(knowledge, rule)) for rule in knowledge.rules.values()}
        self.spans = _spans(knowledge, self.topics)
        self.recommends = _recommendations(knowledge)

    def respond(self, state: State, reading: Reading, *, on: date, hint: str | None = None) -> Turn:
        """Answer one message. `hint` is the language of the citizen's page, used while the words leave it open."""
        language = detect(normalize("NFKC", reading.text), state.language or hint)
        turn = _Turn(self, replace(state, language=language), reading, on).run()
        return replace(turn, state=replace(turn.state, language=language))


def _spans(knowledge: Knowledge, known: Mapping[str, Topic]) -> list[tuple[Topic, frozenset[str]]]:
    """List the topics that weigh a span of two dates, with the facts that a point of theirs needs: those that need most first."""
    points = [(point_key(rule, point), frozenset(point.needs)) for rule in knowledge.rules.values() for point in rule.points]
    dates = {fact.id for fact in knowledge.facts.values() if fact.type == "date"}
    spans = [(known[key], needs) for key, needs in points if sum(fact in dates for fact in needs) > 1]
    return sorted(spans, key=lambda span: -len(span[1]))


def _recommendations(knowledge: Knowledge) -> dict[str, str]:
    """Map each rule that tells documents apart to the service that its answer names first."""
    names = ServiceNames.of(knowledge)
    comparing = knowledge.services.get(COMPARING)
    rules = [rule for aspect in comparing.aspects for rule in aspect.rules] if comparing else []
    named = {rule.id: [n.service for n in names.find(normalise(rule.points[0].text.zh).text) if n.sure and n.service != COMPARING] for rule in rules}
    return {rule: services[0] for rule, services in named.items() if services}


def rule_language(language: str | None) -> RuleLanguage:
    return "en" if language == "en" else "zh"


class _Turn:
    """The working of one turn."""

    def __init__(self, assistant: Assistant, state: State, reading: Reading, on: date) -> None:
        self.a, self.k, self.state, self.reading, self.on = assistant, assistant.knowledge, state, reading, on
        self.text = normalise(reading.text).text
        self.language = rule_language(state.language)
        self.another = names_another(self.text)
        about = (state.service or "", state.aspect or "")
        self.heard = Hearing(assistant.extractor, assistant.tested, self.text, about, on)

    def run(self) -> Turn:
        offer = chosen(self.text, self._choosable())
        if offer is not None:
            return self._take(offer)
        if self.state.pending and (turn := self._answers_pending()):
            return turn
        return self._questions()

    # -- choices and asked facts

    def _choosable(self) -> tuple[Offer, ...]:
        """Return what a bare number may take: nothing while a figure or a date is asked for."""
        pending = self.k.facts.get(self.state.pending or "")
        figure = pending is not None and pending.type in FIGURES
        return tuple(offer for offer in self.state.offered if offer.fact == self.state.pending) if figure else self.state.offered

    def _take(self, offer: Offer) -> Turn:
        if offer.act is not None:
            return self._act(offer.act)
        if offer.fact is not None and offer.value is not None:
            return self._again(self._told({offer.fact: offer.value}))
        if offer.aspect is not None and offer.service is not None:
            return self._answer(self._enter(offer.service), offer.service, offer.aspect, {}, broad=True)
        return self._within(offer.service) if offer.service is not None else self._unknown()

    def _within(self, service: str) -> Turn:
        """A service was chosen: answer the question that waited for it, or offer its aspects."""
        waiting = [q for q in self.reading_of(self.state.query).questions] if self.state.query else []
        for question in waiting:
            found = resolve(replace(question, services=(service,)), self.a.topics, context=service)
            if isinstance(found, Topical):
                return self._topical(found)
        return self._overview(service)

    def reading_of(self, query: str) -> Reading:
        """The waiting question travels as JSON in the state."""
        return Reading.from_json(json.loads(query))

    def _answers_pending(self) -> Turn | None:
        fact = self.state.pending or ""
        if re.sub(r"\W|_", "", self.text) in DONT_KNOW_WORDS:
            return self._again(self._told({fact: DONT_KNOW}))
        found = self._facts(pending=fact)
        if fact not in found or self._is_new_question(found):
            return None
        return self._again(self._told(found))

    def _is_new_question(self, found: Mapping[str, FactValue]) -> bool:
        question = self.reading.questions[0] if self.reading.questions else None
        rest = self._rest(pending=self.state.pending)
        return bool(question) and len(rest) > (6 if self.language == "zh" else 24)

    # -- questions

    def _questions(self) -> Turn:
        if not self.reading.questions:
            return self._unknown()
        turn = self._question(self.reading.questions[0], last=len(self.reading.questions) == 1)
        replies = list(turn.replies)
        for question in self.reading.questions[1:MAX_QUESTIONS]:
            self.state = turn.state
            turn = self._question(question, last=False)
            replies += [r for r in turn.replies if r not in replies]
        return Turn(turn.state, tuple(_to_the_point(replies)))

    def _question(self, question: Question, *, last: bool) -> Turn:
        found = self._facts()
        told = (self._changed(question, found) or (found if self._only_facts(question, found) else {})) if last else {}
        if told:
            return self._by_facts(question, told)
        if question.bare and question.services:
            return self._bare(question.services[0], found)
        state = self._told(found)
        comparing = COMPARING if COMPARING in self.k.services else None
        if self.state.aspect and elliptic(self.text):
            question = replace(question, hints=())
        resolution = resolve(question, self.a.topics, context=self.state.subject or self.state.service, comparing=comparing, leaning=self._leaning())
        if isinstance(resolution, Act):
            if self.state.aspect and resolution.intent in NO_ANSWER and of_another_person(self.text):
                return self._again(self._refocused(state, question))
            return self._act(resolution.intent)
        self.state = state
        if isinstance(resolution, Topical) and (resolution.confidence >= BAR or question.services):
            return self._topical(resolution)
        if isinstance(resolution, Unsure):
            weighing = next((topic for topic, needs in self.a.spans if needs <= found.keys()), None)
            if weighing is not None and any(topic.service == weighing.service for topic in resolution.topics):
                return self._topical(Topical(weighing, {}, broad=True, confidence=1.0, inferred=True))
            return self._which_service(resolution, question)
        if isinstance(resolution, Topical):
            return self._which_topic(resolution)
        return self._unknown()

    def _leaning(self) -> frozenset[str]:
        """Name the aspects of the service under discussion that test a figure or a date told before."""
        service = self.state.service or ""
        told = {fact: self.k.facts[fact] for fact in self.state.facts if fact in self.k.facts}
        figures = {name for name, fact in told.items() if fact.type in FIGURES and not fact.lasting}
        aspects = self.k.services[service].aspects if figures and service else ()
        return frozenset(a.id for a in aspects if not figures.isdisjoint(self.a.tested[service, a.id]))

    def _only_facts(self, question: Question, found: Mapping[str, FactValue]) -> bool:
        if not found or self.state.aspect is None or question.services and question.services[0] != self.state.service:
            return False
        known = self.a.of_service[self.state.service or ""]
        if not self._rest():
            return any(fact in known for fact in found) or not self._asked_outright(question)
        return not question.services and not asks(self.text) and any(fact in known for fact in found)

    def _asked_outright(self, question: Question) -> bool:
        """Whether a point of the service under discussion is plainly meant, though the words are a fact elsewhere: "取保候审呢"."""
        best = question.candidates[0] if question.candidates else None
        topic = self.a.topics.get(best.label) if best else None
        return best is not None and topic is not None and topic.service == self.state.service and best.score >= PLAIN

    def _by_facts(self, question: Question, told: Mapping[str, FactValue]) -> Turn:
        """Only facts were told: answer the last question anew, another aspect that tests them, or which document fits now."""
        service, aspect = self.state.service or "", self.state.aspect or ""
        known = any(fact in self.a.of_service[service] for fact in told)
        if known and not any(fact in self.a.tested[service, aspect] for fact in told):
            return self._elsewhere(question, told)
        other = {fact for fact, value in told.items() if self.state.facts.get(fact, value) != value}
        if not known and not other.isdisjoint(self.a.of_service.get(COMPARING, ())):
            needed = next(a.id for a in self.k.services[COMPARING].aspects if a.ask == "need")
            return self._answer(replace(self._enter(COMPARING), facts=self._told(told).facts), COMPARING, needed, {}, broad=True)
        return self._again(self._refocused(self._told(told), question))

    def _elsewhere(self, question: Question, told: Mapping[str, FactValue]) -> Turn:
        """A fact was told that only another aspect of the service tests: answer that one, the likeliest first."""
        service = self.state.service or ""
        testing = {a.id: a.ask for a in self.k.services[service].aspects if any(fact in self.a.tested[service, a.id] for fact in told)}
        ranked = (self.a.topics.get(candidate.label) for candidate in question.candidates if candidate.score > FAINT)
        usual = min(testing, key=lambda aspect: USUAL.index(testing[aspect]) if testing[aspect] in USUAL else len(USUAL))
        likely = next((t.aspect for t in ranked if t is not None and t.service == service and t.aspect in testing), usual)
        return self._answer(self._told(told), service, likely, {}, broad=True)

    def _changed(self, question: Question, found: Mapping[str, FactValue]) -> dict[str, FactValue]:
        """Read a bare value as another one for a fact told before: "弄错了，我17", "三个月的"."""
        if self.state.aspect is None or question.services or any(fact in self.a.of_service[self.state.service or ""] for fact in found):
            return {}
        for fact in reversed([f for f in self.state.facts if f in self.k.facts and self.k.facts[f].type != "yesno" and f not in found]):
            again = self._facts(pending=fact)
            if fact in again and not self._rest(pending=fact):
                return again
        return {}

    def _topical(self, found: Topical) -> Turn:
        self.heard.settle((found.topic.service, found.topic.aspect))
        state = self._enter(found.topic.service)
        state = replace(state, facts={**state.facts, **self._facts()})
        found = self._by_both_dates(found)
        turn = self._each(state, found.topic, found.scores, broad=found.broad)
        if not turn.replies[0].rule_ids and turn.replies[0].status == "not_stated" and found.rivals:
            rival = found.rivals[0]
            turn = self._each(state, rival.topic, rival.scores, broad=not rival.scores)
        if found.inferred and found.topic.service != COMPARING:
            turn = replace(turn, replies=(self._inferred(turn.replies[0]),))
        extra = [reply for rival in found.rivals[:1] if (reply := self._aside(turn.state, rival))]
        return replace(turn, replies=(beside(turn.replies[0], *extra),)) if extra else turn

    def _by_both_dates(self, found: Topical) -> Topical:
        """Where a message tells both ends of a span and asks nothing plainly, weigh the span first; what was ranked comes beside it."""
        heard = self._facts().keys()
        weighing = [topic for topic, needs in self.a.spans if topic.service == found.topic.service and needs <= heard]
        if found.confidence >= PLAINLY or not weighing or found.topic.aspect in {topic.aspect for topic in weighing}:
            return found
        return replace(found, topic=weighing[0], scores={}, broad=True, rivals=(Rival(found.topic, found.scores), *found.rivals))

    def _each(self, state: State, topic: Topic, scores: Mapping[str, float], *, broad: bool) -> Turn:
        """Answer once for each of several ports, cities or countries named in the message, in one reply."""
        fact, values = self._several(topic)
        cases = [replace(state, facts={**state.facts, fact: value}) for value in values]
        turns = [self._answer(case, topic.service, topic.aspect, scores, broad=broad) for case in cases]
        if len({turn.replies[0].points[:1] for turn in turns}) < 2:
            return self._answer(state, topic.service, topic.aspect, scores, broad=broad)
        return replace(turns[-1], replies=(together([turn.replies[0] for turn in turns]),))

    def _several(self, topic: Topic) -> tuple[str, tuple[FactValue, ...]]:
        """Return the first thing of a list that the aspect looks up and the message names more than once."""
        for fact in self.a.tested[topic.service, topic.aspect]:
            if self.k.facts[fact].type == "item":
                values = tuple(dict.fromkeys(found.value for found in self.heard.found(self.state.facts) if found.fact == fact))
                if len(values) > 1:
                    return fact, values[:MAX_VALUES]
        return "", ()

    def _inferred(self, reply: Reply) -> Reply:
        """Say which service was taken, since nobody named it."""
        return replace(reply, notes=(*reply.notes, phrase_text(self.k, "inferred", self.language, service=reply.heading)))

    def _aside(self, state: State, rival: Rival) -> Reply | None:
        """Answer the next likely aspect in one point; None where that would open a new question."""
        if not rival.scores:
            return None
        reply = self._answer(state, rival.topic.service, rival.topic.aspect, rival.scores, broad=False).replies[0]
        return reply if reply.points and reply.status in ("answered", "partial", "not_stated") else None

    def _bare(self, service: str, found: Mapping[str, FactValue]) -> Turn:
        """A service and nothing else: the last question again, for this one; else what can be asked about it."""
        ask = self._last_ask()
        state = replace(self._enter(service), facts={**self._enter(service).facts, **found})
        aspect = next((a.id for a in self.k.services[service].aspects if a.ask == ask), None)
        if aspect is None:
            return self._overview(service)
        return self._answer(state, service, aspect, {}, broad=True)

    def _last_ask(self) -> str | None:
        if self.state.service is None or self.state.aspect is None:
            return None
        return self.k.aspect(self.state.service, self.state.aspect).ask

    def _overview(self, service: str) -> Turn:
        state = self._enter(service)
        overview = next((a.id for a in self.k.services[service].aspects if a.ask == "overview"), None)
        if overview is not None:
            return self._answer(state, service, overview, {}, broad=True)
        offers = tuple(Offer(a.label.get(self.language), service=service, aspect=a.id) for a in self.k.services[service].aspects[:6])
        return self._clarify(replace(state, aspect=None), "which_question", offers)

    # -- answers

    def _refocused(self, state: State, question: Question) -> State:
        """Let the words of a follow-up weigh among the points of the last question: "and the three-month one?"."""
        points = {c.label: c.score for c in question.candidates if not c.label.startswith(ASPECT) and self._is_about(c.label, state)}
        if not points or not state.focus:
            return state
        before, now = max(state.focus.values()), max(points.values())
        mixed = {label: KEPT * state.focus.get(label, 0.0) / before + points.get(label, 0.0) / now for label in {*state.focus, *points}}
        return replace(state, focus=mixed)

    def _is_about(self, label: str, state: State) -> bool:
        topic = self.a.topics.get(label)
        return topic is not None and (topic.service, topic.aspect) == (state.service, state.aspect)

    def _again(self, state: State) -> Turn:
        """Answer the last question anew from the facts in `state`."""
        if state.service is None or state.aspect is None:
            self.state = state
            return self._unknown()
        return self._answer(state, state.service, state.aspect, state.focus, broad=state.broad)

    def _answer(self, state: State, service: str, aspect: str, scores: Mapping[str, float], *, broad: bool) -> Turn:
        facts = Facts(self.k.facts, state.facts, self.on)
        outcome = decide_aspect(self.k, self.k.aspect(service, aspect), facts)
        focus = Focus(self._for_this_person(service, aspect, scores), broad)
        reply = compose(self.k, service, aspect, outcome, facts, language=self.language, focus=focus)
        subject = self.a.recommends.get(reply.rule_ids[0]) if reply.rule_ids else None
        return Turn(
            replace(
                state, service=service, aspect=aspect, subject=subject, focus=dict(scores), broad=broad, pending=reply.asks,
                offered=tuple(map(_offer, (*reply.choices, *reply.follow_ups))), said=reply.points, misses=0, query="",
            ),
            (reply,),
        )

    def _for_this_person(self, service: str, aspect: str, scores: Mapping[str, float]) -> dict[str, float]:
        """Raise the points whose rule tests a fact that this very message tells, and a little those that test one told before."""
        heard = self._facts()
        floor = max(scores.values(), default=0.0) / (2 * TOLD)
        raised: dict[str, float] = {}
        for rule in self.k.aspect(service, aspect).rules:
            counted = not self.a.counted_from[rule.id].isdisjoint(heard)
            told = TOLD if not set(rule.facts).isdisjoint(heard) else REMEMBERED if not set(rule.facts).isdisjoint(self.state.facts) else 1.0
            for point in rule.points:
                key = point_key(rule, point)
                own = scores.get(key, 0.0)
                raised[key] = max(own, floor) * COUNTED if counted and point.needs else own * (TOLD if counted else told)
        return {**scores, **raised} if scores else {}

    # -- uncertainty and acts

    def _which_service(self, found: Unsure, question: Question) -> Turn:
        offers = tuple(Offer(self.k.services[t.service].short.get(self.language), service=t.service) for t in found.topics)
        turn = self._clarify(self.state, "which_service", offers)
        waiting = Reading(question.text, self.reading.language, (question,))
        return replace(turn, state=replace(turn.state, query=json.dumps(waiting.to_json())))

    def _which_topic(self, found: Topical) -> Turn:
        topics = [found.topic, *(rival.topic for rival in found.rivals)]
        offers = tuple(Offer(self._label(topic), service=topic.service, aspect=topic.aspect) for topic in topics)
        return self._miss(self._clarify(self.state, "which_question", offers))

    def _label(self, topic: Topic) -> str:
        service, aspect = self.k.services[topic.service], self.k.aspect(topic.service, topic.aspect)
        return f"{service.short.get(self.language)} · {aspect.label.get(self.language)}"

    def _clarify(self, state: State, phrase: str, offers: Sequence[Offer]) -> Turn:
        human = Offer(phrase_text(self.k, "human", self.language), act="human")
        shown = (*offers, human)
        choices = tuple(Choice(offer.label, service=offer.service, aspect=offer.aspect) for offer in shown)
        reply = replace(say(self.k, phrase, self.language, "clarify"), choices=choices)
        return Turn(replace(state, offered=shown, pending=None), (reply,))

    def _unknown(self) -> Turn:
        """Say that this was not understood; when it happens again, offer a person."""
        if self.state.misses + 1 >= MISSES_BEFORE_PERSON:
            return self._miss(self._clarify(self.state, "unknown_again", ()))
        return self._miss(Turn(replace(self.state, pending=None), (say(self.k, "unknown", self.language, "clarify"),)))

    def _miss(self, turn: Turn) -> Turn:
        return replace(turn, state=replace(turn.state, misses=self.state.misses + 1))

    def _act(self, intent: str) -> Turn:
        handlers: Mapping[str, Callable[[], Turn]] = {
            "human": lambda: self._phrase("handoff", "handoff"),
            "start_over": self._restart,
            "repeat": self._repeat,
            "shorter": self._shorter,
            "why": self._why,
            "dont_know": self._unsure_citizen,
        }
        if intent in handlers:
            return handlers[intent]()
        if intent in SMALLTALK:
            return self._phrase(intent, SMALLTALK[intent])
        return self._unknown()

    def _phrase(self, phrase: str, status: Status) -> Turn:
        return Turn(self.state, (say(self.k, phrase, self.language, status),))

    def _restart(self) -> Turn:
        return Turn(State(language=self.state.language), (say(self.k, "restarted", self.language, "smalltalk"),))

    def _repeat(self) -> Turn:
        return self._again(self.state) if self.state.aspect else self._phrase("nothing_to_repeat", "smalltalk")

    def _shorter(self) -> Turn:
        if self.state.aspect is None:
            return self._phrase("nothing_to_repeat", "smalltalk")
        turn = self._again(self.state)
        short = replace(turn.replies[0], points=turn.replies[0].points[:1], intro=phrase_text(self.k, "shorter", self.language))
        return replace(turn, replies=(short,))

    def _why(self) -> Turn:
        if self.state.aspect is None:
            return self._phrase("nothing_to_repeat", "smalltalk")
        turn = self._again(self.state)
        reply = turn.replies[0]
        sources = "；".join(f"《{c.title}》{c.section}" if self.language == "zh" else f"{c.title}, {c.section}" for c in reply.citations)
        return replace(turn, replies=(replace(reply, intro=phrase_text(self.k, "why", self.language, sources=sources)),))

    def _unsure_citizen(self) -> Turn:
        if self.state.pending:
            return self._again(self._told({self.state.pending: DONT_KNOW}))
        return self._unknown()

    # -- facts

    def _facts(self, pending: str | None = None) -> dict[str, FactValue]:
        return self.heard.facts(self._known_of_them(), pending)

    def _rest(self, pending: str | None = None) -> str:
        """Return what the message says beside its facts."""
        return self.heard.rest(self._known_of_them(), pending)

    def _known_of_them(self) -> list[str]:
        """Name the facts told before; what is lasting about the speaker is not known of somebody else."""
        return [fact for fact in self.state.facts if not (self.another and fact in self.k.facts and self.k.facts[fact].lasting)]

    def _told(self, found: Mapping[str, FactValue]) -> State:
        return telling(self.state, found, self.k.facts)

    def _enter(self, service: str) -> State:
        return turning_to(service, self.state, self._facts(), self.k.facts)


DONT_KNOW_WORDS = frozenset(
    "不知道 不清楚 不确定 我不知道 我不清楚 不晓得 说不准 没注意 idontknow dontknow notsure noidea unsure imnotsure nosure dunno".split()
)


def _to_the_point(replies: Sequence[Reply]) -> list[Reply]:
    """Leave out talk, requests to clarify and what was said already, where a part of the message got its answer; keep the first where none did."""
    answers: list[Reply] = []
    said: set[str] = set()
    for reply in replies:
        if reply.status not in BESIDE and said.isdisjoint(reply.points[:1]):
            answers.append(reply)
            said.update(reply.points)
    return answers or list(replies[:1])


def _offer(choice: Choice) -> Offer:
    return Offer(choice.label, choice.fact, choice.value, choice.service, choice.aspect)


__all__ = ["Assistant", "Turn", "Topic"]
