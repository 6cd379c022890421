import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { QUIET_MACHINE } from '../../../test/quiet-machine.ts';
import { validateArtifact } from '../../../test/schema.ts';
import { pairOrder } from '../../gateway/gateway-program.ts';
import { buildArtifact } from './build-artifact.ts';
import type { Cell, Trial } from './cell.ts';
import { reportSocketLoad } from './report.ts';
import type { SocketLoadArtifact } from './result.ts';

/** As a run wrote it. */
const RECORDED = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../fixtures/socket-load.json'), 'utf8'),
) as SocketLoadArtifact;

const outcome = (wallMs: number, changed: Partial<Trial> = {}): Trial => ({
  ...{ wallMs, completed: 4, failure: null, latencyUs: { p50: 100, p99: 200, max: 300 } },
  ...{ driverShare: 0.5, driverSaturated: false, yardstickNs: 40e3 },
  ...changed,
});
const cell = (threaded: Trial[], epoll: Trial[], after = 19): Cell => ({
  ...{ clients: 4, warmedFor: 4, outcomes: { threaded, epoll } },
  threads: { threaded: { before: 19, after }, epoll: { before: 8, after: 8 } },
});
const SLOW = [2, 2.1, 1.9].map((ms) => outcome(ms));
const FAST = [1, 1.05, 0.95].map((ms) => outcome(ms));

const artifactOf = (...cells: Cell[]) =>
  buildArtifact(RECORDED.provenance, { driver: 'single', cells, machine: QUIET_MACHINE });
const textOf = (artifact: SocketLoadArtifact) => reportSocketLoad(artifact, { name: 'a.json', sha256: 'abc' });

t.test('the report of a recorded run', async (t) => {
  t.strictSame(validateArtifact(RECORDED, 'socket-load'), []);
  const text = textOf(RECORDED);
  t.match(
    text,
    /^QSL socket-load.*\nEvidence for investigation over loopback, not a latency, throughput or capacity claim\.$/m,
  );
  t.match(text, /in all 6 cells; threaded faster at 1 clients, no difference shown at 4, 16 clients\./);
  t.match(text, /^ +16 +0\.48 +\[0\.18, 1\.28\] +no difference shown$/m);
  t.match(text, /^ +16 +threaded +16\/16 +4\.73 ms +12\.00 ms +█+ +1,333 +3\.64 ms +9\.94 ms +15\.98 ms +27$/m);
  t.match(text, /client SHA-256 +[0-9a-f]{64}/);
  t.match(text, /a\.json,\nSHA-256 abc\n$/);
  const lines = text.split('\n');
  t.ok(lines.length <= 81, `${lines.length} lines`);
  for (const line of lines) t.ok(line.length <= 120, `${line.length} characters: ${line}`);
});

t.test('a difference is shown when the interval leaves 1 out, and not otherwise', async (t) => {
  t.match(artifactOf(cell(SLOW, FAST)).comparisons, [{ verdict: 'epoll faster', wallRatio: { value: 0.5 } }]);
  t.match(artifactOf(cell(FAST, SLOW)).comparisons, [{ verdict: 'threaded faster' }]);
  t.match(artifactOf(cell(FAST, FAST.toReversed())).comparisons, [{ verdict: 'no difference shown' }]);
  const once = artifactOf(cell(SLOW.slice(1), FAST.slice(1)), cell(SLOW.slice(2), FAST.slice(2)));
  t.match(once.comparisons[1], { verdict: 'too few trials to tell', wallRatio: { interval: null } });
  t.match(once.warnings, [{ code: 'NO_INTERVAL' }, { code: 'FEW_REPETITIONS' }]);
});

t.test('a cell has the best and the middle wall time, and the rate of the middle', async (t) => {
  const [threaded] = artifactOf(cell([outcome(4), outcome(2), outcome(5)], FAST)).cells.rows;
  t.match(threaded, { bestWall: 2e6, medianWall: 4e6, connectionsPerSecond: 1000, latencyMax: 300e3 });
});

t.test('what is partial is said in the first line, and who failed why is kept', async (t) => {
  const failure = 'CLOSED_EARLY: x';
  const artifact = artifactOf(cell([...SLOW.slice(1), outcome(1, { completed: 3, failure })], FAST));
  t.match(textOf(artifact), /^PARTIAL: in 1 of 2 cells not every client was served \(threaded 3 of 4\)/);
  t.match(
    artifact.trials.rows.filter((row) => row.failure !== null),
    [{ transport: 'threaded', failure, completed: 3 }],
  );
  t.strictSame(validateArtifact(JSON.parse(JSON.stringify(artifact)), 'socket-load'), []);
});

t.test('a load of which nothing came is compared with nothing', async (t) => {
  const artifact = artifactOf(cell(SLOW, [...FAST.slice(1), outcome(0, { completed: 0, failure: 'x' })]));
  t.match(artifact.comparisons, [{ wallRatio: { value: null } }]);
  t.notMatch(textOf(artifact), /NaN|undefined|Infinity/);
});

t.test('threads that began are said to be in the times', async (t) => {
  t.match(
    textOf(artifactOf(cell(SLOW, FAST, 27))),
    /Threads began during the trials \(threaded at 4 clients: 19 to 27\)/,
  );
});

t.test('a result that the driver bounds is labelled so', async (t) => {
  const busy = (trials: Trial[]) => trials.map((trial, i) => ({ ...trial, driverSaturated: i > 0 }));
  t.match(textOf(artifactOf(cell(SLOW, busy(FAST)))), /Bounded by the driver, .*: epoll at 4 clients/);
  t.notMatch(textOf(artifactOf(cell(SLOW, FAST))), /Bounded by the driver/);
});

t.test('threads that there was no room to warm are said to be shared', async (t) => {
  const text = textOf(artifactOf({ ...cell(SLOW, FAST), warmedFor: 2 }));
  t.match(text, /Threads were warmed for fewer than there are clients \(2 at 4 clients\)/);
});

t.test('the transports take turns in going first', async (t) => {
  t.strictSame([0, 1, 2].flatMap(pairOrder), ['threaded', 'epoll', 'epoll', 'threaded', 'threaded', 'epoll']);
});
