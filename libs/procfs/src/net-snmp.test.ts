import t from 'tap';
import { cutsAccepted, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseSnmp, readSnmp } from './net-snmp.ts';

t.test('the recorded overflow shows: 40 datagrams out, 37 refused by a full buffer', async (t) => {
  t.strictSame(readSnmp({ root: RECORDED_ROOT }).udp, {
    inDatagrams: 0,
    noPorts: 0,
    inErrors: 37,
    outDatagrams: 40,
    rcvbufErrors: 37,
    sndbufErrors: 0,
    inCsumErrors: 0,
    memErrors: 0,
  });
});

t.test('an old kernel lacks the newer counters: undefined, not zero', async (t) => {
  const { udp, tcp } = parseSnmp(recorded('../older-kernels/snmp-3.2'));
  t.strictSame(udp, {
    inDatagrams: 801,
    noPorts: 2,
    inErrors: 3,
    outDatagrams: 806,
    rcvbufErrors: 1,
    sndbufErrors: 4,
    inCsumErrors: undefined,
    memErrors: undefined,
  });
  t.strictSame(tcp, {
    activeOpens: 21,
    passiveOpens: 20,
    attemptFails: 3,
    estabResets: 4,
    currEstab: 5,
    inSegs: 3900,
    outSegs: 3901,
    retransSegs: 6,
    inErrs: 7,
    outRsts: 8,
  });
});

t.test('a file cut anywhere is refused, unless all that is used was read', async (t) => {
  const text = recorded('net/snmp');
  const beforeUdpLite = text.slice(0, text.indexOf('UdpLite:'));
  t.strictSame(cutsAccepted(text, parseSnmp), [beforeUdpLite]);
  t.strictSame(parseSnmp(beforeUdpLite).udp, parseSnmp(text).udp);
});

t.test('a file without UDP is refused by the name of the counter', async (t) => {
  const text = recorded('net/snmp').replaceAll(/^Udp: .*\n/gm, '');
  t.throws(() => parseSnmp(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field: 'Udp InDatagrams' });
});
