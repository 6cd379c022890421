import { spawnSync } from 'node:child_process';
import { readKernelConfig } from '@qsl/procfs';
import { runTool } from '../../provenance/run-tool.ts';
import type { Check, Look } from '../finding.ts';

const PATIENCE_MS = 5_000;

const namespaces: Check = {
  id: 'namespaces',
  group: 'isolation',
  title: 'network namespaces',
  look: () => {
    // A namespace nobody else sees, gone with the process that does nothing in it.
    const { status, error } = spawnSync('unshare', ['--net', 'true'], { timeout: PATIENCE_MS, stdio: 'ignore' });
    const missing = ['ip', 'tc', 'nsenter'].filter((tool) => runTool(tool, ['-V']) === undefined);
    if (status === 0 && missing.length === 0) {
      return {
        verdict: 'yes',
        found: 'may be made; ip, tc and nsenter are there',
        meaning: 'qsl-profiler net can run the experiments between two namespaces.',
      };
    }
    const reasons = [
      ...(status === 0 ? [] : [error ? 'unshare is not there' : 'may not be made']),
      ...missing.map((tool) => `${tool} is not there`),
    ];
    return {
      verdict: 'no',
      found: reasons.join(', '),
      meaning: 'Experiments stay on loopback.',
      remedy: 'Run as root with CAP_SYS_ADMIN and CAP_NET_ADMIN; install iproute2 and util-linux.',
    };
  },
};

/** A kind of queueing discipline, from the configuration of the kernel: adding one to find out would change something. */
function qdisc(id: string, title: string, option: string, look: { with: string; without: string }): Check {
  return {
    id,
    group: 'isolation',
    title,
    look: (): Look => {
      const choice = readKernelConfig()?.(option);
      if (choice === undefined) {
        return {
          verdict: 'unknown',
          found: 'the kernel does not show its configuration',
          meaning: 'qsl-profiler net finds out when it runs.',
        };
      }
      if (choice === 'n') return { verdict: 'no', found: `CONFIG_${option} is not set`, meaning: look.without };
      return {
        verdict: 'yes',
        found: choice === 'y' ? 'built into the kernel' : 'a module of the kernel',
        meaning: look.with,
      };
    },
  };
}

export const isolationChecks: readonly Check[] = [
  namespaces,
  qdisc('tbf', 'rate limit (tbf)', 'NET_SCH_TBF', {
    with: 'The kernel itself limits rate and queue of a path.',
    without: 'Paths have the full rate of the machine.',
  }),
  qdisc('netem', 'delay and loss (netem)', 'NET_SCH_NETEM', {
    with: 'The kernel itself delays and drops packets.',
    without: 'qsl-profiler net delays and drops packets in user space instead, and says so.',
  }),
];
