"""Modules that wait until they are used."""

from __future__ import annotations

import subprocess
import sys

from wenguan.late import TRAINING_ONLY
from wenguan.paths import ROOT

HEAVY = ("tensorflow", "matplotlib", "jax")


def python(program: str) -> str:
    """Run a program in a process of its own; return what it printed."""
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_a_module_waits_until_something_of_it_is_wanted() -> None:
    told = python(
        "import sys; from wenguan.late import import_late; import_late('xml.dom.minidom');"
        "import xml.dom.minidom; waits = 'xml.dom.NodeFilter' in sys.modules or 'xml.dom.minicompat' in sys.modules;"
        "found = xml.dom.minidom.parseString('<a/>').documentElement.tagName; print(waits, found, type(sys.modules['xml.dom.minidom']).__name__)"
    )
    assert told == "False a module"


def test_one_that_is_there_already_stays() -> None:
    told = python(
        "import json.decoder as there, sys; from wenguan.late import import_late;"
        "import_late('json.decoder'); print(sys.modules['json.decoder'] is there)"
    )
    assert told == "True"


def test_what_serves_imports_neither_training_nor_drawing() -> None:
    told = python(
        f"import sys; from wenguan.late import TRAINING_ONLY, import_late; import_late(*TRAINING_ONLY);"
        f"import rasa.core.run, rasa.core.agent, rasa.core.policies.rule_policy, wenguan.rasa_patches, wenguan.nlu.reader, wenguan.nlu.entities;"
        f"import wenguan.nlu.featurizer, wenguan.nlu.tokenizer; print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert told == "[]"


def test_each_that_waits_exists() -> None:
    assert python(f"import importlib.util as u; print(all(map(u.find_spec, {TRAINING_ONLY})))") == "True"
