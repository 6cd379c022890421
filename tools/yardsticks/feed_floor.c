// Yardstick: what a UDP feed over loopback costs in C. The same system calls as qsl-mdfeed (sendmmsg on a connected socket;
// recvmmsg that waits for one), and either the same datagrams (publish) or almost nothing on top of the calls (the others).
//   cc -O2 -o feed_floor feed_floor.c
//   feed_floor publish PORT ORDERS BATCH      sends the market data of ORDERS commands of the flow with seed 42
//   feed_floor bytes ORDERS                   writes the same datagrams to standard output, one after the other
//   feed_floor send PORT DATAGRAMS BATCH      sends DATAGRAMS top-of-book messages, BATCH a call, that cost nothing to make
//   feed_floor drain PORT                     receives, follows md_seq, and ends 300 ms after the last datagram
//   feed_floor receive ROUNDS COUNT           fills a socket of its own with COUNT datagrams, then times taking them out
// Each prints one JSON line; drain prints "ready PORT" first (PORT 0 takes a free one).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "feed_flow.h"

enum { SLOT = 64, MESSAGE = 38, MAX_BATCH = 1024, RECEIVE_BATCH = 256, SEND_BATCH = 64, BUFFER = 4 << 20 };

static struct mmsghdr headers[MAX_BATCH];
static struct iovec vectors[MAX_BATCH];
static uint8_t slots[MAX_BATCH][SLOT];

