"""`./natter verify`: throw-away people drive a running Natter, and a checker proves what became of every message.

```
plan.py ─▶ stage.py ─▶ actors.py ─▶ settling.py ─▶ log_reading.py ─▶ evidence.py ─▶ invariants/ ─▶ ledger, report
 seed      accounts,    outboxes,    until all       the database      history        pure          pure
           groups       devices      have all        itself            + log
```
Everything that happens is written into one history (records.py). The checks are pure functions of that history and of
the log as it stands in the end; they share no code with the services that they check. planning.py makes the plan.
"""
