#!/usr/bin/python3
"""The reference's process: Debian's Neutron in one eventlet process on SQLite, without broker, agents and Keystone.

    reference_app.py --config-file FILE --port N        runs in the foreground until SIGTERM
    reference_app.py --config-file FILE --attributes    prints the attribute map that this configuration composes, as JSON

Started by reference.py, which writes FILE. On top of what the file says:
- A request is an admin's; X-Project-Id (with X-User-Id and X-Roles) makes it that project's, as Neutrino's noauth does.
- An answer that failed because one of the reference's own transactions still locks SQLite carries "X-Reference-Locked: 1".
  It says nothing about Neutron: ask again.
"""
import argparse
import contextlib
import functools
import gc
import json
import logging
import os
import signal
import sys

import eventlet

eventlet.monkey_patch()

from eventlet import wsgi  # noqa: E402  (nothing may be imported before the patching)

LOCKED = "database is locked"


class LockNotice(logging.Handler):
    """Remembers whether anything was logged about a locked database since the last reset."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.seen = False

    def emit(self, record):
        error = record.exc_info[1] if record.exc_info else None
        if LOCKED in record.getMessage() or LOCKED in str(error):
            self.seen = True


def with_identity(app, notice):
    """WSGI middleware: the identity headers, and the header that marks a lock."""
    from neutron_lib import context

    def call(environ, start_response):
        project = environ.get("HTTP_X_PROJECT_ID")
        if project:
            roles = environ.get("HTTP_X_ROLES", "member,reader").split(",")
            environ["neutron.context"] = context.Context(
                user_id=environ.get("HTTP_X_USER_ID", "user"), tenant_id=project,
                roles=[role.strip() for role in roles if role.strip()])
        notice.seen = False

        def started(status, headers, exc_info=None):
            if notice.seen and status.startswith("5"):
                headers = list(headers) + [("X-Reference-Locked", "1")]
            return start_response(status, headers, exc_info)

        result = app(environ, started)
        if notice.seen:
            gc.collect()    # drops the abandoned session whose transaction holds the lock
        return result

    return call


def tune_sqlite():
    """The reference is compared, not trusted with data: no fsync, short waits for locks, no pause between retries."""
    import oslo_db.api
    from sqlalchemy import engine, event

    def on_connect(connection, _record):
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")
        cursor.execute("PRAGMA busy_timeout = 150")
        cursor.close()

    event.listen(engine.Engine, "connect", on_connect)

    class Impatient:
        """Stands in for the time module where oslo.db sleeps between attempts."""

        @staticmethod
        def sleep(_seconds):
            eventlet.sleep(0)

    oslo_db.api.time = Impatient


def load(config_file):
    """The WSGI application that the configuration describes, its tables made."""
    from neutron.common import config
    from neutron.conf import common as core_options
    core_options.register_core_common_config_opts()
    import neutron.server  # noqa: F401  (importing it registers options)
    config.register_common_config_options()
    config.init(["--config-file", config_file])
    config.setup_logging()
    notice = LockNotice()
    root = logging.getLogger()
    root.setLevel(logging.ERROR)
    root.addHandler(notice)
    tune_sqlite()

    from neutron.db.migration.models import head
    from oslo_config import cfg
    from oslo_db import options
    import sqlalchemy
    cfg.CONF.register_opts(options.database_opts, "database")
    head.get_metadata().create_all(sqlalchemy.create_engine(cfg.CONF.database.connection))
    return with_identity(config.load_paste_app("neutron"), notice)


def plain(value):
    """A part of the attribute map as JSON: functions by their name, the absent default as "<unset>"."""
    from neutron_lib import constants
    if value is constants.ATTR_NOT_SPECIFIED:
        return "<unset>"
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [plain(item) for item in value]
    if isinstance(value, functools.partial):
        value = value.func
    return value.__name__ if callable(value) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config-file", required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--port", type=int)
    what.add_argument("--attributes", action="store_true")
    arguments = parser.parse_args()
    with contextlib.redirect_stdout(sys.stderr):    # plugins print when they load
        app = load(arguments.config_file)
    if arguments.attributes:
        from neutron_lib.api import attributes
        json.dump(plain(attributes.RESOURCES), sys.stdout, indent=1, sort_keys=True)
        return
    # Whoever starts us waits for this port to answer, so it opens last.
    listener = eventlet.listen(("127.0.0.1", arguments.port))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    wsgi.server(listener, app, log_output=False, debug=False)


if __name__ == "__main__":
    sys.exit(main())
