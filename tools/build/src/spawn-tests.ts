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
  void t.spawn(process.execPath, args, { buffered: true }, file);
}
