"""How `./natter verify` is run on a stack with a seeded bug, and what its report says."""

import json

SECONDS, RATE, SEED = 5, 40, 4
LONGEST_SECONDS = 110


def how(stack, folder):
    """The arguments of a short run, always the same one, with the report in this folder."""
    return stack.url, f"--seconds={SECONDS}", f"--rate={RATE}", f"--seed={SEED}", f"--report={folder}"


def violated(folder):
    """The invariants that were violated."""
    return {name for name, found in json.loads((folder / "result.json").read_text())["violations"].items() if found}
