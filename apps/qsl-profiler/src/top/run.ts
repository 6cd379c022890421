import { RuntimeFailure } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { Interruption, interruptible } from '../children/interruption.ts';
import { sleep } from '../children/sleep.ts';
import { render } from './render.ts';
import type { Snapshot } from './snapshot.ts';
import { findTarget, type Target, type Wanted } from './target.ts';
import { View } from './view.ts';
import { Watcher } from './watcher.ts';

export interface TopFlags {
  wanted: Wanted;
  /** Refreshes; 0: until interrupted; undefined: that on a terminal, one elsewhere. */
  count: number | undefined;
  intervalMs: number;
  json: boolean;
}

type Show = (snapshot: Snapshot) => void;

/** Shows a process until enough has been shown, or the user quits or interrupts, which is a good end too. Throws RuntimeFailure TARGET_ENDED. */
export async function watch(flags: TopFlags): Promise<void> {
  const target = findTarget(flags.wanted);
  // A dumb terminal has no screen to draw on.
  const onTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb' && !flags.json;
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
  const quit = new AbortController();
  const view = new View(target, () => quit.abort(new Interruption('SIGINT')));
  const suspend = () => {
    view.close();
    process.kill(process.pid, 'SIGSTOP');
  };
  const listeners = { SIGTSTP: suspend, SIGCONT: () => view.draw() };
  process.stdout.on('resize', view.draw);
  process.on('exit', view.close);
  for (const [name, listener] of Object.entries(listeners)) process.on(name, listener);
  try {
    await refresh(flags, target, AbortSignal.any([signal, quit.signal]), view.show, 0);
  } finally {
    process.stdout.off('resize', view.draw);
    process.off('exit', view.close);
    for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
    view.close();
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
