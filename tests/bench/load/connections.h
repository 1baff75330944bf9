/* WebSocket connections of pretended people: opened, greeted by a script, read, and opened again when they end.

   Everything happens in one thread on one epoll. `connections_turn` waits for what the sockets say and tells the
   listener; main.c and runs.c are the callers. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "histogram.h"

enum stage { CLOSED, CONNECTING, UPGRADING, GREETING, READY };
enum { DUE_LIMIT = 256 };

struct step {
    const char *expect; /* text that a frame must hold; empty: nothing is waited for */
    const char *say;    /* said then; empty: nothing */
};

struct buffer {
    char *bytes;
    size_t length, capacity;
};

struct connection {
    int descriptor, number;
    enum stage stage;
    unsigned attempts;
    int64_t begun_at, again_at, dropped_at;
    const char *path;
    struct step *steps;
    unsigned step_count, step;
    struct buffer in, out;
    bool is_writing;
    /* senders only */
    char *template;
    int64_t asked_at; /* when the send that waits for its ack was due; 0: none waits */
    int64_t due[DUE_LIMIT];
    unsigned due_first, due_count;
};

struct connections {
    struct connection **all;
    unsigned count, ready, in_flight;
    uint64_t opened, refused, lost;
    int last_code;
    struct histogram until_ready;
    const char *keep_alive_ask, *keep_alive_answer;
    void (*on_frame)(struct connection *, const char *text, size_t length, int64_t now);
};

extern struct connections connections;

int64_t now_ns(void);
void connections_target(const char *host, int port);
struct connection *connections_add(char *path, char *script);
/* Serve whatever has something to say, after waiting at most `wait_ms` for it. */
void connections_turn(int wait_ms);
/* One more descriptor to look at meanwhile. */
void connections_watch(int descriptor, void (*on_readable)(void));
/* Begin to open those that are due, at most `at_once` of them on the way. */
void connections_open_due(unsigned at_once);
/* Cut every line at once; each comes back by the client's rule: a random pause that grows with the attempts. */
void connections_drop_all(void);
void connection_say(struct connection *one, const char *text, size_t length);
