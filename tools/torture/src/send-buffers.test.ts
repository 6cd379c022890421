import { connectTcp, getIntOption, listenTcp, os, raw } from '@qsl/posix';
import t from 'tap';
import { shrinkSendBuffers } from './send-buffers.ts';

const HOST = '127.0.0.1';
/** SOCK_MIN_SNDBUF (include/net/sock.h) is less, and depends on the kernel's structures. */
const SMALL = 8 * 1024;

t.test(
  'what a server has accepted and what it will accept',
  { skip: process.platform !== 'linux' && 'needs Linux' },
  async (t) => {
    const { fd: listenerFd, port } = listenTcp({ host: HOST, port: 0 });
    const fds = [listenerFd];
    t.teardown(() => {
      for (const fd of fds) raw.close(fd);
    });
    const sendBufferOf = (fd: number) => getIntOption(fd, os.SOL_SOCKET, os.SO_SNDBUF);
    const accept = () => {
      const client = connectTcp({ host: HOST, port });
      const accepted = raw.accept4(listenerFd, os.SOCK_CLOEXEC);
      fds.push(client, accepted);
      return { client, accepted };
    };
    const first = accept();
    const usual = { accepted: sendBufferOf(first.accepted), client: sendBufferOf(first.client) };
    t.ok(usual.accepted > SMALL, `${usual.accepted}`);

    const undo = shrinkSendBuffers({ pid: process.pid, port });
    const second = accept();
    for (const { accepted } of [first, second]) t.ok(sendBufferOf(accepted) <= SMALL);
    t.equal(sendBufferOf(first.client), usual.client, 'the other end, of the same process, keeps its own');

    undo();
    t.equal(sendBufferOf(accept().accepted), usual.accepted);
    t.ok(sendBufferOf(second.accepted) <= SMALL, 'is not undone');
  },
);
