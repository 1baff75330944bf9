"""The nemesis: everything that may go wrong on a machine, done on purpose to one local stack, and healed again.

Called by `./natter verify --faults` and by tests/faults. It decides what happens when (plans.py) and does it (kills.py,
links.py, stores.py, restarts.py); running the workload and judging what came of it is left to others.
"""

from deploy.verification.nemesis.fault import Fault
from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.plans import Planned, label, plan
from deploy.verification.nemesis.proxy import Proxy

__all__ = ["Fault", "LocalStack", "Planned", "Proxy", "label", "plan"]
