#define _GNU_SOURCE
#include "runs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "connections.h"

enum { DIGITS = 19, BODY_LIMIT = 16 * 1024, MESSAGE_LIMIT = 32 * 1024, REST_MS = 100 };
static const int64_t SECOND = 1000000000, MILLISECOND = 1000000;

static struct connection **senders;
static unsigned sender_count, next_sender;
static const char *delivered_mark = "", *acked_mark, *refused_mark;
static size_t body_bytes = 100;
static uint64_t message_number;

static struct {
    bool is_closed_loop;
    int64_t counts_from, ends_at;
    uint64_t sent, acked, refused, heard, delivered, waiting;
    struct histogram delivery, ack;
} run;

void runs_marks(const char *delivered, const char *acked, const char *refused) {
    delivered_mark = delivered;
    acked_mark = *acked ? acked : NULL;
    refused_mark = *refused ? refused : NULL;
}

void runs_body(size_t bytes) {
    body_bytes = bytes < DIGITS + 2 ? DIGITS + 2 : bytes > BODY_LIMIT ? BODY_LIMIT : bytes;
}

void runs_sender(unsigned number, char *template) {
    senders = realloc(senders, (sender_count + 1) * sizeof *senders);
    senders[sender_count++] = connections.all[number];
    connections.all[number]->template = template;
}

/* -- sending */

static void send_message(struct connection *sender, int64_t due_at) {
    static char message[MESSAGE_LIMIT];
    size_t at = 0;
    int64_t now = now_ns();
    for (const char *from = sender->template; *from && at + BODY_LIMIT + 32 < MESSAGE_LIMIT; from++) {
        if (from[0] == '%' && from[1] == 'N') {
            at += (size_t)sprintf(message + at, "%" PRIu64, message_number);
            from++;
        } else if (from[0] == '%' && from[1] == 'B') {
            at += (size_t)sprintf(message + at, "~%0*" PRId64 "~", DIGITS, now);
            memset(message + at, 'x', body_bytes - DIGITS - 2);
            at += body_bytes - DIGITS - 2;
            from++;
        } else {
            message[at++] = *from;
        }
    }
    message_number++;
    if (now >= run.counts_from) run.sent++;
    if (acked_mark) {
        sender->asked_at = due_at ? due_at : now;
        run.waiting++;
    }
    connection_say(sender, message, at);
}

/* A sender that still waits for an ack, or rests, speaks afterwards; the waiting counts as the later message's own. */
static void speak(struct connection *sender) {
    if (sender->stage != READY) return;
    if (!sender->asked_at && !sender->again_at) return send_message(sender, 0);
    if (sender->due_count < DUE_LIMIT)
        sender->due[(sender->due_first + sender->due_count++) % DUE_LIMIT] = now_ns();
}

static void go_on(struct connection *sender) {
    if (sender->due_count) {
        int64_t due_at = sender->due[sender->due_first];
        sender->due_first = (sender->due_first + 1) % DUE_LIMIT;
        sender->due_count--;
        send_message(sender, due_at);
    } else if (run.is_closed_loop && now_ns() < run.ends_at) {
        send_message(sender, 0);
    }
}

/* Those who were refused rest a moment, as a client would. */
static void wake_rested(int64_t now) {
    for (unsigned i = 0; i < sender_count; i++) {
        if (senders[i]->stage != READY || !senders[i]->again_at || senders[i]->again_at > now) continue;
        senders[i]->again_at = 0;
        go_on(senders[i]);
    }
}

/* -- hearing */

static bool begins_with(const char *text, size_t length, const char *mark) {
    size_t size = strlen(mark);
    return length >= size && !memcmp(text, mark, size);
}

