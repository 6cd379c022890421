/**
 * The text format of Prometheus, version 0.0.4, as strictly as its description has it
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): HELP and TYPE before the samples of a metric, all of
 * them together, no series twice, and histograms whose buckets add up.
 */
export type Samples = ReadonlyMap<string, number>;

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)(?: -?\\d+)?$`);
const META = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const VALUE = /^(?:[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|Inf)|NaN)$/i;

interface Family {
  readonly name: string;
  type?: string;
  hasHelp: boolean;
}

/** Every sample by its name and labels. Throws for anything that the format does not allow. */
export function parsePrometheusText(text: string): Samples {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const samples = new Map<string, number>();
  const finished = new Set<string>();
  let family: Family | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, what, metaName, content] = META.exec(line) ?? [];
    if (what !== undefined) {
      if (family?.name !== metaName) {
        if (finished.has(metaName!)) throw new Error(`the lines of ${metaName} are not together`);
        family = { name: metaName!, hasHelp: false };
        finished.add(metaName!);
      }
      if (what === 'HELP') family.hasHelp = true;
      else if (TYPES.has(content!)) family.type = content!;
      else throw new Error(`"${content}" is no type`);
      continue;
    }
    if (line.startsWith('#')) continue;
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || !VALUE.test(value!)) throw new Error(`"${line}" is no sample`);
    if (family?.type === undefined || !family.hasHelp) throw new Error(`"${line}" comes before its HELP and TYPE`);
    if (!belongs(name, family)) throw new Error(`"${line}" stands among those of ${family.name}`);
    const series = labels === '' ? name : `${name}{${labels}}`;
    if (samples.has(series)) throw new Error(`${series} is there twice`);
    samples.set(series, Number(value!.replace(/inf/i, 'Infinity')));
    if (family.type === 'counter' && samples.get(series)! < 0) throw new Error(`the counter ${series} is negative`);
    if (name.endsWith('_bucket')) assertBuckets(samples, name, labels);
  }
  for (const [series, value] of samples) {
    const [, name, labels = ''] = /^(.*)_count(\{.*\})?$/.exec(series) ?? [];
    const last = name && samples.get(`${name}_bucket{le="+Inf"${labels === '' ? '}' : `,${labels.slice(1)}`}`);
    if (last !== undefined && last !== value) throw new Error(`${series} is not the count of its buckets`);
  }
  return samples;
}

function belongs(name: string, { name: family, type }: Family): boolean {
  const suffixes = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] }[type!] ?? [''];
  return suffixes.some((suffix) => name === family + suffix);
}

/** Buckets are cumulative, and in the order of their bounds. */
function assertBuckets(samples: Samples, name: string, labels: string): void {
  const others = labels.replace(/le="[^"]*",?/, '');
  const values = [...samples]
    .filter(([series]) => series.startsWith(`${name}{`) && series.includes(others))
    .map(([, value]) => value);
  if (values.some((value, i) => i > 0 && value < values[i - 1]!))
    throw new Error(`the buckets of ${name} do not add up`);
}
