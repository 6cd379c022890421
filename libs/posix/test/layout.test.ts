import t from 'tap';
import { encodeSocketAddress } from '../src/address.ts';
import { EVENT_WORDS, SLOT_WORD } from '../src/epoll.ts';
import * as mmsg from '../src/mmsg.ts';
import { hasEpoll, hasMmsg } from '../src/platform.ts';
import { evaluateC, hasCompiler, runC } from './fixtures/c-compiler.ts';

const skip = !hasCompiler && 'no C compiler';

t.test('socket addresses are laid out as the C library lays them out', { skip }, async (t) => {
  const printed = runC(`
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
static void print(const void *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)bytes)[i]);
  puts("");
}
int main(void) {
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(9009) };
  inet_pton(AF_INET, "192.0.2.7", &in.sin_addr);
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(65535) };
  inet_pton(AF_INET6, "2001:db8::ff00:42:8329", &in6.sin6_addr);
#ifdef __APPLE__
  in.sin_len = sizeof in;
  in6.sin6_len = sizeof in6;
#endif
  print(&in, sizeof in);
  print(&in6, sizeof in6);
  return 0;
}`);
  const [in4, in6] = printed.split('\n');
  t.equal(Buffer.from(encodeSocketAddress({ host: '192.0.2.7', port: 9009 })).toString('hex'), in4);
  t.equal(Buffer.from(encodeSocketAddress({ host: '2001:db8::ff00:42:8329', port: 65535 })).toString('hex'), in6);
});

t.test(
  'epoll events have the size and offsets of the header',
  { skip: skip || (!hasEpoll && 'no epoll') },
  async (t) => {
    const layout = evaluateC(`
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
int main(void) {
  printf("size %zu\\ndata %zu\\n", sizeof(struct epoll_event), offsetof(struct epoll_event, data));
  return 0;
}`);
    t.same(layout, { size: EVENT_WORDS * 4, data: SLOT_WORD * 4 });
  },
);

t.test(
  'message headers have the sizes and offsets of the header',
  { skip: skip || (!hasMmsg && 'no mmsg') },
  async (t) => {
    const layout = evaluateC(`#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
int main(void) {
  printf("HEADER_BYTES %zu\\n", sizeof(struct mmsghdr));
  printf("IOV_OFFSET %zu\\n", offsetof(struct mmsghdr, msg_hdr.msg_iov));
  printf("IOV_COUNT_OFFSET %zu\\n", offsetof(struct mmsghdr, msg_hdr.msg_iovlen));
  printf("FLAGS_OFFSET %zu\\n", offsetof(struct mmsghdr, msg_hdr.msg_flags));
  printf("LENGTH_OFFSET %zu\\n", offsetof(struct mmsghdr, msg_len));
  printf("VECTOR_BYTES %zu\\n", sizeof(struct iovec));
  printf("VECTOR_LENGTH_OFFSET %zu\\n", offsetof(struct iovec, iov_len));
  return 0;
}`);
    const { DatagramBatch: _, ...ours } = mmsg;
    t.same(layout, ours);
  },
);
