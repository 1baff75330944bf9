/* The load generator of `./natter bench`: one thread that pretends to be thousands of WebSocket clients.

   Told what to do on stdin, one command a line, fields separated by tabs; answers with one JSON object a line.
   tests/bench/generator.py builds it, starts it and knows the commands:

     target HOST PORT               where the server is
     keep_alive ASK ANSWER          a text frame that the server wants answered, and with what
     marks DELIVERED ACKED REFUSED  how frames begin that carry messages, acknowledge one, refuse one
     body BYTES                     length of the bodies
     connect PATH EXPECT SAY …      one more connection, greeted by this script
     sender NUMBER TEMPLATE         that connection speaks
     open AT_ONCE SECONDS           open all that are closed
     run RATE WARM SECONDS GRACE RECEIVERS
     drop SECONDS                   cut all lines at once and wait until all are back
     quit                                                                                         */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "connections.h"
#include "runs.h"

static struct buffer input;
static bool is_over;

static void read_input(void) {
    if (input.capacity - input.length < 65536) {
        input.capacity = input.capacity * 2 + 131072;
        input.bytes = realloc(input.bytes, input.capacity);
    }
    ssize_t got = read(STDIN_FILENO, input.bytes + input.length, input.capacity - input.length - 1);
    if (got > 0) input.length += (size_t)got;
    else if (got == 0) is_over = true;
}

/* The next command, or NULL; it is the caller's and never freed: scripts point into it. */
static char *next_command(void) {
    char *end = input.length ? memchr(input.bytes, '\n', input.length) : NULL;
    if (!end) return NULL;
    size_t length = (size_t)(end - input.bytes);
    char *line = strndup(input.bytes, length);
    memmove(input.bytes, end + 1, input.length - length - 1);
    input.length -= length + 1;
    return line;
}

static bool is_told_to_stop(void) {
    static int64_t looked_at;
    int64_t now = now_ns();
    if (now - looked_at > 20 * 1000000) {
        looked_at = now;
        read_input();
    }
    return is_over || (input.length && memchr(input.bytes, '\n', input.length));
}

static void ignore(struct connection *one, const char *text, size_t length, int64_t now) {
    (void)one, (void)text, (void)length, (void)now;
}

static void open_all(unsigned at_once, double seconds) {
    int64_t begun_at = now_ns(), until = begun_at + (int64_t)(seconds * 1e9);
    connections.opened = connections.refused = connections.lost = 0;
    histogram_clear(&connections.until_ready);
    while (connections.ready < connections.count && now_ns() < until && !is_over) {
        connections_open_due(at_once);
        connections_turn(5);
    }
    printf("{\"ready\":%u,\"opened\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"last_code\":%d,\"seconds\":%.6f,",
           connections.ready, connections.opened, connections.refused, connections.lost, connections.last_code,
           (double)(now_ns() - begun_at) / 1e9);
    histogram_print("until_ready", &connections.until_ready, stdout);
    printf("}\n");
    fflush(stdout);
}

static double number(char **rest) {
    char *field = strsep(rest, "\t");
    return field ? atof(field) : 0;
}

static char *text(char **rest) {
    char *field = strsep(rest, "\t");
    return field ? field : "";
}

static void obey(char *line) {
    char *rest = line, *command = text(&rest);
    if (!strcmp(command, "target")) {
        char *host = text(&rest);
        connections_target(host, (int)number(&rest));
    } else if (!strcmp(command, "keep_alive")) {
        connections.keep_alive_ask = text(&rest);
        connections.keep_alive_answer = text(&rest);
    } else if (!strcmp(command, "marks")) {
        char *delivered = text(&rest), *acked = text(&rest);
        runs_marks(delivered, acked, text(&rest));
    } else if (!strcmp(command, "body")) {
        runs_body((size_t)number(&rest));
    } else if (!strcmp(command, "connect")) {
        char *path = text(&rest);
        connections_add(path, rest);
    } else if (!strcmp(command, "sender")) {
        unsigned who = (unsigned)number(&rest);
        runs_sender(who, rest);
    } else if (!strcmp(command, "open")) {
        unsigned at_once = (unsigned)number(&rest);
        open_all(at_once, number(&rest));
    } else if (!strcmp(command, "run")) {
        double rate = number(&rest), warm = number(&rest), seconds = number(&rest), grace = number(&rest);
        runs_run(&(struct run){rate, warm, seconds, grace, (unsigned)number(&rest)}, is_told_to_stop);
        connections.on_frame = ignore;
    } else if (!strcmp(command, "drop")) {
        connections_drop_all();
        open_all(connections.count, number(&rest));
    } else if (!strcmp(command, "quit")) {
        is_over = true;
    } else if (strcmp(command, "stop")) {
        fprintf(stderr, "unknown command: %s\n", command);
        exit(2);
    }
}

int main(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    connections_watch(STDIN_FILENO, read_input);
    connections.on_frame = ignore;
    while (!is_over) {
        char *line;
        while (!is_over && (line = next_command())) obey(line);
        if (!is_over) connections_turn(1000);
    }
    return 0;
}
