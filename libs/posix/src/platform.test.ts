import { constants } from 'node:os';
import t from 'tap';
import { evaluateC, hasCompiler } from '../test/fixtures/c-compiler.ts';
import { darwinConstants } from './constants/darwin.ts';
import { linuxConstants } from './constants/linux.ts';
import { type ConstantName, hasEpoll, os, platform } from './platform.ts';

const names = Object.keys(linuxConstants) as ConstantName[];

// Where the macOS table deliberately departs from the headers; it says why.
const REPLACED: readonly string[] =
  platform === 'darwin' ? ['SOCK_NONBLOCK', 'SOCK_CLOEXEC', 'MSG_NOSIGNAL', 'MSG_MORE', 'SO_LINGER'] : [];

function valuesOf(wanted: readonly ConstantName[], table: Readonly<Record<string, number | undefined>>) {
  return Object.fromEntries(wanted.map((name) => [name, table[name]]));
}

t.test('both tables have the same names', async (t) => {
  t.same(Object.keys(darwinConstants), names);
});

t.test('the table in use is that of this platform', async (t) => {
  t.equal(platform, process.platform);
  t.equal(os, platform === 'linux' ? linuxConstants : darwinConstants);
  t.equal(hasEpoll, os.EPOLLIN !== undefined);
});

t.test('every errno is the one Node was built with', async (t) => {
  const shared = names.filter((name) => name in constants.errno);
  t.ok(shared.length > 35);
  t.same(valuesOf(shared, os), valuesOf(shared, constants.errno));
});

t.test('every constant is the one in the system headers', { skip: !hasCompiler && 'no C compiler' }, async (t) => {
  const lines = names.map((name) => `#ifdef ${name}\n  printf("${name} %lld\\n", (long long)(${name}));\n#endif`);
  const headers = evaluateC(`#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
/* Enumerators that glibc gives no macro of the same name. */
#define EPOLL_CLOEXEC EPOLL_CLOEXEC
#define EFD_NONBLOCK EFD_NONBLOCK
#define EFD_CLOEXEC EFD_CLOEXEC
#define TFD_NONBLOCK TFD_NONBLOCK
#define TFD_CLOEXEC TFD_CLOEXEC
#endif
int main(void) {
${lines.join('\n')}
  return 0;
}`);
  const compared = names.filter((name) => !REPLACED.includes(name));
  t.same(valuesOf(compared, os), valuesOf(compared, headers));
});
