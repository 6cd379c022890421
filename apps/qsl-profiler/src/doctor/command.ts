import path from 'node:path';
import { checked, command, ExitCode, parsePath } from '@qsl/cli';

/** `qsl-profiler doctor`. */
export const doctorCommand = command({
  command: 'doctor',
  describe: 'Say what this machine can and cannot measure, and what to do about it',
  options: (parser) =>
    parser
      .option('out', checked('--out', parsePath, { describe: 'Write environment.{txt,json} into this folder' }))
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example('$0 doctor', 'look around; nothing is changed')
      .example('$0 doctor --out results', 'also write results/environment.{txt,json}')
      .example('$0 doctor --json | jq .kernelBypass.class', 'the gate for kernel-bypass work'),
  run: async ({ out, json }) => {
    const { diagnose } = await import('./run.ts');
    const { output, files } = await diagnose({ out, json });
    process.stdout.write(output);
    if (files.length > 0) {
      process.stderr.write(`written: ${files.map((file) => path.relative(process.cwd(), file)).join(', ')}\n`);
    }
    return ExitCode.OK;
  },
});
