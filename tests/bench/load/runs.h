/* A run: senders speak at a fixed rate (or each as soon as its last message was acknowledged), everybody listens.

   A message is made from the sender's template: %N is a number that no other message of this process has, %B a body
   that says when it was sent (monotonic nanoseconds between two tildes). Whoever hears such a body knows how long it
   took. Messages of the warm-up are sent like all others and not counted. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct run {
    double rate; /* messages a second over all senders; 0: each sender waits for its ack and goes on at once */
    double warm_seconds, seconds, grace_seconds;
    unsigned receivers; /* deliveries that each message should cause: the run ends when all came */
};

void runs_marks(const char *delivered, const char *acked, const char *refused);
void runs_body(size_t bytes);
void runs_sender(unsigned number, char *template);
/* Reports on stdout: {"warm":true} when counting begins, and the result at the end. */
void runs_run(const struct run *wanted, bool (*is_told_to_stop)(void));
