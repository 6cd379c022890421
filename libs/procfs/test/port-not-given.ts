/** For tests that need one port twice. */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { readSysctl } from '../src/index.ts';

const HOST = '127.0.0.1';
/** Below are ports of well-known services. */
const FIRST_PORT = 10_000;
const ATTEMPTS = 20;

/**
 * A free loopback port that the kernel gives to nobody who asks for any, nor to connections (ip(7), ip_local_port_range):
 * so it stays free while no test is on it. Where it gives nearly all of them, any free one.
 */
export async function portNotGiven(protocol: 'tcp' | 'udp'): Promise<number> {
  const [firstGiven = 0] = (readSysctl({ name: 'net.ipv4.ip_local_port_range' }) ?? []).map(Number);
  for (let attempt = 0; firstGiven > FIRST_PORT && attempt < ATTEMPTS; attempt++) {
    try {
      return await bound[protocol](randomInt(FIRST_PORT, firstGiven));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return bound[protocol](0);
}

/** Binds a port, 0 for any, and gives it back. */
const bound = {
  tcp: async (wanted: number) => {
    await using server = createServer().listen(wanted, HOST);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
  udp: async (wanted: number) => {
    await using socket = createSocket('udp4').bind(wanted, HOST);
    await once(socket, 'listening');
    return socket.address().port;
  },
};
