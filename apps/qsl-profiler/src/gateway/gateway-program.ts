import { findProgram, type Program } from '../programs/program.ts';
import { hostOptions } from '../site/site.ts';

export type Transport = 'threaded' | 'epoll';
export const TRANSPORTS: readonly Transport[] = ['threaded', 'epoll'];

/** Which transport goes first in the n-th pair of trials: A B, B A, A B … so that a drift hits both alike. */
export function pairOrder(trial: number): readonly Transport[] {
  return trial % 2 === 0 ? TRANSPORTS : TRANSPORTS.toReversed();
}

/** What is profiled: a program that takes `[port] [--epoll]` and speaks the order protocol on 127.0.0.1. */
export type GatewayProgram = Program;

/** The gateway: the one given with `--gateway-bin`, or the project's own, see findProgram. */
export function findGateway(root: string | undefined, binary: string | undefined): GatewayProgram {
  return findProgram({ name: 'qsl-gateway', root, binary, option: '--gateway-bin' });
}

/** The arguments that start the gateway on a port with a transport. */
export function gatewayArguments({ args }: GatewayProgram, port: number, transport: Transport): string[] {
  return [...args, String(port), ...(transport === 'epoll' ? ['--epoll'] : []), ...hostOptions()];
}
