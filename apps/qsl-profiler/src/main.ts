import { ExitCode, runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { calibrateCommand } from './calibration/command.ts';
import { checkCommand } from './check/command.ts';
import { compareCommand } from './compare/command.ts';
import { cpuCommand } from './cpu/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { gatewayIoCommand } from './experiments/gateway-io/command.ts';
import { socketLoadCommand } from './experiments/socket-load/command.ts';
import { socketStressCommand } from './experiments/socket-stress/command.ts';
import { exportCommand } from './export/command.ts';
import { netCommand } from './net/command.ts';
import { reportCommand } from './page/command.ts';
import { runCommand } from './run/command.ts';
import { topCommand } from './top/command.ts';

runCli({
  name: 'qsl-profiler',
  summary: 'Profiles the gateway laboratory, or any TCP server, and writes down what it saw.',
  version: manifest.version,
  commands: [
    gatewayIoCommand,
    socketStressCommand,
    socketLoadCommand,
    runCommand,
    topCommand,
    netCommand,
    cpuCommand,
    doctorCommand,
    compareCommand,
    checkCommand,
    exportCommand,
    reportCommand,
    calibrateCommand,
  ],
  examples: [
    ['$0 gateway-io', 'profile both transports, write results/socket_profile_loopback.{txt,json}'],
    ['$0 gateway-io --min-ticks 200', 'the same, until the user/system split means something'],
    ['$0 socket-stress --search', 'also the highest paced rate without loss'],
    ['$0 compare before.json after.json', 'what changed, how sure that is; exit status 10 on a regression'],
    ['$0 check --thresholds limits.json after.json --format junit', 'hold an artifact against limits'],
    ['QSL_LOAD_COUNTS="64 512" $0 socket-load', 'more clients'],
    ["$0 run --server 'nginx -c {config}' --config nginx.conf --driver http", 'any TCP server'],
    ['$0 doctor', 'what this machine can and cannot measure'],
  ],
  exitCodes: [ExitCode.UNTRUSTED, ExitCode.REGRESSION],
  notes:
    'Environment:\n' +
    '  QSL_PROFILE_CONNECTIONS  round trips of a load (500)\n' +
    '  QSL_PROFILE_REPETITIONS  fresh gateways of each transport to compare (8)\n' +
    '  QSL_PROFILE_PORT         first of 16 ports in a row, and 2 for each repetition (free ones)\n' +
    '  QSL_STRESS_ORDERS        commands of the order flow (20000)\n' +
    '  QSL_STRESS_TRIALS        feeds for each buffer (4)\n' +
    '  QSL_STRESS_SMALL_BUF, QSL_STRESS_LARGE_BUF  bytes asked for (2048, 8388608)\n' +
    '  QSL_STRESS_SEED, QSL_STRESS_PORT  of the flow (42), of the subscriber (a free one)\n' +
    '  QSL_LOAD_COUNTS          numbers of clients ("1 4 8 16")\n' +
    '  QSL_LOAD_TRIALS          trials of each transport (3)\n' +
    '  QSL_LOAD_PORT            first of two ports in a row (free ones)\n' +
    '  QSL_LOAD_ALLOW_PARTIAL   1: write an artifact though not every client was served (0)',
});
