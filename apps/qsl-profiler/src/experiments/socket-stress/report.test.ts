import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { QUIET_MACHINE } from '../../../test/quiet-machine.ts';
import { validateArtifact } from '../../../test/schema.ts';
import { BUFFER_NAMES, type BufferName } from './buffers.ts';
import { buildArtifact } from './build-artifact.ts';
import { keepLedger, type TrialCounts } from './ledger.ts';
import { reportSocketStress } from './report.ts';
import type { SocketStressArtifact } from './result.ts';
import type { Trial } from './trial.ts';

/** As a run wrote it. */
const RECORDED = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../fixtures/socket-stress.json'), 'utf8'),
) as SocketStressArtifact;

function trial(buffer: BufferName, counts: Partial<TrialCounts>, changed: Partial<Trial> = {}): Trial {
  const {
    published = 1000,
    received = 1000,
    gapMissing = 0,
    outOfOrder = 0,
    sendFailures = 0,
    socketDrops = 0,
  } = counts;
  return {
    ...{ buffer, published, received, outOfOrder, gaps: 0, duplicates: 0, malformed: 0, grantedBytes: 4096 },
    ledger: keepLedger({ published, received, gapMissing, outOfOrder, sendFailures, socketDrops }),
    ...{ observedDrops: socketDrops, namespaceDrops: socketDrops, publishedPerSecond: 1e5 },
    ...changed,
  };
}
const LOSS = { received: 900, gapMissing: 60, socketDrops: 100 };
const WHOLE = [trial('default', {}), trial('large', {})];

function artifactOf(...trials: Trial[]): SocketStressArtifact {
  const requested = { small: 2048, default: null, large: 8_388_608 };
  const limits = { defaultBytes: 212_992, maxBytes: 8_388_608 };
  return buildArtifact(RECORDED.provenance, {
    requested,
    limits,
    trials,
    rateLimits: undefined,
    machine: QUIET_MACHINE,
  });
}
const textOf = (artifact: SocketStressArtifact) => reportSocketStress(artifact, { name: 'a.json', sha256: 'abc' });
/** But for the one that so few trials always get. */
const codesOf = ({ warnings }: SocketStressArtifact) =>
  warnings.map(({ code }) => code).filter((code) => code !== 'FEW_REPETITIONS');

t.test('the report of a recorded run', async (t) => {
  t.strictSame(validateArtifact(RECORDED, 'socket-stress'), []);
  const text = textOf(RECORDED);
  t.match(
    text,
    /^QSL socket-stress.*\nEvidence for investigation over loopback, not a latency, throughput or capacity claim\.$/m,
  );
  t.match(text, /^RESULT\n {2}Every lost datagram is accounted for: /m);
  t.match(text, /^ {2}small +2,048 +4,096 +\d+\.\d\d % .*doubled by Linux/m);
  t.match(text, /^ {2}default +nothing +212,992 /m);
  t.match(text, /^ {2}large +8,388,608 +8,388,608 +0\.00 % .*capped at net\.core\.rmem_max 4,194,304, then doubled$/m);
  t.match(text, /^SEARCH: the highest paced rate/m);
  t.match(text, /feed SHA-256 +[0-9a-f]{64}/);
  const lines = text.split('\n');
  t.ok(lines.length <= 81, `${lines.length} lines`);
  for (const line of lines) t.ok(line.length <= 140, `${line.length} characters: ${line}`);
});

t.test('every trial of the recorded run balances', async (t) => {
  for (const { lost, sendFailures, socketDrops, unexplained, inGaps, outsideGaps } of RECORDED.trials.rows) {
    t.equal(sendFailures + Number(socketDrops) + Number(unexplained), lost);
    t.equal(inGaps + outsideGaps, lost);
  }
});

t.test('the tail that gaps cannot see is in the table', async (t) => {
  const artifact = artifactOf(trial('small', LOSS), ...WHOLE);
  t.match(artifact.trials.rows[0], { lost: 100, inGaps: 60, outsideGaps: 40, unexplained: 0 });
  t.match(textOf(artifact), /^ +1 +small +1,000 +900 +100 +60 +40 +0 +0 +0 +100 +0 +100 +100,000$/m);
  t.strictSame(codesOf(artifact), []);
});

t.test('unexplained loss stands in the first line, of the report and of the result', async (t) => {
  const artifact = artifactOf(trial('small', { ...LOSS, socketDrops: 97 }), ...WHOLE);
  t.match(
    textOf(artifact),
    /^UNEXPLAINED: 3 datagrams; 100 of 3,000 published[\s\S]*^RESULT\n {2}UNEXPLAINED: 3 datagrams/m,
  );
  const balancing = artifactOf(
    trial('small', { ...LOSS, socketDrops: 97 }),
    trial('small', { ...LOSS, socketDrops: 103 }),
    ...WHOLE,
  );
  t.match(
    textOf(balancing),
    /^UNEXPLAINED: 6 datagrams/,
    'too many in one trial do not make up for too few in another',
  );
});

t.test('where the system does not tell, loss is said not to be attributed', async (t) => {
  const unknown = { observedDrops: null, namespaceDrops: null };
  const artifact = artifactOf(trial('small', { ...LOSS, socketDrops: null }, unknown), ...WHOLE);
  t.match(textOf(artifact), /^NOT ATTRIBUTED: 100 of 3,000/);
  t.strictSame(codesOf(artifact), ['NO_DROP_COUNT']);
  t.strictSame(validateArtifact(JSON.parse(JSON.stringify(artifact)), 'socket-stress'), []);
});

t.test('what may spoil the figures is said', async (t) => {
  const cases: [Trial, string][] = [
    [trial('small', LOSS, { observedDrops: 99 }), 'DROP_COUNTS_DISAGREE'],
    [trial('small', LOSS, { namespaceDrops: 99 }), 'NAMESPACE_COUNTS_LESS'],
    [trial('small', LOSS, { namespaceDrops: 101 }), 'OTHERS_DROPPED_TOO'],
    [trial('small', LOSS, { malformed: 1 }), 'FOREIGN_DATAGRAMS'],
    [trial('small', {}), 'NO_LOSS_WITH_SMALL'],
  ];
  for (const [odd, code] of cases) t.strictSame(codesOf(artifactOf(odd, ...WHOLE)), [code]);
  t.strictSame(codesOf(artifactOf(trial('small', LOSS), trial('default', {}), trial('large', LOSS))), [
    'LOSS_WITH_LARGE',
  ]);
});

t.test('a page has room for so many trials; the data has them all', async (t) => {
  const many = Array.from({ length: 10 }, () =>
    BUFFER_NAMES.map((name) => trial(name, name === 'small' ? LOSS : {})),
  ).flat();
  const artifact = artifactOf(...many);
  t.match(textOf(artifact), /^ {2}and 15 more, in the data$/m);
  t.equal(artifact.trials.rows.length, 30);
  t.ok(textOf(artifact).split('\n').length <= 81);
});

t.test('a buffer that the kernel caps is warned of', async (t) => {
  t.match(RECORDED.warnings, [{ code: 'BUFFER_CLAMPED', text: /what was asked for: large/ }]);
});
