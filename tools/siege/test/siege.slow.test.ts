/** Sieges in their short form. How long anything takes is for the command to judge, on a quiet machine: not for these. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Finding } from '../src/finding.ts';
import type { Report } from '../src/report.ts';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');

/** Without the options by which tap gets its own loader into every program that a test starts, and those start. */
function siege(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['-u', 'NODE_OPTIONS', process.execPath, '--conditions=@qsl/source', MAIN, ...args];
  return spawnSync('env', command, { encoding: 'utf8' });
}

/** What says nothing of time or memory. */
const isCount = ({ unit, figure, verdict }: Finding) => unit === '' && (figure !== null || verdict === 'did not hold');

t.test('sweeps, a storm and half-open peers: every count is as it has to be', async (t) => {
  const folder = t.testdir();
  const args = ['--short', '--runs', '1', '--only', 'sweep,storm-cap,half-open', '--json', '--out', folder];
  const { stdout, stderr } = siege(...args, '--transport', 'epoll');
  const report: Report = JSON.parse(stdout);
  t.match(report, { schema: 'qsl-siege/1', settings: { runs: 1, short: true, gateway: 'source' } });
  t.strictSame(
    report.results.map(({ attack }) => attack),
    ['sweep', 'storm-cap', 'half-open'],
    stderr,
  );
  for (const { attack, findings } of report.results) {
    for (const finding of findings.filter(isCount)) {
      if (finding.limit === null && finding.verdict === '') continue;
      t.equal(finding.verdict, 'held', `${attack}: ${finding.what}: ${JSON.stringify(finding)}`);
    }
  }
  t.strictSame(readdirSync(folder).sort(), ['siege.json', 'siege.txt']);
  t.equal(readFileSync(path.join(folder, 'siege.json'), 'utf8'), stdout);
  t.match(readFileSync(path.join(folder, 'siege.txt'), 'utf8'), /^sweep, epoll: [\s\S]+: siege\.json, SHA-256 /m);
});

t.test('threads: a sweep ends its connection and leaves the engine alone', async (t) => {
  const { status, stdout, stderr } = siege('--short', '--only', 'sweep', '--transport', 'threaded');
  t.equal(status, 0, stdout + stderr);
  t.match(stdout, /^ {2}makers found as they were, by the fills of others +161,319 += 161,319 +held$/m);
});

t.test('what cannot be meant is refused before anything is started', async (t) => {
  const cases: [args: string[], message: RegExp][] = [
    [['--only', 'flood'], /--only: "flood" is not a list of attacks/],
    [['--transport', 'udp'], /--transport: "udp" is not epoll, threaded or both/],
    [['--gateway', 'no/such/file'], /--gateway: "no\/such\/file" is not a program that can be run: ENOENT/],
    [['--gateway', import.meta.dirname], /is not a program that can be run: it is no file/],
    [['--gateway', MAIN], /is not a program that can be run: EACCES/],
    [['--runs', '0'], /--runs: "0" is not a whole number from 1 to 101/],
    [['--out', MAIN], /--out: nothing can be written to .*main\.ts: .* is no folder/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = siege(...args);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, message);
  }
});
