import { ConnectionTable } from '/work/main/apps/qsl-client/src/load/connection-table.ts';
import { ReplyReader } from '/work/main/apps/qsl-client/src/load/reply-reader.ts';
import { ReplyScanner } from '/work/main/apps/qsl-client/src/load/reply-scanner.ts';
import { OrderStream } from '/work/main/apps/qsl-client/src/load/order-stream.ts';
import { Latencies } from '/work/main/apps/qsl-client/src/load/latency.ts';
import { Pipeline } from '/work/main/apps/qsl-client/src/load/pipeline.ts';
import { runClosedLoop } from '/work/main/apps/qsl-client/src/load/closed-loop.ts';
const [port, conns, depth, orders] = process.argv.slice(2).map(Number);
const table = ConnectionTable.open({host:'127.0.0.1', port, connections: conns, depth, firstIdHigh: 5, spin: false, timeoutMs: 5000});
const reader = new ReplyReader(new ReplyScanner({firstIdHigh: 5, idHighs: conns}));
const latencies = new Latencies();
const pipeline = new Pipeline({table, reader, latencies, depth, stepMs: 0, timeoutMs: 5000, stream: new OrderStream({symbols: 2, longestBatch: depth, heartbeats: false})});
for (const goal of [{orders: Infinity, durationMs: 500},{orders, durationMs: Infinity},{orders, durationMs: Infinity},{orders, durationMs: Infinity}]) {
latencies.reset();
const cpu = process.threadCpuUsage();
pipeline.begin(); table.source.idleMs=0;
const start = pipeline.now;
runClosedLoop(pipeline, goal);
const end = pipeline.now;
const c = process.threadCpuUsage(cpu);
pipeline.settle();
console.log((pipeline.answered/(end-start)*1e3).toFixed(0), 'idle', (table.source.idleMs/(end-start)).toFixed(3), 'cpu', ((c.user+c.system)/1e3/(end-start)).toFixed(3), 'sys', (c.system/(c.user+c.system)).toFixed(2),  JSON.stringify(latencies.summarise()));
}
