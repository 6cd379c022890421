import { inspect } from 'node:util';
import type { TapFailure, TapReport } from './tap-report.ts';

export interface TapRun {
  project: string;
  files: string[];
  /** Exit status of `tap run`; 1 where a signal ended it. */
  tapStatus: number;
  report: TapReport;
}

/** tap notes how it started each file; that is noise beside the failure itself. */
const NOISE = new Set(['stdio', 'cwd', 'externalID', 'command', 'args', 'typeName', 'stack']);

function describeFailure({ title, detail }: TapFailure): string {
  const lines = [`  ✖ ${title}`];
  for (const [key, value] of Object.entries(detail ?? {})) {
    if (NOISE.has(key) && !(key === 'stack' && !detail?.at)) continue;
    const text = typeof value === 'string' ? value : inspect(value, { depth: 6, breakLength: 100 });
    lines.push(`${key}: ${text.includes('\n') ? `\n${text}` : text}`.replace(/^/gm, '      ').trimEnd());
  }
  return lines.join('\n');
}

/** Why a run without a failed assertion is a failure all the same. */
function findDefects({ files, tapStatus, report }: TapRun): string[] {
  const defects = report.emptyFiles.map((file) => `${file}: holds no assertion`);
  if (files.length === 0) return ['no test file: expected src/**/*.test.ts or test/**/*.test.ts'];
  if (report.totals === null) return [...defects, `tap ended with status ${tapStatus} before it wrote its report`];
  if (report.totals.pass === 0) defects.push('no assertion passed');
  if (tapStatus !== 0 && report.failures.length === 0) defects.push(`tap ended with status ${tapStatus}`);
  return defects;
}

/** Judges a run and words it: failures in full, otherwise one line. */
export function describeRun(run: TapRun): { passed: boolean; text: string } {
  const { totals, failures } = run.report;
  const defects = findDefects(run);
  const passed = failures.length === 0 && defects.length === 0 && totals?.fail === 0;
  const { pass, fail, skip } = totals ?? { pass: 0, fail: failures.length, skip: 0 };
  const skipped = skip > 0 ? `, ${skip} skipped` : '';
  const lines = [
    ...failures.map(describeFailure),
    ...defects.map((defect) => `  ✖ ${defect}`),
    `${passed ? '✔' : '✖'} ${run.project}: ${pass} passed, ${fail} failed${skipped}`,
  ];
  return { passed, text: `${lines.join('\n')}\n` };
}
