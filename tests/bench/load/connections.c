#define _GNU_SOURCE
#include "connections.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

enum { EVENTS = 512, READ_BYTES = 256 * 1024, FRAME_LIMIT = 128 * 1024 };
static const int64_t MILLISECOND = 1000000, PATIENCE_NS = 20000 * 1000000ll;
static const int64_t PAUSE_NS = 500 * 1000000ll, SHORTEST_RANGE_NS = 1000 * 1000000ll, LONGEST_PAUSE_NS = 30000 * 1000000ll;

struct connections connections;
static int loop = -1;
static const char *target_host;
static int target_port;
static struct sockaddr_in target;
static char scratch[READ_BYTES];
static void (*other_readable)(void);

int64_t now_ns(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

void connections_target(const char *host, int port) {
    target_host = strdup(host);
    target_port = port;
    target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &target.sin_addr);
}

static void watch(int descriptor, uint32_t events, void *mark, int operation) {
    if (loop < 0) loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = events, .data.ptr = mark};
    epoll_ctl(loop, operation, descriptor, &event);
}

void connections_watch(int descriptor, void (*on_readable)(void)) {
    other_readable = on_readable;
    watch(descriptor, EPOLLIN, NULL, EPOLL_CTL_ADD);
}

/* `script`: expect TAB say TAB expect TAB say … */
struct connection *connections_add(char *path, char *script) {
    struct connection *one = calloc(1, sizeof *one);
    one->descriptor = -1;
    one->path = path;
    while (script) {
        char *expect = strsep(&script, "\t"), *say = script ? strsep(&script, "\t") : "";
        one->steps = realloc(one->steps, (one->step_count + 1) * sizeof *one->steps);
        one->steps[one->step_count++] = (struct step){expect, say};
    }
    if (connections.count % 1024 == 0)
        connections.all = realloc(connections.all, (connections.count + 1024) * sizeof *connections.all);
    one->number = (int)connections.count;
    connections.all[connections.count++] = one;
    return one;
}

