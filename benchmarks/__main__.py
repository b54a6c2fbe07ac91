"""Measure whole turns over REST beside the project that `rasa init` makes, in one run: `make bench`.

The stock project gets our FAQ intents as its own training data and answers them by a custom action over HTTP, the stock way. Both serve the same
questions to the same client on the same machine; figures are ratios to quote, not promises. Result: benchmarks/turns.json and a table on the screen.

Before that, what a decision costs beside 10, 100 and 500 times as many services: benchmarks/decide.py.
"""

from __future__ import annotations

import sys

from benchmarks import decide, turns

if __name__ == "__main__":
    sys.exit(decide.main() or turns.main())
