import { malformed } from './errors.ts';
import { parseCount } from './number.ts';
import { columnsOf, completeLines } from './text.ts';

/** The counters of one protocol by the kernel's names. Texts, for some are signed (Tcp MaxConn is -1) or beyond 2^53. */
export type CounterGroup = ReadonlyMap<string, string>;

/** Groups such as Udp, Tcp or TcpExt by the kernel's names. */
export type CounterGroups = ReadonlyMap<string, CounterGroup>;

/**
 * Parses the format that /proc/net/snmp and netstat share: pairs of lines, names above and values below, both led by
 * the group's name. Which names there are, and in what order, differs from kernel to kernel, so nothing is found by its
 * position.
 */
export function parseCounterGroups(text: string, file = '/proc/net/snmp'): CounterGroups {
  const lines = completeLines(text, file).map(columnsOf);
  const groups = new Map<string, CounterGroup>();
  for (let line = 0; line < lines.length; line += 2) {
    const [label = '', ...names] = lines[line] ?? [];
    const [valueLabel, ...values] = lines[line + 1] ?? [];
    if (!label.endsWith(':')) throw malformed({ file, field: `line ${line + 1}` }, label, "a group's name and a colon");
    if (valueLabel !== label)
      throw malformed({ file, field: label }, valueLabel, 'the line of values to the names above');
    if (names.length !== values.length) {
      throw malformed({ file, field: label }, `${values.length} values`, `${names.length}, one for each name`);
    }
    groups.set(label.slice(0, -1), new Map(names.map((name, index) => [name, values[index] ?? ''])));
  }
  return groups;
}

/** Reads counters of one group as numbers, 0 to 2^53 - 1; `optional` gives undefined for one this kernel lacks. */
export type CounterReader = { required: (name: string) => number; optional: (name: string) => number | undefined };

export function counterReader(groups: CounterGroups, group: string, file: string): CounterReader {
  const textOf = (name: string) => groups.get(group)?.get(name);
  const required = (name: string) => parseCount(textOf(name), { file, field: `${group} ${name}` });
  return { required, optional: (name) => (textOf(name) === undefined ? undefined : required(name)) };
}
