import t from 'tap';
import { recorded } from '../test/recorded.ts';
import { counterReader, parseCounterGroups } from './counter-groups.ts';

t.test('a counter is found by the names of its group and its own, whatever its place', async (t) => {
  const groups = parseCounterGroups(recorded('net/snmp'));
  t.strictSame(
    [...groups.keys()],
    ['Ip', 'Icmp', 'IcmpMsg', 'Tcp', 'Udp', 'UdpLite'].filter((name) => groups.has(name)),
  );
  t.equal(groups.get('Udp')?.get('RcvbufErrors'), '37');
  t.equal(groups.get('Tcp')?.get('MaxConn'), '-1');
});

t.test('the order of groups and counters does not matter', async (t) => {
  const groups = parseCounterGroups('B: y x\nB: 1 2\nA: z\nA: 3\n');
  t.equal(groups.get('B')?.get('x'), '2');
  t.equal(groups.get('A')?.get('z'), '3');
});

t.test('a counter that the kernel lacks is undefined if it may be, an error if not', async (t) => {
  const { required, optional } = counterReader(parseCounterGroups('A: x y\nA: 1 -1\n'), 'A', 'here');
  t.equal(required('x'), 1);
  t.equal(optional('x'), 1);
  t.equal(optional('z'), undefined);
  t.throws(() => required('z'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field: 'A z' });
  t.throws(() => required('y'), { code: 'QSL_PROCFS_FORMAT', field: 'A y' }, 'negative');
  t.throws(() => optional('y'), { code: 'QSL_PROCFS_FORMAT', field: 'A y' }, 'present and negative');
});

t.test('lines that are no pairs of names and values are refused', async (t) => {
  const cases: [field: string, text: string][] = [
    ['end of file', ''],
    ['line 1', '\n'],
    ['line 1', 'Udp x\nUdp 1\n'],
    ['Udp:', 'Udp: x\n'],
    ['Udp:', 'Udp: x\nTcp: 1\n'],
    ['Udp:', 'Udp: x y\nUdp: 1\n'],
    ['Udp:', 'Udp: x\nUdp: 1 2\n'],
    ['line 3', 'Udp: x\nUdp: 1\n\n'],
  ];
  for (const [field, text] of cases) {
    t.throws(
      () => parseCounterGroups(text, 'here'),
      { code: 'QSL_PROCFS_FORMAT', file: 'here', field },
      JSON.stringify(text),
    );
  }
});
