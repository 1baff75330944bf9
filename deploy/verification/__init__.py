"""`./natter verify`: throw-away people drive a running Natter, and a checker proves what became of every message.

```
plan.py ─▶ stage.py ─▶ actors.py ─▶ settling.py ─▶ log_reading.py ─▶ evidence.py ─▶ invariants/ ─▶ ledger, report
 seed      accounts,    outboxes,    until all       the database      history        pure          pure
           groups       devices      have all        itself            + log
```
Files go up and down by uploading.py and downloading.py, searching.py looks for words; ending.py goes on as far as it
goes when the server dies for good. Everything that happens is written into one history (records.py). The checks are
pure functions of that history and of the log as it stands in the end; they share no code with the services that they
check. planning.py makes the plan.
"""
