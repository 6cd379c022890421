import { describeMachineLoad, describeProvenance, layOut, type Provenance } from '@qsl/bench';

/** What came of one target. */
export interface TargetReport {
  readonly name: string;
  /** Executions with coverage on, each from a restart. */
  readonly exploredExecutions: number;
  /** Characters of its code in the functions that the exploration entered: those that ran, and all. */
  readonly characters: { readonly reached: number; readonly known: number };
  /** Inputs that the executions started from. */
  readonly inputs: number;
  readonly inputBytes: number;
  /** Executions at full speed; in how many of them the expensive checks were made too. */
  readonly executions: number;
  readonly thorough: number;
  /** Of the threads that executed. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly failure?: { readonly rule: string; readonly message: string; readonly file: string };
}

export interface Report {
  readonly schema: 'qsl-fuzz/1';
  readonly provenance: Provenance;
  readonly settings: {
    readonly commandLine: string;
    readonly executions: number;
    readonly explore: number;
    readonly seed: number;
    readonly threads: number;
  };
  readonly targets: readonly TargetReport[];
}

const HEADINGS = ['target', 'executions', 'thorough', 'per CPU s', 's', 'explored', 'code', 'inputs', 'found'];
const LEGEND = [
  'An execution is one changed input through the target with all its checks; a thorough one has the expensive checks as well.',
  'Explored: executions before that under V8’s block coverage, not counted with the others; code: what ran of the functions entered.',
];

/** The report as text for people. */
export function formatReport({ provenance, settings, targets }: Report): string {
  const head = [
    ...describeProvenance('qsl fuzz', provenance),
    settings.commandLine,
    `seed ${settings.seed}, ${settings.threads} executing ${settings.threads === 1 ? 'thread' : 'threads'}; ${describeMachineLoad(provenance)}`,
    ...LEGEND,
  ];
  const rows = targets.map((target) => [
    target.name,
    number(target.executions),
    number(target.thorough),
    number(target.cpuSeconds > 0 ? target.executions / target.cpuSeconds : 0),
    number(target.seconds),
    number(target.exploredExecutions),
    percent(target.characters),
    number(target.inputs),
    target.failure === undefined ? 'nothing' : target.failure.rule,
  ]);
  const failures = targets.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name}: ${failure.message}`, `  npm run fuzz -- --replay ${failure.file}`],
  );
  const parts = [head, layOut([HEADINGS, ...rows]), failures].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function percent({ reached, known }: TargetReport['characters']): string {
  return known === 0 ? '' : `${((100 * reached) / known).toFixed(1)} %`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
