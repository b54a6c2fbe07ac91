"""How a citizen stands to what is named: meant, denied, asked about, corrected, or said of somebody else."""

from __future__ import annotations

import re
from typing import Literal

Stance = Literal["meant", "denied", "open"]

_QUESTION = re.compile(r"(?:是不是|有没有|要不要|会不会|算不算|是否|能不能|whether(?: or not)?)(?:一个|个|属于|为)?$")
_DENIED_ZH = re.compile(
    r"(?:不是|不算|不属于|并非|没有|没|未曾?|非|不在|不|无|既不是|都不是)(?:说"
    r"|指|一个|一名|任何|什么|曾|当过?|做过?|作为|有|在|过|再|个|给|把|是|属于"
    r"|普通的?|我的?|所谓的?)*$"
)
_DENIED_EN = re.compile(
    r"(?:\b(?:not|never|neither|nor|no longer|no|without|isnt|arent|dont"
    r"|wasnt|cannot)|n't|\bnon(?! chinese))[ -](?:(?:an?|the|any|in|on|from|currently|yet|been"
    r"|really|actually|serving|being|even|of|have|hold|holding|it|my|was|is"
    r"|be|ever|i'm|am|registered|active) )*$"
)
_ONCE = re.compile(
    r"(?:退役|退伍|转业|复员|(?:曾经?|以前|过去|原来|原先)(?:在[^,]{1,8})?(?:是|当|做|任)(?:的是)?|除了?|若非|或非|前|\bformer"
    r"|退休前(?:是|在|做|当)?|(?:退休|离职|辞职)的?|\bex|\bretired|\bused to be(?: an?)?|\bexcept(?: for)?|\bother than)[ -]?$"
)
_NO_LONGER = re.compile(
    r"^(?:已经?|早就)?(?:退役|退伍|转业|复员|退休|离职|辞职)(?!前|手续|证)"
    r"|^ (?:until|before) (?:\d{4}|retiring|(?:i|he|she) retired)|^,? (?:now )?retired\b"
)
_PAST = re.compile(r"退|离职|辞职|以前|曾|原来|当过|做过|\b(?:was|former|used to|retired|left)\b")
_DOUBLE = re.compile(r"(?:不得不|不能不|并不是没|不是没)$")
_JOINING = re.compile(r"^(?:、|,? ?(?:或者?|和|及|以及|也)|,? (?:or|nor|and)(?: an?)?) ?$")
_CORRECTION = re.compile(
    r"不对|错了|说错|打错|更正|应该是|不不|哦不|其实是|改成|才对|而是|\bno,? wait"
    r"|\bsorry|\bi mean|\bi meant|\bactually|\bcorrection|\brather|\bmake that"
    r"|\bbut\b"
)
_REFUSED = re.compile(r"^(?:了|的)?(?: ?[,.]? ?)(?:不对|错了|说错了?|打错了?|是错的|(?:is|was) wrong|no wait)")
_KIN = r"(?:家属|配偶|妻子|丈夫|老公|老婆|孩子|儿子|女儿|父母|父亲|母亲|亲属|家人)"
_OTHERS = re.compile(
    rf"^的?{_KIN}(?!也?是|在)|^'?s? (?:wife|husband|spouse|son|daughter|child"
    rf"|children|kids?|family|dependants?|parents?|relatives?)\b"
)
_KIN_BEFORE = re.compile(
    r"(?:老公|老婆|丈夫|妻子|爱人|先生|太太|配偶|对象|男朋友|女朋友|父亲|母亲|爸|妈|爸爸|妈妈|哥哥?|姐姐?|弟弟?|妹妹?|公公|婆婆|岳父|岳母|舅舅|叔叔|家属|亲戚)"
    r"(?:也|都|现在|以前|目前)?(?:是|在|当)(?:一名|一个|个|名)?$"
    r"|\b(?:husband|wife|spouse|partner|father|mother|dad|mum|mom|brother|sister|uncle|aunt|boyfriend|girlfriend)(?:'s| is| was)(?: an?| in the)? ?$"
)
"""Whose job or service is told: my husband is a soldier."""
_ATTRIBUTE = re.compile(r"(?:户口|户籍|hukou)$")
"""What describes a relative instead of having one: my Guangzhou hukou husband."""
_ACQUAINTANCE = re.compile(
    r"(?:台湾|香港|澳门|内地|大陆|中国|中国籍的?)(?:同事|朋友|客户|同学|老板|老公|老婆|丈夫|妻子|太太|先生|女友|男友|媳妇|女婿|岳父|岳母)$"
    r"|(?:taiwan|hong kong|hk|macao|macau) (?:colleague|friend|client|classmate|boss)s?$"
    r"|(?:colleague|friend|client|classmate|boss) from (?:taiwan|hong kong|macao|macau)$"
    r"|chinese (?:wife|husband|spouse|partner|girlfriend|boyfriend)$|(?:wife|husband|spouse|partner|girlfriend|boyfriend)(?: is|'s) (?:a )?chinese"
)
"""Somebody near, named by where they belong: the applicant, unless the talk is of oneself or of a visit to them."""
_TOLD_BY = re.compile(r"^(?:[又也还都]?跟我)?(?:说|让|叫|告诉|通知|要求我|建议)| (?:said|says|told|asked)\b")
"""What makes a name that of somebody who spoke: 科长说我可以."""
_NAMED_AFTER = re.compile(r"[军医](?:蓝|色|大学|医院|总院)")
"""What carries the name of people: 海军蓝, 军医大学."""
_RESIDES = re.compile(r"住|长住|长居|定居|移民|移居|lives?\b|living\b|settled\b")
_KIN_NEAR = re.compile(
    r"(?:父母|家人|[爸妈哥姐弟妹]|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|儿子|女儿|孩子|老公|老婆|丈夫|妻子|亲戚|朋友|舅舅|叔叔|姑姑|阿姨)(?:们|现在|都|一直|已经|目前|在)*$"
    r"|\b(?:parents?|mother|father|mum|mom|dad|brother|sister|son|daughter|husband|wife|uncle|aunt|cousin|friends?|relatives?)"
    r"(?: (?:is|now|currently|who))* $"
)
_ME_TOO = re.compile(r"我(?:要|想|去|能|可以|得|自己|怎么)|\b(?:i|me|us)\b")
_VISITED = re.compile(
    r"(?:和|跟|同|与|带着?|看望?|探望?|探访|找|见|拜访|接|邀请|投奔)(?:我的?|我们的?|一?个)?$"
    r"|\b(?:visit|visiting|see|seeing|meet|meeting|join|joining|with|take|taking|bring|bringing) (?:my |our |a )?$"
)
_I_AM = re.compile(r"我是|本人是|\bi am\b|\bi'm\b")
_MYSELF = re.compile(r"我(?:自己|本人|能|可以|可不可以|也能|也可以)|\b(?:can|may|could|do|must|should|am) i\b")
_LIVED_IN = re.compile(r"(?:在|住|居|来到?)$|\b(?:live|lives|living|work|works|working|stay|staying|am|am now|now)(?: and work)? in $")
_REGISTERED_AFTER = re.compile(r"^市?(?:的)?(?:户[口籍]|集体户)|^ (?:hukou|household)")
_REGISTERED_BEFORE = re.compile(r"户[口籍](?:是|在|所在地是?)?$|\b(?:hukou|registered)(?: is)?(?: in)? ?$")
_DOCUMENT = re.compile(r"^(?:来往|往来)")
_PERMIT_FOR = re.compile(r"\bpermits? for (?:[\w-]+ ){0,6}$")
_OWN_AFTER = re.compile(
    r"^(?:国?籍|人(?!民币)|公民|国民|护照|居民)|^ (?:passports?|citizens?"
    r"|citizenship|nationals?|nationality|people|person|man|woman|tourists?"
    r"|travell?ers?)\b"
)
_OWN_BEFORE = re.compile(
    r"(?:我是|我们是|本人是?|作为|国籍是?|拿的?|持有?|来自)(?:一名|一个|位"
    r"|的)?$|\b(?:i am|i'm|im|we are|we're|as|nationality is|nationality:|i hold"
    r"|i have|citizen of|born in|from)(?: an?| the)? ?$"
)
_PLACE_BEFORE = re.compile(
    r"(?:去|到|飞|飞往|前往|往|从|经|经由|在|回|回到|赴|转|转机|抵达|进入?"
    r"|入境|离开|住|再到|再去|再飞|定居|定居在|移民|移居|侨居|旅居|长居)$|\b(?:to|via|through|in|into|for|leave"
    r"|leaving|enter|entering|visit|visiting|reach|towards|at|near|inside|outside"
    r"|speaks?|flying)(?: the)? $|[-→>] ?$"
)
_PLACE_AFTER = re.compile(
    r"^(?:要求|规定|签证|大使馆|使馆|领事馆|领馆|航空|海关|机场|口岸|转机|落地|过境|旅游"
    r"|出境|入境|境内|法律|政府|移民局|绿卡|永居|永久居[留民])|^ (?:requires?|visas?|embassy|consulate|airlines?"
    r"|customs|airport|immigration|border)\b"
)

