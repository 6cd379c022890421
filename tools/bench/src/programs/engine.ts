/** `engine.ts WORKLOAD SCALE`: one run of a workload through risk gate and engine, as one JSON line. */
import { setFlagsFromString } from 'node:v8';
import { INLINING_FLAGS } from '@qsl/matching-engine';
import { sizedWorkload, WORKLOADS } from '@qsl/matching-engine/workloads';

const [name = '', scaleText = ''] = process.argv.slice(2);

function findWorkload(): { warmUpOrders: number; orders: number; start: (typeof WORKLOADS)[number]['start'] } {
  const sized = /^sized:(\d+),(\d+),(\d+)$/.exec(name)?.slice(1).map(Number);
  if (sized !== undefined) {
    const [restingOrders, priceLevels, symbols] = sized as [number, number, number];
    return sizedWorkload({ restingOrders, priceLevels, symbols }, Number(scaleText));
  }
  const workload = WORKLOADS.find(({ yardstick }) => yardstick === name);
  if (workload === undefined) throw new Error(`no workload ${name}`);
  const scale = Number(scaleText);
  return { ...workload, warmUpOrders: workload.warmUpOrders * scale, orders: workload.orders * scale };
}

for (const flag of INLINING_FLAGS) setFlagsFromString(flag); // as the gateway's threads have it
const { warmUpOrders, orders, start } = findWorkload();
const residentBefore = process.memoryUsage.rss();
const workload = start();
workload.run(warmUpOrders);
const residentAfter = process.memoryUsage.rss();
const ns = workload.run(orders);
process.stdout.write(
  `${JSON.stringify({
    orders,
    nsPerOrder: ns / orders,
    checksum: workload.checksum(),
    residentBytes: residentAfter - residentBefore,
  })}\n`,
);
