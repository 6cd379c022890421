import { existsSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import { type Bench, inTurn, script } from '../bench.ts';
import { type Command, runToEnd } from '../children.ts';
import { measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import { median } from '../statistics.ts';
import { ratioOf } from '../verdict.ts';

const PROGRAMS = ['qsl-gateway', 'qsl-client', 'qsl-mdfeed', 'qsl-profiler'];

async function timeMs(command: Command): Promise<number> {
  const start = performance.now();
  await runToEnd(command);
  return performance.now() - start;
}

/** How long programs take to print their help, beside Node with nothing to do. */
export async function measureStartUp(bench: Bench): Promise<Outcome> {
  const cpu = bench.placement.serverCpu;
  const nothing: Command = { cpu, file: process.execPath, args: ['-e', '0'] };
  const rows: Row[] = [];
  for (const program of PROGRAMS) {
    const packed = path.join(workspaceRoot, 'dist/bin', program);
    const forms = [
      { form: 'source', command: script(cpu, `apps/${program}/bin/${program}`, '--help') },
      { form: 'executable', command: { cpu, file: packed, args: ['--help'] } },
    ];
    for (const { form, command } of forms) {
      const row = { section: 'start-up', what: `${program} --help, ${form}`, against: 'node -e 0', unit: '×' };
      bench.progress(row.what);
      if (form === 'executable' && !existsSync(packed)) {
        rows.push(unavailableRow(row, 'npm run package makes the executables'));
        continue;
      }
      await timeMs(command); // what only the first start reads from the disk
      const { ours, theirs } = await inTurn(bench.runs, { ours: () => timeMs(command), theirs: () => timeMs(nothing) });
      const ms = (values: number[]) => `${median(values).toFixed(0)} ms`;
      rows.push(measuredRow({ ...row, figure: ratioOf(ours, theirs), ours: ms(ours), theirs: ms(theirs) }));
    }
  }
  return { rows };
}