static void fail(const char *what) { perror(what); exit(1); }

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double cpu_ms(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static void lay_out(size_t bytes) {
  for (int i = 0; i < MAX_BATCH; i++) {
    vectors[i] = (struct iovec){slots[i], bytes};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
}

static struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int sender_to(int port) {
  struct sockaddr_in to = loopback(port);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0 || connect(fd, (void *)&to, sizeof to)) fail("connect");
  return fd;
}

static int receiver_at(int *port) {
  struct sockaddr_in at = loopback(*port);
  socklen_t length = sizeof at;
  int fd = socket(AF_INET, SOCK_DGRAM, 0), bytes = BUFFER;
  struct timeval patience = {0, 300000};
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (fd < 0 || bind(fd, (void *)&at, length) || getsockname(fd, (void *)&at, &length)) fail("bind");
  *port = ntohs(at.sin_port);
  return fd;
}

// An MdTopOfBook: type 4, version 1, 22 bytes of body.
static void write_message(uint8_t *slot, uint64_t sequence) {
  static const uint8_t head[8] = {0, 4, 0, 1, 0, 0, 0, 22};
  uint64_t big_endian = __builtin_bswap64(sequence);
  memcpy(slot, head, 8);
  memcpy(slot + 8, &big_endian, 8);
  memset(slot + 16, 1, 22);
}

static uint64_t sequence_of(const uint8_t *slot) {
  uint64_t big_endian;
  memcpy(&big_endian, slot + 8, 8);
  return __builtin_bswap64(big_endian);
}

static long send_slots(int fd, int count) {
  long failed = 0;
  for (int first = 0; first < count;) {
    int taken = sendmmsg(fd, headers + first, count - first, 0);
    if (taken > 0) first += taken;
    else if (errno != EINTR) failed++, first++;
  }
  return failed;
}

static long send_feed(int fd, long datagrams, int batch) {
  long failed = 0;
  for (long sent = 0; sent < datagrams;) {
    int count = datagrams - sent < batch ? datagrams - sent : batch;
    for (int i = 0; i < count; i++) write_message(slots[i], sent + i + 1);
    failed += send_slots(fd, count);
    sent += count;
  }
  return failed;
}

static void report(long datagrams, long failed, double start, double cpu) {
  printf("{\"datagrams\":%ld,\"failed\":%ld,\"elapsedMs\":%.3f,\"cpuMs\":%.3f}\n", datagrams, failed, now_ms() - start,
         cpu_ms() - cpu);
}

static int send_only(int port, long datagrams, int batch) {
  lay_out(MESSAGE);
  int fd = sender_to(port);
  double start = now_ms(), cpu = cpu_ms();
  long failed = send_feed(fd, datagrams, batch);
  report(datagrams, failed, start, cpu);
  return 0;
}

static int outbox_fd, outbox_batch, outbox_count;
static long outbox_failed;

static void flush(void) {
  outbox_failed += send_slots(outbox_fd, outbox_count);
  outbox_count = 0;
}
static uint8_t *reserve(void) {
  if (outbox_count == outbox_batch) flush();
  return slots[outbox_count];
}
static void commit(int bytes) {
  if (bytes > 0) vectors[outbox_count++].iov_len = bytes;
}

static int publish(int port, long orders, int batch) {
  lay_out(MESSAGE);
  outbox_fd = sender_to(port);
  outbox_batch = batch;
  flow_start(42, orders);
  double start = now_ms(), cpu = cpu_ms();
  for (long i = 0; i < orders; i++) {
    int symbol = flow_next();
    if (symbol < 0) continue;
    for (int t = 0; t < flow.trades; t++) commit(put_trade(reserve(), symbol, flow.trade[t]));
    commit(put_top(reserve(), symbol));
  }
  flush();
  report(flow.sequence, outbox_failed, start, cpu);
  return 0;
}

static int bytes(long orders) {
  uint8_t message[SLOT];
  flow_start(42, orders);
  for (long i = 0; i < orders; i++) {
    int symbol = flow_next();
    if (symbol < 0) continue;
    for (int t = 0; t < flow.trades; t++) fwrite(message, put_trade(message, symbol, flow.trade[t]), 1, stdout);
    fwrite(message, 1, put_top(message, symbol), stdout);
  }
  return fflush(stdout) != 0;
}

static int drain(int port) {
  lay_out(SLOT);
  int fd = receiver_at(&port);
  printf("ready %d\n", port);
  fflush(stdout);
  long received = 0;
  uint64_t gaps = 0, expected = 1;
  double first = 0, last = 0, cpu = cpu_ms();
  for (;;) {
    int count = recvmmsg(fd, headers, RECEIVE_BATCH, MSG_WAITFORONE, NULL);
    if (count < 0 && received > 0) break;
    for (int i = 0; i < count; i++) {
      uint64_t sequence = sequence_of(slots[i]);
      if (sequence > expected) gaps += sequence - expected;
      expected = sequence + 1;
    }
    if (count <= 0) continue;
    last = now_ms();
    if (received == 0) first = last;
    received += count;
  }
  printf("{\"datagrams\":%ld,\"missing\":%lu,\"elapsedMs\":%.3f,\"cpuMs\":%.3f}\n", received, gaps, last - first,
         cpu_ms() - cpu);
  return 0;
}

static int receive(int rounds, int count) {
  int port = 0, fd = receiver_at(&port), out = sender_to(port);
  long received = 0;
  uint64_t sum = 0;
  double elapsed = 0;
  for (int round = 0; round < rounds; round++) {
    lay_out(MESSAGE);
    send_feed(out, count, SEND_BATCH);
    lay_out(SLOT);
    double start = now_ms();
    for (int taken; (taken = recvmmsg(fd, headers, RECEIVE_BATCH, MSG_DONTWAIT, NULL)) > 0; received += taken)
      for (int i = 0; i < taken; i++) sum += sequence_of(slots[i]);
    elapsed += now_ms() - start;
  }
  printf("{\"datagrams\":%ld,\"checksum\":%lu,\"elapsedMs\":%.3f}\n", received, sum, elapsed);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 5 && !strcmp(argv[1], "publish") && atoi(argv[4]) > 0 && atoi(argv[4]) <= MAX_BATCH)
    return publish(atoi(argv[2]), atol(argv[3]), atoi(argv[4]));
  if (argc == 5 && !strcmp(argv[1], "send") && atoi(argv[4]) > 0 && atoi(argv[4]) <= MAX_BATCH)
    return send_only(atoi(argv[2]), atol(argv[3]), atoi(argv[4]));
  if (argc == 3 && !strcmp(argv[1], "bytes")) return bytes(atol(argv[2]));
  if (argc == 3 && !strcmp(argv[1], "drain")) return drain(atoi(argv[2]));
  if (argc == 4 && !strcmp(argv[1], "receive")) return receive(atoi(argv[2]), atoi(argv[3]));
  fprintf(stderr, "usage: feed_floor publish PORT ORDERS BATCH | bytes ORDERS | send PORT DATAGRAMS BATCH | drain PORT | receive ROUNDS COUNT\n");
  return 2;
}
