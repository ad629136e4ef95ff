"""`python -m bridge`."""

import sys

from bridge.app import main

sys.exit(main())
