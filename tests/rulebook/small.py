"""A small body of knowledge to test the engine with: a library that lends books."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

_RAW = {
    "asks.yaml": """
        - {id: fee, label: {zh: 费用, en: fee}}
        - {id: time, label: {zh: 时间, en: time}}
        - {id: materials, label: {zh: 材料, en: papers}}
        - {id: countries, label: {zh: 国家, en: countries}}
        """,
    "glossary.yaml": """
        digits: ["12367"]
        terms:
        - {zh: 图书馆, en: library}
        """,
    "phrases.yaml": """
        source_line: {zh: "依据：{sources}", en: "Source: {sources}"}
        ask_fact: {zh: "还差：{question}", en: "Still: {question}"}
        branches: {zh: 分情况：, en: "It depends:"}
        boundary: {zh: 交界：, en: "Border:"}
        no_answer_for_case: {zh: 没写到。, en: Not covered.}
        not_yet: {zh: "{date}起。", en: "From {date}."}
        no_longer: {zh: "到{date}止。", en: "Until {date}."}
        working_days: {zh: "工作日按{year}年安排。", en: "Working days as of {year}."}
        working_days_unpublished: {zh: "{year}年后未公布。", en: "Unknown after {year}."}
        dont_know: {zh: 不清楚, en: I do not know}
        yes: {zh: 是, en: "Yes"}
        no: {zh: 不是, en: "No"}
        hello: {zh: "你好{name}", en: "Hello {name}"}
        """,
    "sources/L.yaml": """
        id: L
        title: {zh: 借书规则, en: Lending rules}
        short: {zh: 规则, en: rules}
        issuer: {zh: 图书馆, en: Library}
        note: {zh: 本地, en: local}
        in_force_from: 2026-01-01
        sections:
        - {id: "1", label: {zh: 第1条, en: section 1}}
        - {id: "2", label: {zh: 第2条, en: section 2}}
        """,
    "coverage/L.yaml": """
        source: L
        items:
          "1": [fee-child, fee-adult]
          "2": {none: names the library only}
        """,
    "lists/countries.yaml": """
        id: countries
        name: {zh: 国家, en: countries}
        count: 2
        source: L#1
        items:
        - {id: "NO", name: {zh: 挪威, en: Norway}, aliases: {zh: [], en: [norwegian]}, fields: {area: {zh: 北欧, en: the north}}}
        - {id: BR, name: {zh: 巴西, en: Brazil}}
        """,
    "lists/northern.yaml": """
        id: northern
        name: {zh: 北方国家, en: northern countries}
        items:
        - {id: "NO", name: {zh: 挪威, en: Norway}}
        """,
    "facts/facts.yaml": """
        - id: age
          type: number
          unit: years
          min: 0
          max: 120
          lasting: true
          question: {zh: 几岁？, en: How old?}
          cues: {zh: [岁], en: [years]}
        - id: member
          type: choice
          question: {zh: 哪种读者？, en: Which reader?}
          values:
          - {id: gold, name: {zh: 金卡, en: gold}, aliases: {zh: [金卡], en: [gold card]}}
          - {id: plain, name: {zh: 普通, en: plain}}
        - id: lost
          type: yesno
          question: {zh: 丢了吗？, en: Lost?}
          aliases:
            true: {zh: [丢了], en: [lost]}
        - id: country
          type: item
          list: countries
          question: {zh: 哪国？, en: Which country?}
        - id: lent_on
          type: date
          question: {zh: 哪天借的？, en: Lent when?}
        - id: days_left
          type: number
          unit: days
          question: {zh: "", en: ""}
          derive: {days_between: [today, lent_on]}
        """,
    "services/lending.yaml": """
        id: lending
        name: {zh: 借书, en: book lending}
        short: {zh: 借书, en: lending}
        about: {zh: 借, en: lend}
        source: L
        aliases: {zh: [借书], en: [borrow]}
        aspects:
        - id: fee
          ask: fee
          kind: one
          label: {zh: 费用, en: fee}
          next: [papers, due]
          rules:
          - id: fee-child
            when: {age: {below: 16}}
            under: {zh: "不满{adult}岁的", en: "under {adult}"}
            answer:
            - {id: free, zh: 儿童免费。, en: Children borrow free.}
            values: {adult: 16}
            cite: L#1
            from: 2026-01-01
          - id: fee-adult
            when: {age: {min: 16}}
            under: {zh: 成人, en: adults}
            answer:
            - {id: price, zh: "成人{fee}元。", en: "Adults pay CNY {fee}."}
            values: {fee: 5}
            cite: L#1
            from: 2026-01-01
          - id: fee-gold
            when: {member: gold}
            under: {zh: 金卡读者, en: gold readers}
            overrides: [fee-adult, fee-child]
            answer:
            - {id: gold, zh: 金卡免费。, en: Gold readers borrow free.}
            cite: L#1
            from: 2026-06-01
            until: 2026-12-31
        - id: papers
          ask: materials
          kind: list
          label: {zh: 材料, en: papers}
          rules:
          - id: papers-all
            lead: true
            answer:
            - {id: all, zh: 带证件。, en: Bring your card.}
            cite: L#1
          - id: papers-child
            when: {age: {below: 16}}
            under: {zh: "不满{adult}岁的", en: "under {adult}"}
            answer:
            - {id: parent, zh: 家长签字。, en: A parent signs.}
            - {id: pen, zh: 用黑笔。, en: Use black ink., detail: true}
            values: {adult: 16}
            cite: L#1
          - id: papers-silent
            not_stated: true
            answer:
            - {id: photo, zh: 没写照片。, en: Photos are not mentioned.}
            cite: L#2
        - id: due
          ask: time
          kind: calc
          label: {zh: 还书, en: due date}
          rules:
          - id: due-days
            answer:
            - {id: rule, zh: "{days}个工作日内还。", en: "Return within {days} working days."}
            - {id: date, needs: [lent_on], zh: "{lent_on}借，{due}还。", en: "Lent {lent_on}, due {due}."}
            values: {days: 3}
            compute:
              due: {add_working_days: [lent_on, days]}
            cite: L#1
        - id: where
          ask: countries
          kind: lookup
          label: {zh: 国家, en: countries}
          rules:
          - id: where-north
            when: {country: {in: northern}}
            under: {zh: 北方国家, en: northern countries}
            answer:
            - {id: yes, zh: "{country}在{country.area}。", en: "{country} is in {country.area}."}
            cite: L#1
          - id: where-else
            when: {country: {not_in: northern}}
            under: {zh: 其他国家, en: other countries}
            not_stated: true
            answer:
            - {id: no, zh: "没有写{country}。", en: "{country} is not named."}
            cite: L#1
        """,
}

FILES = {name: dedent(text).lstrip("\n") for name, text in _RAW.items()}


def write(root: Path, **changed: str) -> Path:
    """Write the small knowledge under `root`; `changed` replaces files by name (`services__lending=...`)."""
    files = {**FILES, **{name.replace("__", "/") + ".yaml": text for name, text in changed.items()}}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root
