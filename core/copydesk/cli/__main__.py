"""``python -m copydesk.cli``."""

import sys

from copydesk.cli import main

sys.exit(main())
