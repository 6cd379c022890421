import { painter, RuntimeFailure } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { Interruption, interruptible } from '../children/interruption.ts';
import { sleep } from '../children/sleep.ts';
import { render } from './render.ts';
import { Screen } from './screen.ts';
import type { Snapshot } from './snapshot.ts';
import { findTarget, type Target, type Wanted } from './target.ts';
import { Watcher } from './watcher.ts';

export interface TopFlags {
  wanted: Wanted;
  /** Refreshes; 0: until interrupted; undefined: that on a terminal, one elsewhere. */
  count: number | undefined;
  intervalMs: number;
  json: boolean;
}

/** Takes a refresh; called again for the last one when the terminal's size changes. */
type Show = (snapshot: Snapshot) => void;

/** Shows a process until enough has been shown, or the user interrupts, which is a good end too. Throws RuntimeFailure TARGET_ENDED. */
export async function watch(flags: TopFlags): Promise<void> {
  const target = findTarget(flags.wanted);
  const onTerminal = process.stdout.isTTY === true && !flags.json;
  try {
    await interruptible((signal) =>
      onTerminal ? onScreen(flags, target, signal) : refresh(flags, target, signal, printer(flags, target), 1),
    );
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
  }
}

function printer({ json }: TopFlags, { described }: Target): Show {
  if (json) return (snapshot) => process.stdout.write(`${JSON.stringify(snapshot)}\n`);
  return (snapshot) => process.stdout.write(`${render(snapshot, { described }).join('\n')}\n`);
}

async function onScreen(flags: TopFlags, target: Target, signal: AbortSignal): Promise<void> {
  const screen = new Screen(process.stdout);
  const paint = painter(process.stdout);
  const { described } = target;
  let last: Snapshot | undefined;
  const draw = () => {
    if (last === undefined) return;
    screen.draw(render(last, { described, size: screen.size, bold: (text) => paint('bold', text) }));
  };
  const close = () => screen.close();
  const suspend = () => {
    close();
    process.kill(process.pid, 'SIGSTOP');
  };
  const resume = () => {
    screen.open();
    draw();
  };
  process.stdout.on('resize', draw);
  process.on('exit', close);
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', resume);
  try {
    screen.open();
    await refresh(
      flags,
      target,
      signal,
      (snapshot) => {
        last = snapshot;
        draw();
      },
      0,
    );
  } finally {
    process.stdout.off('resize', draw);
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', resume);
    process.off('exit', close);
    close();
  }
}

async function refresh(
  { count, intervalMs }: TopFlags,
  { pid, described }: Target,
  signal: AbortSignal,
  show: Show,
  usualCount: number,
): Promise<void> {
  const wanted = count ?? usualCount;
  const watcher = new Watcher({ pid, clkTck: clockTicksPerSecond() });
  for (let shown = 0; wanted === 0 || shown < wanted; shown++) {
    await sleep(intervalMs, signal);
    const snapshot = watcher.look();
    if (snapshot === undefined) throw ended(described);
    show(snapshot);
  }
}

function ended(described: string): RuntimeFailure {
  return new RuntimeFailure({ code: 'TARGET_ENDED', message: `${described} has ended` });
}
