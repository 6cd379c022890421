import t from 'tap';
import { RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseNetstat, readNetstat } from './net-netstat.ts';

t.test('the recorded namespace turned no connection away', async (t) => {
  const { tcpExt, groups } = readNetstat({ root: RECORDED_ROOT });
  t.strictSame(tcpExt, { listenOverflows: 0, listenDrops: 0 });
  t.strictSame([...groups.keys()].slice(0, 2), ['TcpExt', 'IpExt']);
});

t.test('overflows and drops are told apart', async (t) => {
  const { tcpExt } = parseNetstat('TcpExt: ListenOverflows TW ListenDrops\nTcpExt: 12 99 34\n');
  t.strictSame(tcpExt, { listenOverflows: 12, listenDrops: 34 });
});

t.test('a counter beyond 2^53 that nobody asks for does no harm', async (t) => {
  const text = recorded('net/netstat').replace(
    /(IpExt: (?:\d+ ){6})\d+/,
    (_, before) => `${before}18446744073709551615`,
  );
  const { groups } = parseNetstat(text);
  t.equal(groups.get('IpExt')?.get('InOctets'), '18446744073709551615');
});

t.test('a file without the counters is refused by the name of the first', async (t) => {
  const expected = { code: 'QSL_PROCFS_FORMAT', file: 'here', field: 'TcpExt ListenOverflows' };
  t.throws(() => parseNetstat('TcpExt: TW\nTcpExt: 1\n', 'here'), expected);
});
