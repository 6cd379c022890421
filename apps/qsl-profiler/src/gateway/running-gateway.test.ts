import t from 'tap';
import { isRunning, pollUntil } from '../../test/processes.ts';
import { freePort } from '../children/port.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { findGateway } from './gateway-program.ts';
import { HOST, type RunningGateway, withGateway } from './running-gateway.ts';
import { settle } from './settle.ts';

const linuxOnly = { skip: process.platform === 'linux' ? false : 'needs procfs' };
const fromSource = findGateway(findWorkspaceRoot(), undefined);
// tap would have every Node process load its own hooks, through a variable that it sets in every spawn.
const program = {
  ...fromSource,
  file: '/usr/bin/env',
  args: ['-u', 'NODE_OPTIONS', fromSource.file, ...fromSource.args],
};

const withRealGateway = <Result>(work: (gateway: RunningGateway) => Promise<Result>, signal?: AbortSignal) =>
  withGateway(
    { program, transport: 'epoll', port: freePort(HOST, 0), signal: signal ?? new AbortController().signal },
    work,
  );

const kill = async (pid: number) => {
  process.kill(pid, 'SIGKILL');
  await pollUntil(() => !isRunning(pid) || undefined);
};

t.test('a gateway serves one load after the other, and is gone when the work is done', linuxOnly, async (t) => {
  const pid = await withRealGateway(async (gateway) => {
    t.equal((await gateway.drive(3)).length, 3);
    t.ok((await gateway.drive(2)).every((timeNs) => timeNs > 1000 && timeNs < 60e9));
    return gateway.pid;
  });
  t.notOk(isRunning(pid));
});

t.test('the work’s failure is the result, and the gateway is gone all the same', linuxOnly, async (t) => {
  let pid: number | undefined;
  const failing = withRealGateway(async (gateway) => {
    pid = gateway.pid;
    throw new Error('out of work');
  });
  await t.rejects(failing, { message: 'out of work' });
  t.notOk(isRunning(pid));
});

t.test('a gateway that dies is the message, whoever notices first', linuxOnly, async (t) => {
  const died = { code: 'CHILD_DIED', message: /the epoll gateway ended unasked \(SIGKILL\)/ };
  const noticedBy = {
    'a reading': async (gateway: RunningGateway) => {
      await kill(gateway.pid);
      await settle({ pid: gateway.pid, signal: new AbortController().signal });
    },
    'the load': async (gateway: RunningGateway) => {
      await kill(gateway.pid);
      await gateway.drive(1);
    },
  };
  for (const [who, work] of Object.entries(noticedBy)) await t.rejects(withRealGateway(work), died, who);
});

t.test('a gateway that did not end in order spoils the measurement', linuxOnly, async (t) => {
  await t.rejects(
    withRealGateway(({ pid }) => kill(pid)),
    { code: 'BAD_ENDING', message: /SIGKILL/ },
  );
});

t.test('a load is called off when the user wants to stop', linuxOnly, async (t) => {
  const controller = new AbortController();
  const work = (gateway: RunningGateway) => gateway.drive(1_000_000, () => controller.abort(new Error('enough')));
  await t.rejects(withRealGateway(work, controller.signal), { message: 'enough' });
});
