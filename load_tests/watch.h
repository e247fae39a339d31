/* Screens of a benchmark, many in one process: they open a WebSocket, answer pings, and hand on each text frame.
 *
 * Before this is included: KEPT (how much of a frame is looked at), CLOCK, and `struct own`, what else is known of a screen.
 * After it: `begin` gives the request with which a screen opens, of its entry in the file; `hear` is told each text frame.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>


#define START_MAX 64
#define PER_ADDRESS 20000

struct screen {
    int fd;
    unsigned char stage; /* 0 waits for the answer, 1 for the first frame, 2 is ready */
    unsigned char end;   /* how much of the empty line that ends the answer is here */
    unsigned char header[14];
    unsigned char had, need;
    uint64_t left;
    unsigned char kept[KEPT];
    unsigned char kept_n;
    unsigned char opcode;
    struct own own;
};

static struct screen *screens;
static long sockets, ready, opened, closed;
static const char *hello;
static unsigned char buffer[1 << 18];

static const char *begin(struct screen *s, const char *head);
static void hear(struct screen *s, int64_t at);

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void say(struct screen *s, unsigned char opcode, const unsigned char *text, size_t n)
{
    unsigned char frame[4200];
    size_t at = 2;
    frame[0] = 0x80 | opcode;
    if (n < 126) {
        frame[1] = 0x80 | n;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = n >> 8;
        frame[3] = n & 255;
        at = 4;
    }
    memset(frame + at, 0, 4); /* a mask of zeroes leaves the text as it is */
    memcpy(frame + at + 4, text, n);
    if (write(s->fd, frame, at + 4 + n) < 0) fail("write");
}

static void become_ready(struct screen *s)
{
    if (s->stage == 2) return;
    s->stage = 2;
    ready++;
}

static void take_frame(struct screen *s, int64_t at)
{
    if (s->opcode == 9) say(s, 10, s->kept, s->kept_n);
    if (s->opcode == 8) closed++;
    if (s->opcode != 1) return;
    if (s->stage == 1) become_ready(s);
    s->kept[s->kept_n < KEPT ? s->kept_n : KEPT - 1] = 0;
    hear(s, at);
}

static void take(struct screen *s, const unsigned char *p, size_t n, int64_t at)
{
    static const char ending[] = "\r\n\r\n";
    while (n) {
        if (s->stage == 0) {
            unsigned char c = *p++;
            n--;
            s->end = c == (unsigned char)ending[s->end] ? s->end + 1 : c == '\r';
            if (s->end < 4) continue;
            if (*hello) {
                s->stage = 1;
                say(s, 1, (const unsigned char *)hello, strlen(hello));
            } else {
                become_ready(s);
            }
            continue;
        }
        if (s->had < s->need) {
            s->header[s->had++] = *p++;
            n--;
            if (s->had == 2) {
                unsigned char size = s->header[1] & 127;
                s->need = size == 127 ? 10 : size == 126 ? 4 : 2;
            }
            if (s->had < s->need) continue;
            s->opcode = s->header[0] & 15;
            s->left = s->header[1] & 127;
            if (s->need > 2) {
                s->left = 0;
                for (int i = 2; i < s->need; i++) s->left = s->left << 8 | s->header[i];
            }
            s->kept_n = 0;
        }
        size_t part = s->left < n ? s->left : n;
        size_t keep = part < (size_t)(KEPT - s->kept_n) ? part : (size_t)(KEPT - s->kept_n);
        memcpy(s->kept + s->kept_n, p, keep);
        s->kept_n += keep;
        p += part;
        n -= part;
        s->left -= part;
        if (s->left == 0) {
            take_frame(s, at);
            s->had = 0;
            s->need = 2;
        }
    }
}

static char **read_heads(const char *path, long *count)
{
    FILE *file = fopen(path, "rb");
    char **heads = calloc(100000, sizeof *heads);
    size_t room = 0;
    if (!file) fail(path);
    for (*count = 0; *count < 100000; (*count)++) {
        heads[*count] = NULL;
        room = 0;
        if (getdelim(&heads[*count], &room, 0, file) <= 0) break;
    }
    fclose(file);
    return heads;
}

static void open_screen(int epoll, long i, int port, const char *head)
{
    struct screen *s = &screens[i];
    int yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET}, there = {.sin_family = AF_INET, .sin_port = htons(port)};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + i / PER_ADDRESS);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (s->fd < 0) fail("socket");
    setsockopt(s->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(s->fd, (struct sockaddr *)&here, sizeof here)) fail("bind");
    if (connect(s->fd, (struct sockaddr *)&there, sizeof there)) fail("connect");
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event)) fail("epoll_ctl");
    s->need = 2;
    head = begin(s, head);
    if (write(s->fd, head, strlen(head)) < 0) fail("write");
    opened++;
}

static void allow_files(void)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static void open_more(int epoll, int port, char **heads, long heads_n)
{
    static int told;
    while (opened < sockets && opened - ready < START_MAX) open_screen(epoll, opened, port, heads[opened % heads_n]);
    if (!told && ready == sockets) {
        printf("ready\n");
        fflush(stdout);
        told = 1;
    }
}

/* What came on one socket; gives how many bytes. */
static ssize_t read_one(int epoll, struct screen *s)
{
    ssize_t got = read(s->fd, buffer, sizeof buffer);
    if (got > 0) {
        take(s, buffer, got, now());
    } else if (got == 0 || errno != EAGAIN) {
        closed++;
        epoll_ctl(epoll, EPOLL_CTL_DEL, s->fd, NULL);
    }
    return got;
}
