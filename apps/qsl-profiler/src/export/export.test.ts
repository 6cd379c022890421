import t from 'tap';
import { artifactWith, metricOf } from '../../test/artifacts.ts';
import { calibrationOf } from '../../test/calibrations.ts';
import { examineEnvironment } from '../doctor/environment.ts';
import { GROUPS } from '../doctor/finding.ts';
import { exporterFor, FORMATS } from './exporter.ts';
import { figuresOf } from './figures.ts';

const artifact = {
  ...artifactWith([
    metricOf('m', [1000, 2000, 3000, 4000, 5000, 6000], { label: 'a "b", c | d', yardstick: [1, 2, 3, 4, 5, 6] }),
    metricOf('none', [], { better: null }),
  ]),
  warnings: [{ code: 'SWAPPING', text: '3 pages | <b>', remedy: 'Free memory.' }],
};
const exported = { artifact: artifact as never, json: { name: 'a.json', sha256: 'abc' } };

t.test('every format has every metric, and none invents a value', async (t) => {
  for (const format of FORMATS) {
    const text = await (await exporterFor(format))(exported);
    t.match(text, /\bm\b[\s\S]*\bnone\b/, format);
    t.match(text, /3500|3\.50 µs/, format);
    t.notMatch(text, /NaN|undefined|\[object/, format);
    t.ok(text.endsWith('\n'), format);
  }
});

t.test('CSV quotes what it must, and leaves empty what there is not', async (t) => {
  const [, first, second] = (await (await exporterFor('csv'))(exported)).split('\r\n');
  t.match(
    first,
    /^x,m,"a ""b"", c \| d",ns,3500,1000,6000,0\.95,1000 2000 3000 4000 5000 6000,lower,primary,1 2 3 4 5 6,s,/,
  );
  t.match(second, /^x,none,none,ns,,,,,,,primary,,s,/);
});

t.test('Markdown keeps its tables and its text apart', async (t) => {
  const text = await (await exporterFor('markdown'))(exported);
  t.match(text, /^\| `m` \| a "b", c \\\| d \| 3\.50 µs \| 1 µs to 6 µs \| 6 \| lower \|$/m);
  t.match(text, /^- \*\*SWAPPING\*\* 3 pages \\\| &lt;b> \*Free memory\.\*$/m);
  t.match(text, /^\| SHA-256 of a\.json \| abc \|$/m);
});

t.test('JSON comes back as it was', async (t) => {
  t.strictSame(JSON.parse(await (await exporterFor('json'))(exported)), JSON.parse(JSON.stringify(artifact)));
});

t.test('an experiment with a report of its own is told by that, any other by its metrics', async (t) => {
  t.match(
    await (await exporterFor('text'))(exported),
    /^QSL x\n[\s\S]*^ {2}m +3\.50 µs +\[1 µs, 6 µs\] +6 +ns$[\s\S]*3 pages/m,
  );
});

t.test('an artifact that only describes has its quantities in place of metrics, by their place', async (t) => {
  const calibration = { artifact: calibrationOf({ rounds: 12, slowDown: 0.1 }), json: exported.json };
  const csv = await (await exporterFor('csv'))(calibration);
  t.match(csv, /\r\ncalibration,slowDown\.0\.delay,slowDown\.0\.delay,ns,5000,/);
  t.match(csv, /\r\ncalibration,results\.0\.found,results\.0\.found,share of comparisons,[\d.]+,[\d.]+,[\d.]+,0\.95,/);
  t.notMatch(csv, /pool\.(?:plain|slowed)/);
  t.match(await (await exporterFor('markdown'))(calibration), /^\| `slowDown\.0\.delay` \|.*5 µs/m);
  t.match(await (await exporterFor('text'))(calibration), /^QSL calibration/);
  t.throws(() => figuresOf({ kind: 'cpu' } as never), { code: 'NO_METRICS' });
});

const environment = { artifact: await examineEnvironment(artifact.provenance), json: exported.json };

t.test(
  'an environment has its findings in place of metrics, a row each, and the gate for kernel bypass last',
  async (t) => {
    const { findings, kernelBypass } = environment.artifact;
    const rows = (await (await exporterFor('csv'))(environment)).trimEnd().split('\r\n');
    t.equal(rows[0], 'kind,group,id,title,verdict,found,meaning,remedy,git_commit,utc_date');
    t.equal(rows.length, 1 + findings.length + 1);
    for (const { group, id, title, verdict } of findings) {
      t.equal(rows.filter((row) => row.startsWith(`environment,${group},${id},${title},${verdict},`)).length, 1, id);
    }
    t.match(rows.at(-1), `environment,kernel-bypass,kernel-bypass,DPDK,${kernelBypass.class},`);
  },
);

t.test('an environment in Markdown has a table a group, and no metrics', async (t) => {
  const text = await (await exporterFor('markdown'))(environment);
  const { findings, kernelBypass } = environment.artifact;
  for (const { id, title, verdict } of findings) t.match(text, `\n| \`${id}\` | ${title} | ${verdict} | `, id);
  for (const title of [...Object.values(GROUPS), 'Kernel bypass (DPDK)', 'Provenance'])
    t.match(text, `\n## ${title}\n\n| `);
  t.match(text, `| DPDK | ${kernelBypass.class} | libdpdk: `);
  t.notMatch(text, /metric|NaN|undefined|\[object/);
});
