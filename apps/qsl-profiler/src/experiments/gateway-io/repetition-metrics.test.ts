import t from 'tap';
import { socketCallMetrics } from './repetition-metrics.ts';
import type { StraceProfile, SyscallRow } from './result.ts';

const row = (syscall: string, perRoundTrip: number, errorsPerRoundTrip: number): SyscallRow => ({
  ...{ syscall, class: syscall === 'futex' ? 'synchronisation' : 'socket', loaded: 0, controls: [0, 0] },
  ...{ perRoundTrip, errorsPerRoundTrip, spread: 0.01 },
});
/** A profile in which `looks` of the calls a round trip find nothing. */
const profile = (looks: number) =>
  ({ table: { rows: [row('recvfrom', 2 + looks, looks), row('sendto', 1, 0), row('futex', 3, 1)] } }) as StraceProfile;

t.test('calls that fail are told, and only those that succeed are judged', async (t) => {
  for (const looks of [0.05, 0.5]) {
    const [succeeded, failed, ...more] = socketCallMetrics('threaded', profile(looks));
    t.match(succeeded, { name: 'threaded.socketCalls', better: 'lower', rank: 'primary' });
    t.ok(Math.abs(succeeded!.value! - 3) < 1e-9, `${succeeded!.value} calls of sockets`);
    const { low, high } = succeeded!.interval!;
    t.ok(Math.abs(low - 2.98) < 1e-9 && Math.abs(high - 3.02) < 1e-9, `${low} to ${high}`);
    t.match(failed, { name: 'threaded.failedSocketCalls', value: looks, better: null });
    t.same(more, []);
  }
});
