/* The screens of the fan-out benchmark: one process, one epoll, the same for every contender.
 *
 * usage: fanout_watch PORT SOCKETS MESSAGES HEADS HELLO
 *   HEADS  a file of HTTP requests that open a WebSocket, each ended by a NUL; socket i sends number i modulo how many
 *   HELLO  the text each socket says first (then it is ready after one frame), or "" (then it is ready at once)
 * Says "ready" when all are open. A message is a text frame that begins with {"soort":"bezetting","volgnummer":N,"op":T
 * with N from 1 and T the nanoseconds of CLOCK_MONOTONIC at which it was sent. When everybody has everything, or 15 s
 * after the last that came, it prints a line "N T LAST COUNT" for each: when the last socket had it, and how many had it.
 */
#define _GNU_SOURCE
#define KEPT 96
#define CLOCK CLOCK_MONOTONIC

struct own {
    char nothing;
};

#include "watch.h"

#define PATIENCE_NS 15000000000LL

static long messages;
static int64_t *sent, *last;
static long *counted;
static int64_t heard;

static const char *begin(struct screen *s, const char *head)
{
    (void)s;
    return head;
}

static void hear(struct screen *s, int64_t at)
{
    long n;
    long long op;
    if (sscanf((char *)s->kept, "{\"soort\":\"bezetting\",\"volgnummer\":%ld,\"op\":%lld", &n, &op) != 2) return;
    if (n < 1 || n > messages) return;
    sent[n] = op;
    last[n] = at;
    counted[n]++;
    heard = at;
}

static int complete(void)
{
    for (long n = 1; n <= messages; n++)
        if (counted[n] < sockets) return 0;
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 6) return 2;
    int port = atoi(argv[1]), epoll = epoll_create1(0);
    long heads_n;
    char **heads = read_heads(argv[4], &heads_n);
    allow_files();
    sockets = atol(argv[2]);
    messages = atol(argv[3]);
    hello = argv[5];
    screens = calloc(sockets, sizeof *screens);
    sent = calloc(messages + 1, sizeof *sent);
    last = calloc(messages + 1, sizeof *last);
    counted = calloc(messages + 1, sizeof *counted);
    struct epoll_event events[256];
    for (;;) {
        open_more(epoll, port, heads, heads_n);
        int n = epoll_wait(epoll, events, 256, 200);
        for (int i = 0; i < n; i++) read_one(epoll, &screens[events[i].data.u64]);
        if (closed) {
            fprintf(stderr, "%ld sockets were closed\n", closed);
            return 1;
        }
        if (ready == sockets && heard && ((n == 0 && complete()) || now() - heard > PATIENCE_NS)) break;
    }
    for (long n = 1; n <= messages; n++)
        printf("%ld %lld %lld %ld\n", n, (long long)sent[n], (long long)last[n], counted[n]);
    return 0;
}
