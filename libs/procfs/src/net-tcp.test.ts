import t from 'tap';
import { RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseTcpSockets, readTcpSockets } from './net-tcp.ts';

const RECORDED = recorded('net/tcp');
const [HEADER = '', ROW = ''] = RECORDED.split('\n');
const LITTLE_ENDIAN = { byteOrder: 'LE' } as const;

t.test('a recorded listener reads as its columns say', async (t) => {
  t.strictSame(parseTcpSockets(`${HEADER}\n${ROW}\n`, LITTLE_ENDIAN), [
    {
      local: { family: 'IPv4', host: '127.0.0.1', port: 9009 },
      remote: { family: 'IPv4', host: '0.0.0.0', port: 0 },
      state: 'LISTEN',
      txQueue: 0,
      rxQueue: 0,
      uid: 0,
      inode: 63671,
    },
  ]);
});

t.test('both ends of the recorded connections are listed, IPv4 and then IPv6', async (t) => {
  const sockets = readTcpSockets({ root: RECORDED_ROOT });
  t.strictSame(
    sockets.map(({ local, remote, state, inode }) => [local.host, local.port, remote.port, state, inode]),
    [
      ['127.0.0.1', 9009, 0, 'LISTEN', 63671],
      ['127.0.0.1', 9009, 44886, 'ESTABLISHED', 63674],
      ['127.0.0.1', 9009, 44902, 'ESTABLISHED', 63676],
      ['127.0.0.1', 44886, 9009, 'ESTABLISHED', 63673],
      ['127.0.0.1', 44902, 9009, 'ESTABLISHED', 63675],
      ['::1', 9010, 0, 'LISTEN', 63672],
      ['::1', 51616, 9010, 'ESTABLISHED', 63677],
      ['::1', 9010, 51616, 'ESTABLISHED', 63678],
    ],
  );
});

t.test('queues are hexadecimal, and a socket in TIME_WAIT has fewer columns and no inode', async (t) => {
  const timeWait =
    '   1: 0100007F:2331 0100007F:AF56 06 000000FF:00000100 03:000016A1 00000000     0        0 0 3 0000000000000000';
  const [socket] = parseTcpSockets(`${HEADER}\n${timeWait}\n`, LITTLE_ENDIAN);
  t.match(socket, { state: 'TIME_WAIT', txQueue: 255, rxQueue: 256, inode: 0 });
});

t.test('a state of a newer kernel is undefined, the row stays', async (t) => {
  const [socket] = parseTcpSockets(`${HEADER}\n${ROW.replace(' 0A ', ' 7F ')}\n`, LITTLE_ENDIAN);
  t.equal(socket?.state, undefined);
  t.equal(socket?.inode, 63671);
});

t.test('a machine without IPv6 has the IPv4 table alone, one without any has none', async (t) => {
  const root = t.testdir({ self: {}, net: { tcp: RECORDED } });
  t.equal(readTcpSockets({ root }).length, 5);
  t.throws(() => readTcpSockets({ root: t.testdir({ self: {}, net: {} }) }), { code: 'QSL_PROCFS_UNAVAILABLE' });
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['end of file', ''],
    ['header', '\n'],
    ['header', `${ROW}\n`],
    ['local_address', `${HEADER}\n\n`],
    ['rem_address', `${HEADER}\n   0: 0100007F:2331\n`],
    ['st', `${HEADER}\n${ROW.replace(' 0A ', ' zz ')}\n`],
    ['tx_queue', `${HEADER}\n${ROW.replace('00000000:00000000 00:', ':00000000 00:')}\n`],
    ['rx_queue', `${HEADER}\n${ROW.replace('00000000:00000000 00:', '00000000 00:')}\n`],
    ['inode', `${HEADER}\n${ROW.slice(0, ROW.indexOf(' 63671'))}\n`],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseTcpSockets(text, { file: 'here' }), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});
