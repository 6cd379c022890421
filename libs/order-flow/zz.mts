import { OrderFlow } from '@qsl/order-flow';
import { MarketDataPublisher } from '@qsl/market-data';
import { createHash } from 'node:crypto';
const [seed, symbols, orders, hash] = process.argv.slice(2);
const c0=process.cpuUsage().user; const t0=performance.now();
const f = new OrderFlow({seed: BigInt(seed), symbols: Number(symbols), orders: Number(orders)});
const p = new MarketDataPublisher(Math.max(1,Number(symbols)));
const buf = new Uint8Array(64); const h=createHash('sha256'); let bytes=0, count=0;
const hashing = hash==='hash';
const sink = { view: new DataView(buf.buffer), reserve(){return 0}, commit(n){ bytes+=n; count++; if(hashing) h.update(buf.subarray(0,n)); } };
let seg=t0, best=1e9, k=0;
while (f.next()) { if (f.tookEffect) p.publish(f.engine, f.symbol, sink); if (++k%5000===0) { const t=performance.now(); best=Math.min(best,t-seg); seg=t; } }
console.log({count, bytes, sha: hashing?h.digest('hex'):'' , wall:(performance.now()-t0)|0, user:(process.cpuUsage().user-c0)/1e3|0, nsPerOrderBest: best*1e6/5000});