_STREET = re.compile(
    r"^(?:[东南西北中]?路(?![过上线程途由费])|[东南西北中]?(?:大街|大道)|街(?![头上])|航空"
    r"|学院|大厦|陵|海峡)|^ (?:road|rd|street|st|avenue|airlines?)\b(?! port)"
)
_OTHER_LAND = (
    (re.compile(r"北海$"), re.compile(r"^道"), None),
    (re.compile(r"\bgeorgia$"), None, re.compile(r"\b(?:atlanta|usa|u\.s\.?|us state|united states|the states)\b")),
)
"""(a name, what follows it, what stands anywhere): then it is another place of the same name."""


def stance(text: str, start: int) -> Stance:
    """Return how the words before `start` hold what is named there."""
    left = re.split(r"[,.;!?。\n]", text[max(0, start - 40) : start])[-1]
    served = left.endswith("was ") and text.startswith("in the ", start)
    if _QUESTION.search(left) or _ONCE.search(left) or _PERMIT_FOR.search(left) or served:
        return "open"
    if (_DENIED_ZH.search(left) and not _DOUBLE.search(left)) or _DENIED_EN.search(left):
        return "denied"
    return "meant"


def refused(text: str, end: int) -> bool:
    """Whether what ends there is taken back at once: 十五不对，十六."""
    return bool(_REFUSED.match(text[end:]))


