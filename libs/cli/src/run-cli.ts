import type { Program } from './command.ts';
import { describeFailure } from './describe-failure.ts';
import { diagnostics } from './diagnostics.ts';
import { ExitCode } from './exit-codes.ts';
import { survivePipeClosing } from './output.ts';
import { parseCommandLine, shortUsage } from './parse-command-line.ts';

const log = diagnostics('cli');

/**
 * Runs a program: reads its command line, does what it asks, and turns everything that is thrown, wherever it happens,
 * into one message on stderr and an exit status. It never rejects. Call it once, as the last act of main.ts, and without
 * `await`: a CommonJS bundle has no top-level await.
 */
export async function runCli(program: Program, args: string[] = process.argv.slice(2)): Promise<void> {
  const fail = (error: unknown): void => {
    const context = { name: program.name, usage: shortUsage(program), withStack: log.enabled };
    const { exitCode, text } = describeFailure(error, context);
    process.exitCode = exitCode;
    process.stderr.write(text);
    // A listener or a thread left open by the failure must not keep the process alive; results already written must out.
    process.stdout.write('', () => process.exit(exitCode));
  };
  survivePipeClosing(process.stdout, program.onOutputClosed ?? (() => process.exit(ExitCode.OK)));
  survivePipeClosing(process.stderr, () => {});
  process.on('uncaughtException', fail);
  try {
    const request = await parseCommandLine(program, args);
    if (request.kind === 'show') process.stdout.write(request.text);
    else process.exitCode = await request.run();
  } catch (error) {
    fail(error);
  }
}
