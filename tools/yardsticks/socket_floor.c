// Yardstick: the kernel's share of an order gateway. One epoll loop that answers a NewOrder with an Ack and a Heartbeat
// with its HeartbeatAck, and does nothing else: no engine, no risk check, no look at a field.
//   cc -O2 -pthread -o socket_floor socket_floor.c
//   socket_floor PORT [spin|threads]   PORT 0 takes a free one; prints "ready PORT"
// spin polls instead of sleeping; threads has a thread for each connection, which blocks in recv, instead of the loop.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 16, NEW_ORDER = 43, HEARTBEAT = 24, ACK = 32, FRAMES = 1024, MAX_EVENTS = 256, BACKLOG = 4096 };

// Requests arrive in whole frames as long as the buffer holds a whole number of them: nothing is kept between reads.
static __thread uint8_t requests[NEW_ORDER * FRAMES];
static __thread uint8_t replies[ACK * (sizeof requests / HEARTBEAT + 1)];
static const int one = 1;

static void fail(const char *what) { perror(what); exit(1); }

static int listen_at(int *port, int flags) {
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); // accepted sockets inherit it
  if (fd < 0 || bind(fd, (void *)&at, length) || listen(fd, BACKLOG)) fail("socket_floor");
  if (getsockname(fd, (void *)&at, &length)) fail("getsockname");
  *port = ntohs(at.sin_port);
  return fd;
}

static void watch(int set, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static size_t answer(const uint8_t *request, uint8_t *reply) {
  if (request[1] == 1) {
    static const uint8_t head[HEADER] = {0, 7, 0, 1, 0, 0, 0, ACK - HEADER};
    memcpy(reply, head, HEADER);
    memcpy(reply + HEADER, request + HEADER, 8);
    memset(reply + HEADER + 8, 0, 8);
    return ACK;
  }
  if (request[1] == 5) {
    memcpy(reply, request, HEARTBEAT);
    reply[1] = 6;
    return HEARTBEAT;
  }
  return 0;
}

// Whether the connection goes on.
static int serve(int fd) {
  ssize_t received = recv(fd, requests, sizeof requests, 0);
  if (received < 0 && errno == EAGAIN) return 1;
  if (received <= 0) return 0;
  size_t length = 0;
  for (ssize_t at = 0; at + HEADER <= received;) {
    ssize_t end = at + HEADER + (requests[at + 6] << 8 | requests[at + 7]);
    if (end > received) break;
    length += answer(requests + at, replies + length);
    at = end;
  }
  if (length > 0 && send(fd, replies, length, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET) fail("send");
  return 1;
}

static void *serve_to_end(void *fd) {
  while (serve((intptr_t)fd)) continue;
  close((intptr_t)fd);
  return NULL;
}

static void serve_by_threads(int listener) {
  for (;;) {
    pthread_t thread;
    intptr_t fd = accept4(listener, NULL, NULL, 0);
    if (fd < 0 || pthread_create(&thread, NULL, serve_to_end, (void *)fd)) fail("thread");
    pthread_detach(thread);
  }
}

static void serve_by_events(int listener, int patience) {
  static struct epoll_event events[MAX_EVENTS];
  int set = epoll_create1(0);
  watch(set, listener);
  for (;;) {
    int count = epoll_wait(set, events, MAX_EVENTS, patience);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd != listener) {
        if (!serve(fd)) close(fd);
      } else {
        while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) watch(set, fd);
      }
    }
  }
}

int main(int argc, char **argv) {
  const char *mode = argc == 3 ? argv[2] : "";
  int spins = !strcmp(mode, "spin"), has_threads = !strcmp(mode, "threads");
  if (argc < 2 || argc > 3 || (argc == 3 && !spins && !has_threads)) {
    fprintf(stderr, "usage: socket_floor PORT [spin|threads]\n");
    return 2;
  }
  struct rlimit limit;
  if (!getrlimit(RLIMIT_NOFILE, &limit)) limit.rlim_cur = limit.rlim_max, setrlimit(RLIMIT_NOFILE, &limit);
  int port = atoi(argv[1]), listener = listen_at(&port, has_threads ? 0 : SOCK_NONBLOCK);
  printf("ready %d\n", port);
  fflush(stdout);
  if (has_threads) serve_by_threads(listener);
  else serve_by_events(listener, spins ? 0 : -1);
}