static void on_frame(struct connection *one, const char *text, size_t length, int64_t now) {
    if (one->asked_at && acked_mark && begins_with(text, length, acked_mark)) {
        if (one->asked_at >= run.counts_from) {
            run.acked++;
            histogram_add(&run.ack, now - one->asked_at);
        }
        one->asked_at = 0;
        run.waiting--;
        return go_on(one);
    }
    if (one->asked_at && refused_mark && begins_with(text, length, refused_mark)) {
        run.refused++;
        if (run.refused <= 3) fprintf(stderr, "refused: %.*s\n", (int)(length < 300 ? length : 300), text);
        one->asked_at = 0;
        run.waiting--;
        one->again_at = now + REST_MS * MILLISECOND;
        return;
    }
    if (!begins_with(text, length, delivered_mark)) return;
    const char *at = text, *end = text + length;
    while ((at = memchr(at, '~', (size_t)(end - at)))) {
        if (end - at < DIGITS + 2 || at[DIGITS + 1] != '~') {
            at++;
            continue;
        }
        int64_t sent_at = 0;
        for (int i = 1; i <= DIGITS; i++) sent_at = sent_at * 10 + (at[i] - '0');
        at += DIGITS + 2;
        run.heard++;
        if (sent_at < run.counts_from) continue;
        run.delivered++;
        histogram_add(&run.delivery, now - sent_at);
    }
}

/* -- the run */

static double own_cpu_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void begin(const struct run *wanted) {
    memset(&run, 0, sizeof run);
    connections.on_frame = on_frame;
    connections.lost = 0;
    run.is_closed_loop = wanted->rate <= 0;
    run.counts_from = now_ns() + (int64_t)(wanted->warm_seconds * (double)SECOND);
    run.ends_at = run.counts_from + (int64_t)(wanted->seconds * (double)SECOND);
    for (unsigned i = 0; i < sender_count; i++) senders[i]->asked_at = senders[i]->again_at = senders[i]->due_count = 0;
}

static void report(double seconds, double cpu_seconds) {
    printf("{\"sent\":%" PRIu64 ",\"acked\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"heard\":%" PRIu64 ",\"delivered\":%" PRIu64
           ",\"unanswered\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"last_code\":%d,\"seconds\":%.6f,\"cpu_seconds\":%.6f,",
           run.sent, run.acked, run.refused, run.heard, run.delivered, run.waiting, connections.lost, connections.last_code,
           seconds, cpu_seconds);
    histogram_print("delivery", &run.delivery, stdout);
    printf(",");
    histogram_print("ack", &run.ack, stdout);
    printf("}\n");
    fflush(stdout);
}

static int wait_ms(int64_t until) {
    int64_t left = until - now_ns();
    return left <= 0 ? 0 : left > 5 * MILLISECOND ? 5 : (int)((left + MILLISECOND - 1) / MILLISECOND);
}

void runs_run(const struct run *wanted, bool (*is_told_to_stop)(void)) {
    begin(wanted);
    int64_t begun_at = now_ns(), counted_at = 0, every = wanted->rate > 0 ? (int64_t)((double)SECOND / wanted->rate) : SECOND;
    uint64_t ticks = 0;
    double cpu_before = 0;
    if (run.is_closed_loop)
        for (unsigned i = 0; i < sender_count; i++) speak(senders[i]);
    for (;;) {
        int64_t now = now_ns();
        if (!counted_at && now >= run.counts_from) {
            counted_at = now;
            run.heard = 0;
            cpu_before = own_cpu_seconds();
            printf("{\"warm\":true}\n");
            fflush(stdout);
        }
        if (is_told_to_stop() && now < run.ends_at) run.ends_at = now;
        if (now >= run.ends_at) break;
        if (!run.is_closed_loop)
            for (; begun_at + (int64_t)ticks * every <= now; ticks++) speak(senders[next_sender++ % sender_count]);
        wake_rested(now);
        connections_turn(run.is_closed_loop ? 5 : wait_ms(begun_at + (int64_t)ticks * every));
    }
    int64_t until = now_ns() + (int64_t)(wanted->grace_seconds * (double)SECOND);
    run.is_closed_loop = false;
    while (now_ns() < until && (run.waiting || run.delivered < run.sent * wanted->receivers)) {
        wake_rested(now_ns());
        connections_turn(5);
    }
    report((double)(now_ns() - (counted_at ? counted_at : begun_at)) / (double)SECOND, own_cpu_seconds() - cpu_before);
}
