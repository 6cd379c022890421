import { painter } from '@qsl/cli';
import { readStat } from '@qsl/procfs';
import { Keyboard } from './keyboard.ts';
import { render } from './render.ts';
import { Screen } from './screen.ts';
import type { Snapshot } from './snapshot.ts';
import type { Target } from './target.ts';

/** The newest refresh on this terminal, as long as this process has it: in the background it is somebody else's. */
export class View {
  readonly #screen = new Screen(process.stdout);
  readonly #keyboard: Keyboard;
  readonly #target: Target;
  #last: Snapshot | undefined;

  /** `onQuit` is called when the user presses q. */
  constructor(target: Target, onQuit: () => void) {
    this.#target = target;
    this.#keyboard = new Keyboard(process.stdin, {
      onKey: (key) => {
        if (key === 'q') onQuit();
      },
    });
  }

  readonly show = (snapshot: Snapshot): void => {
    this.#last = snapshot;
    this.draw();
  };

  /** Again, for a new size, or when the terminal is back. */
  readonly draw = (): void => {
    if (!isInForeground()) return;
    this.#screen.open();
    this.#keyboard.open();
    if (this.#last === undefined) return;
    const paint = painter(process.stdout);
    const { described } = this.#target;
    const bold = (text: string) => paint('bold', text);
    this.#screen.draw(render(this.#last, { described, size: this.#screen.size, bold }));
  };

  /** Gives the terminal back as it was. */
  readonly close = (): void => {
    this.#keyboard.close();
    this.#screen.close();
  };
}

function isInForeground(): boolean {
  const { processGroup, terminalGroup } = readStat({ pid: process.pid });
  return terminalGroup === -1 || processGroup === terminalGroup;
}
