/* The least that fan-out can cost: a plain loop with one send per socket, for the fan-out benchmark.
 *
 * usage: fanout_loop; prints its port, opens whoever asks, and on a line "go RATE COUNT TEXT" on its standard input sends
 * that text COUNT times as a text frame, RATE times a second, with its number and moment in it. Then it says "done".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS_MAX 65536
#define BEGIN "{\"soort\":\"bezetting\",\"volgnummer\":%10ld,\"op\":%19lld"

static int screens[SOCKETS_MAX];
static int open_n;
static long unsent;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void take_screen(int listener)
{
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    char head[4096];
    int yes = 1, fd = accept(listener, NULL, NULL);
    if (fd < 0 || open_n == SOCKETS_MAX) exit(1);
    size_t had = 0;
    while (had < sizeof head - 1) {
        ssize_t got = read(fd, head + had, sizeof head - 1 - had);
        if (got <= 0) exit(1);
        had += got;
        head[had] = 0;
        if (strstr(head, "\r\n\r\n")) break;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (write(fd, answer, sizeof answer - 1) < 0) exit(1);
    screens[open_n++] = fd;
}

static void tell(double rate, long count, const char *text)
{
    unsigned char frame[4096];
    size_t n = strlen(text);
    int64_t begin = now();
    frame[0] = 0x81;
    frame[1] = 126;
    frame[2] = n >> 8;
    frame[3] = n & 255;
    for (long i = 1; i <= count; i++) {
        int64_t due = begin + (int64_t)(i * 1e9 / rate);
        struct timespec until = {due / 1000000000, due % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        memcpy(frame + 4, text, n);
        char first[128];
        int k = snprintf(first, sizeof first, BEGIN, i, (long long)now());
        memcpy(frame + 4, first, k);
        for (int s = 0; s < open_n; s++)
            if (send(screens[s], frame, n + 4, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)(n + 4)) unsent++;
    }
    printf("done %ld\n", unsent);
    fflush(stdout);
}

int main(void)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) return 1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct pollfd waits[2] = {{.fd = listener, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        poll(waits, 2, -1);
        if (waits[0].revents & POLLIN) take_screen(listener);
        if (waits[1].revents) {
            char line[4096], text[4096];
            double rate;
            long count;
            if (!fgets(line, sizeof line, stdin)) return 0;
            if (sscanf(line, "go %lf %ld %4000[^\n]", &rate, &count, text) == 3) tell(rate, count, text);
        }
    }
}
