import { readlinkSync } from 'node:fs';
import t from 'tap';
import { networkNamespaceFile } from './namespace.ts';
import { readSnmp } from './net-snmp.ts';
import { readTcpSockets } from './net-tcp.ts';

t.test(
  'a namespace is found through any process in it',
  { skip: process.platform !== 'linux' && 'needs Linux' },
  async (t) => {
    t.match(readlinkSync(networkNamespaceFile()), /^net:\[\d+\]$/);
    t.equal(readlinkSync(networkNamespaceFile({ pid: process.pid })), readlinkSync(networkNamespaceFile()));
  },
);

t.test('tables are those of the process asked about', async (t) => {
  const header = '  sl  local_address rem_address   st tx_queue rx_queue\n';
  const row = (port: string) =>
    `   0: 0100007F:${port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1\n`;
  const root = t.testdir({
    self: {},
    net: { tcp: header + row('0001') },
    7: { net: { tcp: header + row('0002') } },
  });
  const portOf = (pid?: number) => readTcpSockets({ root, pid })[0]?.local.port;
  t.strictSame([portOf(), portOf(7)], [1, 2]);
  t.throws(() => readSnmp({ root, pid: 8 }), { code: 'QSL_PROCFS_GONE' });
});
