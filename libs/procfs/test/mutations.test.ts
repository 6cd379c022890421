/*
 * Whatever a file holds, a parser answers with values or with QSL_PROCFS_FORMAT: no TypeError, no endless loop, no NaN.
 * Method: take a recorded file, overwrite a stretch of it with something else, parse. A failure prints the seed that
 * repeats it.
 */
import fc from 'fast-check';
import t from 'tap';
import {
  ProcfsError,
  parseCounterGroups,
  parseCpuinfo,
  parseLoadavg,
  parseNetstat,
  parseSchedstat,
  parseSnmp,
  parseSoftnet,
  parseStat,
  parseStatus,
  parseSysctl,
  parseTcpSockets,
  parseUdpSockets,
  parseUptime,
} from '../src/index.ts';
import { recorded } from './recorded.ts';

const PARSERS: [file: string, parse: (text: string) => unknown][] = [
  ['3/stat', parseStat],
  ['3/status', parseStatus],
  ['3/schedstat', parseSchedstat],
  ['net/tcp', parseTcpSockets],
  ['net/tcp6', parseTcpSockets],
  ['net/udp', parseUdpSockets],
  ['net/udp6', parseUdpSockets],
  ['net/snmp', parseSnmp],
  ['net/snmp', parseCounterGroups],
  ['net/netstat', parseNetstat],
  ['net/softnet_stat', parseSoftnet],
  ['sys/net/core/rmem_max', parseSysctl],
  ['cpuinfo', parseCpuinfo],
  ['loadavg', parseLoadavg],
  ['uptime', parseUptime],
];

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('0', '9', 'F', '-', ',', ':', '/', ' ', '\t', '\n', '(', ')', '\\'),
    maxLength: 12,
  }),
);

function mutated(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat({ max: text.length }), fc.nat({ max: 12 }), hostileText)
    .map(([at, length, hostile]) => text.slice(0, at) + hostile + text.slice(at + length));
}

/** True for values without NaN; the error that the library documents counts as an answer, any other is thrown on. */
function answers(parse: (text: string) => unknown, text: string): boolean {
  try {
    // JSON has no NaN: it is written as null, which no parser gives.
    return !JSON.stringify(parse(text)).includes('null');
  } catch (error) {
    if (error instanceof ProcfsError && error.code === 'QSL_PROCFS_FORMAT') return true;
    throw error;
  }
}

for (const [file, parse] of PARSERS) {
  t.test(`${parse.name} answers any mutation of ${file} with values or a format error`, async (t) => {
    const property = fc.property(mutated(recorded(file)), (text) => answers(parse, text));
    t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
  });
}