def corrected(words: str) -> bool:
    """Whether the words between two values (or after the last) say that the last one counts."""
    return bool(_CORRECTION.search(words))


def joins_negation(between: str) -> bool:
    """Whether a denial reaches on: 不是军人、公务员."""
    return bool(_JOINING.match(between))


def of_somebody_else(text: str, start: int, end: int) -> bool:
    """Whether the name belongs to a document or to somebody's family: 台湾居民来往大陆通行证, a soldier's wife, 老公是军人，我能……."""
    before, word, after = text[max(0, start - 24) : start], text[start:end], text[end : end + 24]
    if _TOLD_BY.match(after) or _NAMED_AFTER.match(text[end - 1 :]) or _DOCUMENT.match(after):
        return True
    if _ACQUAINTANCE.match(word):
        rest = f"{text[:start]},{text[end:]}"
        return bool(_VISITED.search(before) or _MYSELF.search(rest) or _I_AM.search(rest))
    if _RESIDES.match(word) and _KIN_NEAR.search(before) and _ME_TOO.search(text[end:]):
        return True
    kin = _KIN_BEFORE.search(before) and (_MYSELF.search(text[end:]) or _I_AM.search(text[end:]))
    possessive = "'s" + after if word.endswith("'s") else after
    return bool(kin or not _ATTRIBUTE.search(word) and (_OTHERS.match(after) or _OTHERS.match(possessive)))


def no_longer(text: str, start: int, end: int) -> bool:
    """Whether what is named there is past, and its name does not say so itself: 公务员退休了, but not 退休公务员."""
    return bool(_NO_LONGER.match(text[end:])) and not _PAST.search(text[start:end])


def named_as_own(text: str, start: int, end: int) -> bool:
    """Whether a name is said of the person: 法国人, I'm French."""
    return bool(_OWN_AFTER.match(text[end : end + 16]) or _OWN_BEFORE.search(text[max(0, start - 24) : start]))


def registered(text: str, start: int, end: int) -> bool:
    """Whether a place is named as that of the household registration: 苏州户口, my hukou is Wuhan."""
    return bool(_REGISTERED_AFTER.match(text[end : end + 12]) or _REGISTERED_BEFORE.search(text[max(0, start - 20) : start]))


def lived_in(text: str, start: int) -> bool:
    """Whether somebody stays or works at the place named there: 人在北京上班, living in Beijing."""
    return bool(_LIVED_IN.search(text[max(0, start - 20) : start]))


def place_not_person(text: str, start: int, end: int) -> bool:
    """Whether a country is named as a place or an authority: 去日本, a visa of Japan."""
    after = text[end : end + 16]
    if _PLACE_AFTER.match(after):
        return True
    return bool(_PLACE_BEFORE.search(text[max(0, start - 16) : start])) and not _OWN_AFTER.match(after)


def namesake(text: str, start: int, end: int) -> bool:
    """Whether a place's name is part of another name: 北海道, 中山路, Atlanta in Georgia."""
    if _STREET.match(text[end : end + 12]):
        return True
    word, after = text[start:end], text[end : end + 4]
    return any(
        name.search(word) and (then is None or then.search(after)) and (anywhere is None or anywhere.search(text))
        for name, then, anywhere in _OTHER_LAND
    )
