/* The screens of `together`: one process, one epoll; of every audience, when the last of its screens had each number.
 *
 * usage: together_watch PORT SOCKETS HEADS HELLO
 *   HEADS  a file of entries ended by a NUL: three digits that say of which audience, then the HTTP request that opens a
 *          WebSocket; socket i opens with number i modulo how many
 *   HELLO  the text each socket says first; it is ready after one frame
 * Says "ready" when all are open. Then it listens until its standard input has ended and nothing new came
 * for two seconds, and prints a line "AUDIENCE N T COUNT" for each
 * number N of an audience: the nanoseconds of CLOCK_REALTIME at which the last screen had it, and how many have it. A screen has
 * all numbers up to that of its last frame. The last line is "total FRAMES BYTES".
 */
#define _GNU_SOURCE
#define KEPT 200
#define CLOCK CLOCK_REALTIME

struct own {
    int audience;
    long number; /* -1 before the first frame */
};

#include "watch.h"

#define AUDIENCES 1000
#define NUMBERS (1 << 16)
#define QUIET_NS 2000000000LL
#define PATIENCE_NS 60000000000LL
#define INPUT UINT64_MAX

struct reached {
    int64_t last;
    int count;
};

static struct reached *reached[AUDIENCES];
static long long frames, bytes;
static int64_t progress;

static const char *begin(struct screen *s, const char *head)
{
    s->own.audience = (head[0] - '0') * 100 + (head[1] - '0') * 10 + head[2] - '0';
    s->own.number = -1;
    if (!reached[s->own.audience]) reached[s->own.audience] = calloc(NUMBERS, sizeof **reached);
    return head + 3;
}

static void hear(struct screen *s, int64_t at)
{
    frames++;
    const char *found = strstr((char *)s->kept, "\"volgnummer\":");
    long n = found ? atol(found + 13) : -1;
    if (n >= NUMBERS) fail("too many numbers");
    struct reached *mine = reached[s->own.audience];
    for (long k = s->own.number + 1; s->own.number >= 0 && k <= n; k++) {
        mine[k].last = at;
        mine[k].count++;
    }
    if (n > s->own.number) {
        s->own.number = n;
        progress = at;
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    int port = atoi(argv[1]), epoll = epoll_create1(0);
    long heads_n;
    char **heads = read_heads(argv[3], &heads_n);
    allow_files();
    sockets = atol(argv[2]);
    hello = argv[4];
    screens = calloc(sockets, sizeof *screens);
    struct epoll_event events[256], input = {.events = EPOLLIN | EPOLLHUP, .data.u64 = INPUT};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input)) fail("stdin");
    int64_t ended = 0;
    while (!ended || (now() - progress < QUIET_NS && now() - ended < PATIENCE_NS)) {
        open_more(epoll, port, heads, heads_n);
        int n = epoll_wait(epoll, events, 256, 200);
        for (int i = 0; i < n; i++) {
            if (events[i].data.u64 != INPUT) {
                ssize_t got = read_one(epoll, &screens[events[i].data.u64]);
                bytes += got > 0 ? got : 0;
            } else if (read(0, buffer, sizeof buffer) <= 0) {
                ended = now();
                epoll_ctl(epoll, EPOLL_CTL_DEL, 0, NULL);
            }
        }
        if (closed) {
            fprintf(stderr, "%ld sockets were closed\n", closed);
            return 1;
        }
    }
    for (int a = 0; a < AUDIENCES; a++)
        for (long k = 0; reached[a] && k < NUMBERS; k++)
            if (reached[a][k].count) printf("%d %ld %lld %d\n", a, k, (long long)reached[a][k].last, reached[a][k].count);
    printf("total %lld %lld\n", frames, bytes);
    return 0;
}
