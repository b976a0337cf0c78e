"""`python -m samestory.spark`."""

import sys

from ._command import main

sys.exit(main())
