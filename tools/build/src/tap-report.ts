import { Parser, type Result } from 'tap-parser';

/** Assertions of one run: leaves only, never the subtests that contain them. */
export interface TapTotals {
  pass: number;
  fail: number;
  /** Skipped assertions and those marked `todo`. */
  skip: number;
}

export interface TapFailure {
  /** File and subtests above the assertion, then its own name. */
  title: string;
  /** What tap recorded beside it (diff, stack, exit code); null when nothing. */
  detail: Record<string, unknown> | null;
}

export interface TapReport {
  /** Null where the run ended before tap wrote its closing line. */
  totals: TapTotals | null;
  failures: TapFailure[];
  /** Test files without a single assertion; tap itself lets them pass as skipped. */
  emptyFiles: string[];
}

const CLOSING_LINE = /^# \{ total: .*\}$/gm;

/** Reads tap's closing `# { total: 5, pass: 2, fail: 1, todo: 1, skip: 1 }`; zero counts are left out of it by tap. */
function closingTotals(text: string): TapTotals | null {
  const line = text.match(CLOSING_LINE)?.at(-1);
  if (line === undefined) return null;
  const count = (key: string): number => Number(new RegExp(`\\b${key}: (\\d+)`).exec(line)?.[1] ?? 0);
  return { pass: count('pass'), fail: count('fail'), skip: count('skip') + count('todo') };
}

/** Reads one TAP stream as `tap run --reporter=tap` writes it: files at the top level, subtests inside. */
export function readTapReport(text: string): TapReport {
  const report: TapReport = { totals: closingTotals(text), failures: [], emptyFiles: [] };
  const parser = new Parser();
  collect(parser, [], report);
  parser.on('assert', (file: Result) => {
    if (file.skip === 'no tests found') report.emptyFiles.push(file.name);
  });
  parser.end(text);
  if (report.totals !== null) addWhatTapLeavesOut(report.totals, report);
  return report;
}

/** tap's totals know assertions only: not the file that died after them, nor the file that has none (to tap, a skip). */
function addWhatTapLeavesOut(totals: TapTotals, { failures, emptyFiles }: TapReport): void {
  totals.fail = Math.max(totals.fail, failures.length) + emptyFiles.length;
  totals.skip -= emptyFiles.length;
}

/** A subtest that failed only because of an assertion inside it says nothing new, so only the innermost is kept. */
function collect(parser: Parser, above: string[], report: TapReport): void {
  let failuresBefore = report.failures.length;
  parser.on('child', (child: Parser) => collect(child, [...above, child.name], report));
  parser.on('assert', (point: Result) => {
    const saidInside = report.failures.length > failuresBefore;
    if (!point.ok && !point.todo && !point.skip && !saidInside) {
      report.failures.push({ title: [...above, point.name].join(' › '), detail: point.diag });
    }
    failuresBefore = report.failures.length;
  });
  parser.on('bailout', (reason: string) => {
    if (above.length === 0) report.failures.push({ title: `Bail out! ${reason}`, detail: null });
  });
}
