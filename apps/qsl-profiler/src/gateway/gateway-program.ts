import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PrerequisiteError, UsageError } from '@qsl/cli';
import { hashFile, hashFiles, sourceFiles } from '../provenance/source-hash.ts';

export type Transport = 'threaded' | 'epoll';
export const TRANSPORTS: readonly Transport[] = ['threaded', 'epoll'];

/** What is profiled: a program that takes `[port] [--epoll]` and speaks the order protocol on 127.0.0.1. */
export interface GatewayProgram {
  file: string;
  /** Arguments before the port. */
  args: readonly string[];
  /** For the header: `source` or `binary NAME`. */
  build: string;
  /** Of the binary, or over the sources the gateway rests on. */
  sha256: string;
}

const GATEWAY_PACKAGE = 'qsl-gateway';
const GATEWAY_SCRIPT = 'apps/qsl-gateway/bin/qsl-gateway';

/** The gateway of the workspace, run from source by this very Node, or the program given with `--gateway-bin`. */
export function findGateway(root: string | undefined, binary: string | undefined): GatewayProgram {
  if (binary !== undefined) return gatewayBinary(binary);
  if (root === undefined) {
    throw new PrerequisiteError({
      code: 'NO_GATEWAY',
      message: 'there is no gateway to profile: this profiler runs outside the workspace',
      remedy: 'Name one with --gateway-bin PATH.',
    });
  }
  return {
    file: process.execPath,
    args: ['--conditions=@qsl/source', path.join(root, GATEWAY_SCRIPT)],
    build: 'source',
    sha256: hashFiles(root, sourceFiles(root, [GATEWAY_PACKAGE])),
  };
}

function gatewayBinary(file: string): GatewayProgram {
  try {
    accessSync(file, constants.X_OK);
    if (!statSync(file).isFile()) throw new Error('it is no file');
  } catch (cause) {
    throw new UsageError(`--gateway-bin: ${file} cannot be run: ${(cause as Error).message}`);
  }
  return { file: path.resolve(file), args: [], build: `binary ${path.basename(file)}`, sha256: hashFile(file) };
}

/** The arguments that start the gateway on a port with a transport. */
export function gatewayArguments({ args }: GatewayProgram, port: number, transport: Transport): string[] {
  return [...args, String(port), ...(transport === 'epoll' ? ['--epoll'] : [])];
}
