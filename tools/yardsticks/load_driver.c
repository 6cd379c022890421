// Yardstick: the load that every gateway gets, from one epoll loop.
//   cc -O2 -o load_driver load_driver.c
//   load_driver PORT pipe CONNS DEPTH ORDERS   long sessions, DEPTH orders in flight on each
//   load_driver PORT churn CONC TOTAL          connect, NewOrder and Heartbeat, half-close, read to the end, close
//   load_driver PORT hold CONNS                opens connections, prints "holding CONNS", keeps them until stdin ends
// pipe and churn print one line: the rate, round trips in microseconds, what came back, and `busy`, the share of the
// time that this program had a CPU. At 1 it is the driver that is measured.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
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

enum { HEADER = 16, NEW_ORDER = 43, HEARTBEAT = 24, MAX_DEPTH = 4096, MAX_EVENTS = 256, STALL_MS = 5000 };
enum { TYPE_ACK = 7, TYPE_REJECT = 8, TYPE_FILL = 9 };
/* The shortest whole answer to an order and a heartbeat: a Reject and a HeartbeatAck. */
enum { LEAST_ANSWER = 25 + HEARTBEAT };

typedef struct {
  int fd, asked;
  uint64_t *sent_at; // a ring of `depth` send times
  unsigned oldest, newest;
  int held; // bytes of a reply cut short
  uint8_t beginning[64];
  long bytes;
} Connection;

static uint8_t input[64 + (1 << 16)], output[MAX_DEPTH * NEW_ORDER];
static uint64_t *trips, next_id;
static long trip_count;
static struct epoll_event events[MAX_EVENTS];

static void fail(const char *what) { perror(what); exit(1); }

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static double cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

// Buy and sell by turns at one price, so that the book stays as it is. Ids begin at the clock: runs never share one.
static int write_order(uint8_t *at) {
  static const uint8_t head[HEADER] = {0, 1, 0, 1, 0, 0, 0, NEW_ORDER - HEADER};
  uint64_t id = next_id++, id_wire = __builtin_bswap64(id), price = __builtin_bswap64(100 + (id >> 2) % 8);
  uint32_t symbol = htonl(id >> 1 & 1), quantity = htonl(5);
  memcpy(at, head, HEADER);
  memcpy(at + 8, &id_wire, 8);
  memcpy(at + 16, &id_wire, 8);
  memcpy(at + 24, &symbol, 4);
  memcpy(at + 28, &price, 8);
  memcpy(at + 36, &quantity, 4);
  at[40] = id & 1;
  at[41] = at[42] = 0;
  return NEW_ORDER;
}

static int write_heartbeat(uint8_t *at) {
  static const uint8_t frame[HEARTBEAT] = {[1] = 5, [3] = 1, [7] = 8, [23] = 42};
  memcpy(at, frame, HEARTBEAT);
  return HEARTBEAT;
}

static int dial(int port, int flags) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0), one = 1;
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS) fail("connect");
  return fd;
}

static void watch(int set, int operation, uint32_t what, Connection *connection) {
  struct epoll_event event = {.events = what, .data.ptr = connection};
  if (epoll_ctl(set, operation, connection->fd, &event)) fail("epoll_ctl");
}

static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static double quantile_us(double q) { return trip_count ? trips[(size_t)((trip_count - 1) * q)] / 1e3 : 0; }

static void report(const char *unit, long done, uint64_t start, double cpu) {
  double ns = now_ns() - start, busy = (cpu_ns() - cpu) / ns;
  qsort(trips, trip_count, sizeof *trips, by_size);
  printf("%s %.0f p50us %.1f p99us %.1f p999us %.1f busy %.3f", unit, done * 1e9 / ns, quantile_us(.5),
         quantile_us(.99), quantile_us(.999), busy);
}

static void fill_pipe(Connection *c, int depth, long wanted, long *sent) {
  uint64_t now = now_ns();
  int length = 0;
  for (; wanted > 0; wanted--, ++*sent) {
    length += write_order(output + length);
    c->sent_at[c->newest] = now;
    if (++c->newest == (unsigned)depth) c->newest = 0;
  }
  if (length > 0 && send(c->fd, output, length, MSG_NOSIGNAL) != length) fail("short send");
}

typedef struct {
  long answered, fills, rejects;
} Replies;

// Takes what has arrived. Returns how many orders that answers; a reply cut short waits for its end.
static int take_replies(Connection *c, int depth, Replies *total) {
  memcpy(input, c->beginning, c->held);
  ssize_t received = recv(c->fd, input + c->held, sizeof input - 64, 0);
  if (received < 0 && errno == EAGAIN) return 0;
  if (received <= 0) fail(received ? "recv" : "the gateway closed");
  uint64_t now = now_ns();
  int end = c->held + received, at = 0, answered = 0;
  while (end - at >= HEADER) {
    int length = HEADER + (input[at + 6] << 8 | input[at + 7]), type = input[at + 1];
    if (end - at < length) break;
    if (type == TYPE_ACK || type == TYPE_REJECT) {
      trips[trip_count++] = now - c->sent_at[c->oldest];
      if (++c->oldest == (unsigned)depth) c->oldest = 0;
      answered++;
      total->rejects += type == TYPE_REJECT;
    } else {
      total->fills += type == TYPE_FILL;
    }
    at += length;
  }
  c->held = end - at;
  memcpy(c->beginning, input + at, c->held);
  total->answered += answered;
  return answered;
}

