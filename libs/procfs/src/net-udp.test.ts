import t from 'tap';
import { RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseUdpSockets, readUdpSockets } from './net-udp.ts';

const RECORDED = recorded('net/udp');
const [HEADER = '', ROW = ''] = RECORDED.split('\n');

t.test('a recorded socket that overflowed tells its drops and what waits in its buffer', async (t) => {
  t.strictSame(parseUdpSockets(`${HEADER}\n${ROW}\n`, { byteOrder: 'LE' }), [
    {
      local: { family: 'IPv4', host: '127.0.0.1', port: 9011 },
      remote: { family: 'IPv4', host: '0.0.0.0', port: 0 },
      state: 'CLOSE',
      txQueue: 0,
      rxQueue: 3840,
      uid: 0,
      inode: 63679,
      drops: 37,
    },
  ]);
});

t.test('sockets of both families are listed', async (t) => {
  t.strictSame(
    readUdpSockets({ root: RECORDED_ROOT }).map(({ local, state, inode, drops }) => [
      local.host,
      local.port,
      state,
      inode,
      drops,
    ]),
    [
      ['127.0.0.1', 9011, 'CLOSE', 63679, 37],
      ['127.0.0.1', 44727, 'ESTABLISHED', 63682, 0],
      ['::1', 9012, 'CLOSE', 63680, 0],
      ['::', 9013, 'CLOSE', 63681, 0],
    ],
  );
});

t.test('a kernel before 2.6.27 prints no drops: undefined, not zero', async (t) => {
  const [socket] = parseUdpSockets(recorded('../older-kernels/udp-2.6.26'), { byteOrder: 'LE' });
  t.match(socket, { inode: 5277, local: { port: 68 } });
  t.equal(socket?.drops, undefined);
});

t.test('drops that are no number are refused', async (t) => {
  const text = `${HEADER}\n${ROW.replace(/37\s*$/, '-37')}\n`;
  t.throws(() => parseUdpSockets(text, { file: 'here' }), { code: 'QSL_PROCFS_FORMAT', file: 'here', field: 'drops' });
});
