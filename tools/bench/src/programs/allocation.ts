/** `allocation.ts WORKLOAD ORDERS`: what orders (a multiple of 250,000) leave on the heap once V8 has settled, as one JSON line. */
import { setFlagsFromString } from 'node:v8';
import { INLINING_FLAGS } from '@qsl/matching-engine';
import { measureHeapGrowth } from '@qsl/matching-engine/heap-growth';
import { WORKLOADS } from '@qsl/matching-engine/workloads';

const ROUND_ORDERS = 250_000;

const [name = '', ordersText = ''] = process.argv.slice(2);
const orders = Number(ordersText);
const workload = WORKLOADS.find(({ yardstick }) => yardstick === name);
if (workload === undefined) throw new Error(`no workload ${name}`);

for (const flag of INLINING_FLAGS) setFlagsFromString(flag); // as the gateway's threads have it
const flow = workload.start();
const { warmUpRounds, ...left } = await measureHeapGrowth(() => flow.run(ROUND_ORDERS), orders / ROUND_ORDERS);
const warmUpOrders = warmUpRounds * ROUND_ORDERS;
process.stdout.write(`${JSON.stringify({ orders, warmUpOrders, ...left })}\n`);
