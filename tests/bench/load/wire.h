/* The client's side of WebSocket (RFC 6455): the handshake, masked frames out, frames in. No extensions. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

struct frame {
    unsigned opcode;
    const char *payload;
    size_t length;
};

/* Writes a masked frame into `out`, which has room for `length` + 14 bytes; answers its size. */
size_t wire_mask(unsigned opcode, const char *payload, size_t length, char *out);
/* Answers how many bytes the first frame takes, 0 while it is not complete. */
size_t wire_read(const char *bytes, size_t length, struct frame *frame);
/* The request that asks for a WebSocket; answers its size. */
size_t wire_request(const char *host, int port, const char *path, char *out, size_t room);
uint64_t wire_random(void);
