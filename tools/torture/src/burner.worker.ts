import { workerData } from 'node:worker_threads';
import { setCpuAffinity } from '@qsl/posix';
import { BurnerCell } from './burners.ts';

const cells = workerData as Int32Array;
const { Cpu, ForMs } = BurnerCell;

for (;;) {
  Atomics.wait(cells, ForMs, 0);
  setCpuAffinity([Atomics.load(cells, Cpu)]);
  const untilMs = performance.now() + Atomics.load(cells, ForMs);
  while (Atomics.load(cells, ForMs) !== 0 && performance.now() < untilMs);
  Atomics.store(cells, ForMs, 0);
}
