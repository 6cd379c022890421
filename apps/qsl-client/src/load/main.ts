import { diagnostics, ExitCode } from '@qsl/cli';
import { type LoadRequest, planLoad } from './plan.ts';
import { prepareMachine } from './prerequisites.ts';
import { formatLoad } from './print.ts';
import { reportLoad } from './report.ts';
import { runLoad } from './run.ts';

const log = diagnostics('client:load');

/**
 * Runs a load and prints its report, a failed one too where any order was answered. Throws the failure afterwards, and
 * UsageError or PrerequisiteError before anything is sent.
 */
export function loadAndPrint(request: LoadRequest, { json }: { json: boolean }): ExitCode {
  const plan = planLoad(request);
  prepareMachine(plan);
  log('plan %o', plan);
  const outcome = runLoad(plan);
  const report = reportLoad(plan, outcome);
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (report.orders.answered > 0) process.stdout.write(formatLoad(report));
  if (outcome.measured.failure !== undefined) throw outcome.measured.failure;
  return ExitCode.OK;
}
