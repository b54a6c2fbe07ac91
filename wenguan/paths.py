"""Where the project keeps its parts."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
MODEL = ROOT / "models" / "wenguan.tar.gz"
