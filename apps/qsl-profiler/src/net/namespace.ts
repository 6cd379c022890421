import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { PrerequisiteError } from '@qsl/cli';
import { enterNetworkNamespace } from '@qsl/posix';
import { networkNamespaceFile } from '@qsl/procfs';

const PATIENCE_MS = 10_000;

/**
 * A network namespace without a name, held by a shell that waits for its input to end. The input is a pipe that only this
 * process holds, so the namespace ends with this process however that ends, SIGKILL included, and takes along the
 * interfaces in it: there is nothing to remove, and nothing that can be left behind.
 */
export class Namespace {
  readonly pid: number;
  /** A command that runs what follows it in here. */
  readonly wrapper: readonly string[];
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess, pid: number) {
    this.#holder = holder;
    this.pid = pid;
    this.wrapper = ['nsenter', '--target', String(pid), '--net', '--'];
  }

  /** Throws PrerequisiteError NO_NAMESPACES where none may be made. */
  static async create(): Promise<Namespace> {
    // A session of its own: Ctrl-C in the terminal must not end it before what runs in it has ended.
    const holder = spawn('unshare', ['--net', '--', '/bin/sh', '-c', 'echo; read -r _'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    holder.stdin.on('error', () => {});
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    try {
      // The shell's first line says that it is in there.
      await Promise.race([
        once(holder.stdout, 'data'),
        once(holder, 'exit').then(() => Promise.reject(new Error(said))),
      ]);
    } catch (cause) {
      throw refused(`a network namespace cannot be made: ${(cause as Error).message.trim()}`, cause);
    }
    return new Namespace(holder, holder.pid as number);
  }

  /** Runs ip(8), tc(8) or the like in here and gives what it printed. Throws PrerequisiteError NET_REFUSED. */
  run(file: string, ...args: string[]): string {
    const [wrapper = '', ...rest] = this.wrapper;
    const { status, stdout, stderr, error } = spawnSync(wrapper, [...rest, file, ...args], {
      encoding: 'utf8',
      timeout: PATIENCE_MS,
    });
    if (status === 0) return stdout;
    const reason = (error?.message ?? stderr).trim().split('\n')[0];
    throw refused(`"${[file, ...args].join(' ')}" was refused: ${reason}`, error);
  }

  /** Does something with the calling thread in here: sockets that it makes stay in here. */
  inside<Result>(work: () => Result): Result {
    const [own, here] = [openSync(networkNamespaceFile(), 'r'), this.open()];
    try {
      enterNetworkNamespace(here);
      return work();
    } finally {
      enterNetworkNamespace(own);
      closeSync(own);
      closeSync(here);
    }
  }

  /** An open file of the namespace, to be closed by the caller. */
  open(): number {
    return openSync(networkNamespaceFile({ pid: this.pid }), 'r');
  }

  async remove(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    this.#holder.kill('SIGKILL');
    await once(this.#holder, 'exit');
  }
}

function refused(message: string, cause: unknown): PrerequisiteError {
  return new PrerequisiteError({
    code: 'NET_REFUSED',
    message,
    remedy:
      'Run as root with CAP_SYS_ADMIN and CAP_NET_ADMIN (in a container: --privileged); see "qsl-profiler doctor".',
    cause,
  });
}
