/**
 * Runs each test file named on the command line as a process of its own, a few at a time, and writes one TAP stream to
 * stdout. `tap run` does the same with its loader hooks for mocks and coverage in every process and in whatever that
 * starts, none of which these tests use, for half as much processor time again.
 */
import { availableParallelism } from 'node:os';
import t from 'tap';

t.jobs = Math.max(2, availableParallelism());
t.setTimeout(0);
for (const file of process.argv.slice(2)) {
  const args = ['--conditions=@qsl/source', file];
  // Code from V8's cache allocates where other code does not (docs/performance.md).
  const env = file.includes('allocation') ? { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } : process.env;
  void t.spawn(process.execPath, args, { buffered: true, env }, file);
}