static void append(struct buffer *buffer, const char *bytes, size_t length) {
    if (buffer->length + length > buffer->capacity) {
        buffer->capacity = (buffer->length + length) * 2;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void forget(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

/* -- the end, and the next try */

static void let_go(struct connection *one) {
    if (one->stage == READY) connections.ready--;
    else if (one->stage != CLOSED) connections.in_flight--;
    if (one->descriptor >= 0) close(one->descriptor);
    one->descriptor = -1;
    one->stage = CLOSED;
    one->is_writing = false;
    one->asked_at = 0;
    one->due_count = 0;
    forget(&one->in);
    forget(&one->out);
}

/* As the browser client: up to 0.5 s · 2^attempts, the first ones up to a second. */
static int64_t pause_after(unsigned attempts) {
    int64_t longest = PAUSE_NS << (attempts < 6 ? attempts : 6);
    if (longest < SHORTEST_RANGE_NS) longest = SHORTEST_RANGE_NS;
    if (longest > LONGEST_PAUSE_NS) longest = LONGEST_PAUSE_NS;
    return (int64_t)(wire_random() % (uint64_t)longest);
}

/* `pause_ns` as the server said, or negative: the client's own rule. */
static void fail(struct connection *one, int code, int64_t pause_ns) {
    if (one->stage == READY) connections.lost++;
    else connections.refused++;
    connections.last_code = code;
    let_go(one);
    one->attempts++;
    if (!one->dropped_at) one->dropped_at = now_ns();
    one->again_at = now_ns() + (pause_ns >= 0 ? pause_ns : pause_after(one->attempts));
}

void connections_drop_all(void) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    int64_t now = now_ns();
    for (unsigned i = 0; i < connections.count; i++) {
        struct connection *one = connections.all[i];
        if (one->descriptor >= 0) setsockopt(one->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        let_go(one);
        one->attempts = 0;
        one->dropped_at = now;
        one->again_at = now + pause_after(0);
    }
}

/* -- out */

static void flush(struct connection *one) {
    while (one->out.length) {
        ssize_t written = send(one->descriptor, one->out.bytes, one->out.length, MSG_NOSIGNAL);
        if (written < 0) {
            if (errno != EAGAIN) fail(one, 1006, -1);
            break;
        }
        memmove(one->out.bytes, one->out.bytes + written, one->out.length - (size_t)written);
        one->out.length -= (size_t)written;
    }
    if (one->descriptor < 0) return;
    bool must_wait = one->out.length > 0;
    if (!must_wait) forget(&one->out);
    if (must_wait != one->is_writing) {
        one->is_writing = must_wait;
        watch(one->descriptor, EPOLLIN | (must_wait ? EPOLLOUT : 0), one, EPOLL_CTL_MOD);
    }
}

static void put(struct connection *one, unsigned opcode, const char *payload, size_t length) {
    static char framed[FRAME_LIMIT + 16];
    if (length > FRAME_LIMIT) {
        fprintf(stderr, "a frame of %zu bytes is more than this generator sends\n", length);
        exit(1);
    }
    size_t size = wire_mask(opcode, payload, length, framed);
    if (!one->out.length) {
        ssize_t written = send(one->descriptor, framed, size, MSG_NOSIGNAL);
        if (written == (ssize_t)size) return;
        if (written < 0 && errno != EAGAIN) return fail(one, 1006, -1);
        size_t done = written > 0 ? (size_t)written : 0;
        append(&one->out, framed + done, size - done);
        return flush(one);
    }
    append(&one->out, framed, size);
}

void connection_say(struct connection *one, const char *text, size_t length) { put(one, TEXT, text, length); }

/* -- opening */

static void begin(struct connection *one) {
    one->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (one->descriptor < 0) {
        fprintf(stderr, "no more descriptors (%s): raise `ulimit -n`\n", strerror(errno));
        exit(1);
    }
    int yes = 1;
    setsockopt(one->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    one->stage = CONNECTING;
    one->step = 0;
    one->begun_at = now_ns();
    if (!one->dropped_at) one->dropped_at = one->begun_at;
    connections.in_flight++;
    if (connect(one->descriptor, (struct sockaddr *)&target, sizeof target) < 0 && errno != EINPROGRESS)
        return fail(one, errno, -1);
    watch(one->descriptor, EPOLLIN | EPOLLOUT, one, EPOLL_CTL_ADD);
    one->is_writing = true;
}

void connections_open_due(unsigned at_once) {
    int64_t now = now_ns();
    for (unsigned i = 0; i < connections.count; i++) {
        struct connection *one = connections.all[i];
        if (one->stage == CLOSED && one->again_at <= now && connections.in_flight < at_once) begin(one);
        else if (one->stage != CLOSED && one->stage != READY && now - one->begun_at > PATIENCE_NS) fail(one, ETIMEDOUT, -1);
    }
}

static void go_on(struct connection *one) {
    while (one->stage == GREETING) {
        if (one->step == one->step_count) {
            one->stage = READY;
            connections.in_flight--;
            connections.ready++;
            connections.opened++;
            one->attempts = 0;
            histogram_add(&connections.until_ready, now_ns() - one->dropped_at);
            one->dropped_at = 0;
            return;
        }
        const struct step *step = &one->steps[one->step];
        if (*step->expect) return;
        one->step++;
        if (*step->say) put(one, TEXT, step->say, strlen(step->say));
    }
}

static void met(struct connection *one) {
    const struct step *step = &one->steps[one->step++];
    if (*step->say) put(one, TEXT, step->say, strlen(step->say));
    if (one->stage == GREETING) go_on(one);
}

static void connected(struct connection *one) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(one->descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return fail(one, error, -1);
    char request[1024];
    size_t length = wire_request(target_host, target_port, one->path, request, sizeof request);
    one->stage = UPGRADING;
    append(&one->out, request, length);
    flush(one);
}

/* Answers how many bytes the answer to the handshake took. */
static size_t upgrade(struct connection *one, const char *bytes, size_t length) {
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (!end) return 0;
    int status = length > 12 ? atoi(bytes + 9) : 0;
    if (status != 101) {
        fail(one, status, -1);
        return length;
    }
    one->stage = GREETING;
    go_on(one);
    return (size_t)(end - bytes) + 4;
}

/* -- in */

static void closed_by_peer(struct connection *one, const struct frame *frame) {
    const unsigned char *code = (const unsigned char *)frame->payload;
    char reason[64] = "";
    if (frame->length > 2)
        memcpy(reason, frame->payload + 2, frame->length - 2 < 63 ? frame->length - 2 : 63);
    int64_t pause = reason[0] == 'r' && reason[1] == '=' ? atoll(reason + 2) * MILLISECOND : -1;
    fail(one, frame->length >= 2 ? code[0] << 8 | code[1] : 1005, pause);
}

static void heard(struct connection *one, const struct frame *frame, int64_t now) {
    if (frame->opcode == CLOSE) return closed_by_peer(one, frame);
    if (frame->opcode == PING) return put(one, PONG, frame->payload, frame->length);
    if (frame->opcode != TEXT) return;
    const char *ask = connections.keep_alive_ask;
    if (ask && frame->length == strlen(ask) && !memcmp(frame->payload, ask, frame->length))
        return put(one, TEXT, connections.keep_alive_answer, strlen(connections.keep_alive_answer));
    if (one->stage == GREETING) {
        const char *expect = one->steps[one->step].expect;
        if (memmem(frame->payload, frame->length, expect, strlen(expect))) met(one);
        return;
    }
    connections.on_frame(one, frame->payload, frame->length, now);
}

/* Answers how many bytes were taken. */
static size_t take(struct connection *one, const char *bytes, size_t length, int64_t now) {
    size_t at = 0;
    if (one->stage == UPGRADING) at = upgrade(one, bytes, length);
    struct frame frame;
    size_t size;
    while (one->stage >= GREETING && (size = wire_read(bytes + at, length - at, &frame))) {
        at += size;
        heard(one, &frame, now);
    }
    return at;
}

static void readable(struct connection *one) {
    ssize_t got = recv(one->descriptor, scratch, sizeof scratch, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return fail(one, 1006, -1);
    int64_t now = now_ns();
    if (one->in.length) {
        append(&one->in, scratch, (size_t)got);
        /* What is taken from here is ours until the end: the buffer may be freed when the connection fails. */
        struct buffer all = one->in;
        one->in = (struct buffer){0};
        size_t taken = take(one, all.bytes, all.length, now);
        if (one->stage >= UPGRADING && taken < all.length) append(&one->in, all.bytes + taken, all.length - taken);
        free(all.bytes);
        return;
    }
    size_t taken = take(one, scratch, (size_t)got, now);
    if (one->stage >= UPGRADING && taken < (size_t)got) append(&one->in, scratch + taken, (size_t)got - taken);
}

void connections_turn(int wait_ms) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop, events, EVENTS, wait_ms);
    for (int i = 0; i < count; i++) {
        struct connection *one = events[i].data.ptr;
        if (!one) {
            other_readable();
            continue;
        }
        if (one->descriptor >= 0 && events[i].events & (EPOLLOUT | EPOLLERR)) {
            if (one->stage == CONNECTING) connected(one);
            else flush(one);
        }
        if (one->descriptor >= 0 && events[i].events & (EPOLLIN | EPOLLHUP)) readable(one);
    }
}