static Connection *open_sessions(int port, int set, int count, int depth) {
  Connection *all = calloc(count, sizeof *all);
  for (int i = 0; i < count; i++) {
    all[i].fd = dial(port, 0);
    fcntl(all[i].fd, F_SETFL, O_NONBLOCK);
    all[i].sent_at = calloc(depth, sizeof(uint64_t));
    watch(set, EPOLL_CTL_ADD, EPOLLIN, &all[i]);
  }
  return all;
}

static int pipe_orders(int port, int connections, int depth, long orders) {
  int set = epoll_create1(0);
  long sent = 0;
  Replies replies = {0};
  Connection *all = open_sessions(port, set, connections, depth);
  uint64_t start = now_ns();
  double cpu = cpu_ns();
  for (int i = 0; i < connections; i++) fill_pipe(&all[i], depth, orders - sent < depth ? orders - sent : depth, &sent);
  while (replies.answered < orders) {
    int count = epoll_wait(set, events, MAX_EVENTS, STALL_MS);
    if (count == 0) {
      fprintf(stderr, "stalled: %ld of %ld answered\n", replies.answered, orders);
      return 1;
    }
    for (int i = 0; i < count; i++) {
      Connection *c = events[i].data.ptr;
      long answered = take_replies(c, depth, &replies);
      fill_pipe(c, depth, orders - sent < answered ? orders - sent : answered, &sent);
    }
  }
  report("orders/s", orders, start, cpu);
  printf(" fills %ld rejects %ld\n", replies.fills, replies.rejects);
  return 0;
}

static void begin(Connection *c, int set, int port) {
  *c = (Connection){.fd = dial(port, SOCK_NONBLOCK), .sent_at = c->sent_at};
  *c->sent_at = now_ns();
  watch(set, EPOLL_CTL_ADD, EPOLLOUT, c);
}

static int ask(Connection *c, int set) {
  uint8_t request[NEW_ORDER + HEARTBEAT];
  int length = write_order(request);
  length += write_heartbeat(request + length);
  if (send(c->fd, request, length, MSG_NOSIGNAL) != length) return 0;
  shutdown(c->fd, SHUT_WR);
  c->asked = 1;
  watch(set, EPOLL_CTL_MOD, EPOLLIN, c);
  return 1;
}

// Whether the conversation is over.
static int listen_on(Connection *c) {
  ssize_t received = recv(c->fd, input, sizeof input, 0);
  if (received > 0) c->bytes += received;
  return received == 0 || (received < 0 && errno != EAGAIN);
}

static int churn(int port, int concurrent, long total) {
  int set = epoll_create1(0);
  long begun = 0, done = 0, bad = 0;
  Connection *all = calloc(concurrent, sizeof *all);
  uint64_t start = now_ns();
  double cpu = cpu_ns();
  for (; begun < concurrent && begun < total; begun++) {
    all[begun].sent_at = calloc(1, sizeof(uint64_t));
    begin(&all[begun], set, port);
  }
  while (done < total) {
    int count = epoll_wait(set, events, MAX_EVENTS, STALL_MS);
    if (count == 0) {
      fprintf(stderr, "stalled: %ld of %ld done\n", done, total);
      return 1;
    }
    for (int i = 0; i < count; i++) {
      Connection *c = events[i].data.ptr;
      if (c->asked ? !listen_on(c) : ask(c, set)) continue;
      bad += c->bytes < LEAST_ANSWER;
      trips[trip_count++] = now_ns() - *c->sent_at;
      close(c->fd);
      done++;
      if (begun < total) begin(c, set, port), begun++;
    }
  }
  report("conns/s", total, start, cpu);
  printf(" bad %ld\n", bad);
  return bad > 0;
}

static int hold(int port, int connections) {
  for (int i = 0; i < connections; i++) dial(port, 0);
  printf("holding %d\n", connections);
  fflush(stdout);
  while (read(0, input, sizeof input) > 0) continue;
  return 0;
}

int main(int argc, char **argv) {
  long numbers[4] = {0};
  for (int i = 0; i < 4 && i + 3 < argc; i++) numbers[i] = atol(argv[i + 3]);
  int port = argc > 1 ? atoi(argv[1]) : 0;
  long work = argc == 6 ? numbers[2] : numbers[1];
  next_id = now_ns() & ~7ull;
  struct rlimit limit;
  if (!getrlimit(RLIMIT_NOFILE, &limit)) limit.rlim_cur = limit.rlim_max, setrlimit(RLIMIT_NOFILE, &limit);
  if (argc >= 4 && port > 0 && numbers[0] > 0) {
    trips = calloc(work + 1, sizeof *trips);
    if (argc == 6 && !strcmp(argv[2], "pipe") && work > 0 && numbers[1] > 0 && numbers[1] <= MAX_DEPTH)
      return pipe_orders(port, numbers[0], numbers[1], work);
    if (argc == 5 && !strcmp(argv[2], "churn") && work > 0) return churn(port, numbers[0], work);
    if (argc == 4 && !strcmp(argv[2], "hold")) return hold(port, numbers[0]);
  }
  fprintf(stderr, "usage: load_driver PORT pipe CONNS DEPTH ORDERS | churn CONC TOTAL | hold CONNS\n");
  return 2;
}
