/*
 * A process to be measured: does what it is told, one word a line on standard input, and says "done" when it has.
 * Between two words it sleeps, so that every counter stands still.
 */
import { createInterface } from 'node:readline';

const BURN_US = 200_000;
const TOUCH_BYTES = 64 * 1024 * 1024;

const held: Buffer[] = [];

const WORK: Record<string, () => void> = {
  // Measured in CPU time, not by a wall clock: however busy the machine, this much is used up.
  burn: () => {
    const { user, system } = process.threadCpuUsage();
    for (;;) {
      const now = process.threadCpuUsage();
      if (now.user - user + now.system - system >= BURN_US) return;
    }
  },
  touch: () => {
    held.push(Buffer.alloc(TOUCH_BYTES, 1));
  },
};

process.stdout.write('done\n');
for await (const word of createInterface({ input: process.stdin })) {
  WORK[word]?.();
  process.stdout.write('done\n');
}
