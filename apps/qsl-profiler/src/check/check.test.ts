import path from 'node:path';
import { UsageError } from '@qsl/cli';
import t from 'tap';
import { artifactWith, metricOf } from '../../test/artifacts.ts';
import { checkArtifacts, type Finding } from './check.ts';
import { renderFindings } from './formats.ts';
import { readThresholds, SCHEMA, type Threshold } from './thresholds.ts';

const WARNING = { code: 'SWAPPING', text: '3 pages', remedy: 'r' };
const artifact = {
  ...artifactWith([
    metricOf('epoll.cpuTime', [10, 20, 30, 40, 50, 60, 70], { yardstick: [10, 10, 10, 10, 10, 10, 10] }),
    metricOf('threaded.cpuTime', [80]),
    metricOf('epoll.none', []),
  ]),
  transports: { epoll: { threads: { value: 2, unit: 'threads' }, calls: [{ rate: 1.5 }], warnings: [WARNING] } },
};
const check = (...thresholds: Threshold[]) =>
  checkArtifacts([{ file: 'x/a.json', name: 'a.json', artifact }], thresholds);

t.test('a limit is kept or broken', async (t) => {
  const cases: [kept: boolean, Threshold, text: string | RegExp][] = [
    [true, { metric: 'epoll.cpuTime', max: 40 }, '40 ns, has to be at most 40 ns'],
    [false, { metric: 'epoll.cpuTime', max: 39 }, '40 ns, has to be at most 39 ns'],
    [false, { metric: 'epoll.cpuTime', min: 41, max: 50 }, '40 ns, has to be at least 41 ns and at most 50 ns'],
    [true, { metric: 'epoll.cpuTime', max: 39, surely: true }, /^39 ns/],
    [false, { metric: 'epoll.cpuTime', max: 9, surely: true }, /^10 ns/],
    [false, { metric: 'threaded.cpuTime', max: 100, surely: true }, /no interval/],
    [true, { metric: 'epoll.cpuTime', max: 4, byYardstick: true }, '4, has to be at most 4'],
    [false, { metric: 'threaded.cpuTime', max: 4, byYardstick: true }, 'it was not measured by the yardstick'],
    [false, { metric: 'epoll.none', max: 4 }, 'it was not measured'],
    [false, { metric: 'epoll.cpuTime', max: 1, unit: 'ms' }, 'the limit is in ms, the metric in ns'],
    [true, { field: 'transports.epoll.threads', max: 2 }, '2, has to be at most 2'],
    [false, { field: 'transports.epoll.calls.0.rate', max: 1 }, '1.50, has to be at most 1'],
    [false, { warning: 'SWAPPING' }, '3 pages'],
    [true, { warning: 'DRIFT' }, 'not warned of'],
    [false, { metric: 'epoll.cpu', max: 5 }, 'no artifact has it'],
    [false, { field: 'transports.epoll.constructor', max: 5 }, 'no artifact has it'],
    [false, { metric: 'epoll.cpuTime', kind: 'y', max: 5 }, 'no artifact of kind y has it'],
  ];
  for (const [kept, threshold, text] of cases) {
    t.match(check(threshold), [{ file: 'x/a.json', kept, text }], JSON.stringify(threshold));
  }
});

t.test('a star stands for one part of a name', async (t) => {
  t.match(check({ metric: '*.cpuTime', max: 50 }), [
    { subject: 'epoll.cpuTime', kept: true },
    { subject: 'threaded.cpuTime', kept: false },
  ]);
});

const FINDINGS: Finding[] = [
  { file: 'a.json', subject: 'm', kept: true, text: '1, has to be at most 2', why: null },
  { file: 'a.json', subject: 'n', kept: false, text: '3 < "4" & 50 %', why: 'see: the\nmanual' },
];

t.test('each format says which limits are broken', async (t) => {
  t.match(
    renderFindings(FINDINGS, 'text'),
    /^kept .*\nBROKEN +a\.json +n .* \(see: the manual\)\n1 of 2 limits are broken\n$/,
  );
  t.match(JSON.parse(renderFindings(FINDINGS, 'json')), {
    limits: 2,
    broken: 1,
    findings: [{ kept: true }, { kept: false }],
  });
  t.equal(
    renderFindings(FINDINGS, 'junit'),
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="qsl-profiler check" tests="2" failures="1">',
      '  <testsuite name="a.json" tests="2" failures="1">',
      '    <testcase classname="a.json" name="m"/>',
      '    <testcase classname="a.json" name="n"><failure message="3 &lt; &quot;4&quot; &amp; 50 %">see: the&#10;manual</failure></testcase>',
      '  </testsuite>',
      '</testsuites>\n',
    ].join('\n'),
  );
  t.equal(
    renderFindings(FINDINGS, 'github'),
    '::error title=n in a.json::3 < "4" & 50 %25 (see: the%0Amanual)\n::notice title=qsl-profiler check::1 of 2 limits are broken\n',
  );
  t.match(renderFindings(FINDINGS.slice(0, 1), 'github'), /^::notice .*all 1 limits are kept\n$/);
});

t.test('thresholds that cannot be meant are refused', async (t) => {
  const read = (content: unknown) => {
    const text = typeof content === 'string' ? content : JSON.stringify({ schema: SCHEMA, thresholds: content });
    return readThresholds(path.join(t.testdir({ 't.json': text }), 't.json'));
  };
  t.strictSame(read([{ metric: 'm', max: 1 }]), [{ metric: 'm', max: 1 }]);
  const cases: [unknown, RegExp][] = [
    ['{', /t\.json cannot be used/],
    ['{"thresholds":[]}', /its "schema"/],
    [[], /no list, or empty/],
    [[3], /threshold 1 is no object/],
    [[{ metric: 'm' }], /neither "min" nor "max"/],
    [[{ metric: 'm', field: 'f', max: 1 }], /exactly one/],
    [[{ max: 1 }], /exactly one/],
    [[{ metric: 'm', max: '1' }], /"max" that is not known/],
    [[{ metric: 'm', maximum: 1 }], /"maximum" that is not known/],
    [[{ metric: 'm', min: 2, max: 1 }], /"min" above its "max"/],
    [[{ field: 'f', max: 1, surely: true }], /mean nothing/],
    [[{ warning: 'NOISE' }], /names no warning: NOISE/],
  ];
  for (const [content, message] of cases) {
    t.throws(() => read(content), { name: UsageError.name, code: 'BAD_THRESHOLDS', message }, JSON.stringify(content));
  }
  t.throws(() => readThresholds('/nowhere/t.json'), {
    code: 'BAD_THRESHOLDS',
    message: '--thresholds: /nowhere/t.json ',
  });
});
