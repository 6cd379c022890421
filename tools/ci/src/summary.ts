import { readFileSync } from 'node:fs';
import { type Project, readTapReport, type TapTotals, tapResultFile } from '@qsl/build';

export interface ProjectResult {
  name: string;
  /** Null where a project with tests left no complete report. */
  totals: TapTotals | null;
}

/** A check that is no test; a failed one counts as one failure, so that the last line never flatters. */
export interface Check {
  name: string;
  ok: boolean;
}

/** Reads the report of every project that has a `test` script; a missing or cut-off report gives null totals. */
export function readResults(projects: Project[], root?: string): ProjectResult[] {
  return projects
    .filter(({ manifest }) => manifest.scripts?.test !== undefined)
    .map(({ name }) => ({ name, totals: readTotals(tapResultFile(name, root)) }));
}

function readTotals(file: string): TapTotals | null {
  try {
    return readTapReport(readFileSync(file, 'utf8')).totals;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Adds the projects up. A project without a report, or with no assertion that passed, is one failure more. */
export function sumUp(results: ProjectResult[], checks: Check[]): TapTotals {
  const sum = { pass: 0, fail: checks.filter(({ ok }) => !ok).length, skip: 0 };
  for (const { totals } of results) {
    sum.pass += totals?.pass ?? 0;
    sum.fail += totals === null || totals.pass + totals.fail === 0 ? 1 : totals.fail;
    sum.skip += totals?.skip ?? 0;
  }
  return sum;
}

function describeProject({ name, totals }: ProjectResult, width: number): string {
  const label = name.padEnd(width);
  if (totals === null) return `${label}  no complete test report`;
  const columns = [totals.pass, totals.fail, totals.skip].map((count) => String(count).padStart(8)).join('');
  return label + columns;
}

/** The table of the projects, the failed checks, and the closing line `N passed, N failed[, N skipped]`. */
export function formatSummary(results: ProjectResult[], checks: Check[]): string {
  const width = Math.max('project'.length, ...results.map(({ name }) => name.length));
  const { pass, fail, skip } = sumUp(results, checks);
  const lines = [
    `${'project'.padEnd(width)}  passed  failed skipped`,
    ...results.map((result) => describeProject(result, width)),
    ...checks.filter(({ ok }) => !ok).map(({ name }) => `✖ ${name}`),
    '',
    `${pass} passed, ${fail} failed${skip > 0 ? `, ${skip} skipped` : ''}`,
  ];
  return `${lines.join('\n')}\n`;
}
