"""Ends the embedded database's process when its storage engine has given up. Loaded by Python itself at its start.

WiredTiger panics when the journal cannot be written (a full disk) and answers nothing from then on, but SecantusDB's
process lives on, also when there is room again. `mongod` ends itself in this case; this does the same, so that the
supervisor starts it again until it can write. stack/mongo.py puts this folder on the database's PYTHONPATH.
"""

import logging
import os
import sys

PANIC = "WT_PANIC"
EXIT_CODE = 70

make = logging.getLogRecordFactory()


def record(*args, **kwargs):
    """Every log record passes here when it is made; SecantusDB logs each failed command with its exception."""
    made = make(*args, **kwargs)
    if made.exc_info and PANIC in str(made.exc_info[1]):
        sys.stderr.write(f"{made.exc_info[1]}: the disk is full or broken; ending so as to be started again\n")
        sys.stderr.flush()
        os._exit(EXIT_CODE)
    return made


logging.setLogRecordFactory(record)
