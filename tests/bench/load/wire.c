#include "wire.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

uint64_t wire_random(void) {
    static uint64_t state;
    if (!state) {
        struct timespec at;
        clock_gettime(CLOCK_REALTIME, &at);
        state = (uint64_t)at.tv_nsec << 20 ^ (uint64_t)at.tv_sec ^ 0x9e3779b97f4a7c15ull;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

size_t wire_mask(unsigned opcode, const char *payload, size_t length, char *out) {
    size_t at = 0;
    out[at++] = (char)(0x80 | opcode);
    if (length < 126) {
        out[at++] = (char)(0x80 | length);
    } else if (length < 65536) {
        out[at++] = (char)(0x80 | 126);
        out[at++] = (char)(length >> 8);
        out[at++] = (char)length;
    } else {
        out[at++] = (char)(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) out[at++] = (char)(length >> shift);
    }
    uint32_t mask = (uint32_t)wire_random();
    memcpy(out + at, &mask, 4);
    const char *key = out + at;
    at += 4;
    for (size_t i = 0; i < length; i++) out[at + i] = (char)(payload[i] ^ key[i & 3]);
    return at + length;
}

size_t wire_read(const char *bytes, size_t length, struct frame *frame) {
    const unsigned char *in = (const unsigned char *)bytes;
    if (length < 2) return 0;
    size_t size = in[1] & 127, head = 2;
    if (size == 126) {
        if (length < 4) return 0;
        size = (size_t)in[2] << 8 | in[3];
        head = 4;
    } else if (size == 127) {
        if (length < 10) return 0;
        size = 0;
        for (int i = 2; i < 10; i++) size = size << 8 | in[i];
        head = 10;
    }
    if (length - head < size) return 0;
    *frame = (struct frame){in[0] & 15, bytes + head, size};
    return head + size;
}

size_t wire_request(const char *host, int port, const char *path, char *out, size_t room) {
    /* The key need not be secret or unlike others: it only proves that the server speaks WebSocket. */
    return (size_t)snprintf(out, room,
                            "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                            path, host, port);
}
