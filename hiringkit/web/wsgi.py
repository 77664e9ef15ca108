"""The application as a server process loads it: everything from the environment."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime

from hiringkit import settings as environment
from hiringkit.db.engine import open_database
from hiringkit.services import installation
from hiringkit.web import create_app

_demo = os.environ.get("HIRINGKIT_SERVE_DEMO") == "1"
_settings = environment.read(demo=_demo)
_db = open_database(_settings.database_url, sqlite_sync=_settings.sqlite_sync)
_place = installation.prepare(_db, demo=_demo, now=datetime.now(UTC))
application = create_app(_db, _settings, _place, port=int(os.environ.get("HIRINGKIT_SERVE_PORT", "8000")))
_db.close()  # a server that loads us before it parts into processes must hand no open connection to all of them

# A page makes some thousand objects that go by themselves. To look at every 700th for those that do not, as Python does
# otherwise, takes longer than it is worth. What was loaded by now stays, and is not looked through at all.
gc.freeze()
gc.set_threshold(20_000, 20, 100)
