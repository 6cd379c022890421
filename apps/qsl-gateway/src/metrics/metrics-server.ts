import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diagnostics, RuntimeFailure } from '@qsl/cli';
import { createMetrics } from './metrics.ts';
import type { Reading } from './reading.ts';

const log = diagnostics('metrics');

const LOOPBACK = '127.0.0.1';
const PATH = '/metrics';
/** Scrapers are few. */
const MAX_CONNECTIONS = 8;

export interface MetricsServer {
  readonly url: string;
  close(): void;
}

/**
 * Serves metrics on a port of loopback, from the main thread: nothing of it is on an order's way.
 * Rejects with RuntimeFailure METRICS_NOT_SERVED where the port is not to be had.
 */
export async function startMetrics(port: number, read: () => Reading): Promise<MetricsServer> {
  const metrics = createMetrics(read);
  const answer: RequestListener = async ({ method, url }, response) => {
    if ((method !== 'GET' && method !== 'HEAD') || url?.split('?')[0] !== PATH) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`Only GET ${PATH} is answered here.\n`);
      return;
    }
    try {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    } catch (error) {
      log('a scrape failed: %s', error);
      response.writeHead(500).end();
    }
  };
  const server = createServer(answer);
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new RuntimeFailure({
      code: 'METRICS_NOT_SERVED',
      message: `--metrics: metrics cannot be served: ${(cause as Error).message}`,
      remedy: 'Choose another port, or 0 for a free one.',
      cause,
    });
  }
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${chosen}${PATH}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
