import { Worker } from 'node:worker_threads';

/** Cells of the memory that a burner and those who want it to burn share. */
export const BurnerCell = { ForMs: 0, Cpu: 1 } as const;

interface Burning {
  readonly cpu: number;
  readonly count: number;
  readonly forMs: number;
}

/** The threads there are, by the memory that tells them what to do; started when they are first needed. */
const burners: Int32Array[] = [];

/** Has threads take all of a CPU at once, and by themselves no longer than asked. Returns what stops them. */
export function burn({ cpu, count, forMs }: Burning): () => void {
  while (burners.length < count) burners.push(startBurner());
  const burning = burners.slice(0, count);
  for (const cells of burning) {
    Atomics.store(cells, BurnerCell.Cpu, cpu);
    Atomics.store(cells, BurnerCell.ForMs, Math.ceil(forMs));
    Atomics.notify(cells, BurnerCell.ForMs);
  }
  return () => {
    for (const cells of burning) Atomics.store(cells, BurnerCell.ForMs, 0);
  };
}

function startBurner(): Int32Array {
  const cells = new Int32Array(new SharedArrayBuffer(Object.keys(BurnerCell).length * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('./burner.worker.ts', import.meta.url), { workerData: cells });
  worker.unref();
  return cells;
}
