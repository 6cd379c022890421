import { cancelOrder, heartbeat, newOrder, OrderType, Side, TimeInForce } from './frames.ts';
import type { Random } from './random.ts';

/** Orders around one price, cancels of what may rest, and heartbeats. */
export function randomStream(random: Random, requests: number): Buffer {
  const request = () => {
    const id = BigInt(random(60));
    const symbol = random(2);
    const kind = random(10);
    if (kind === 0) return heartbeat(id);
    if (kind <= 2) return cancelOrder({ id, symbol });
    return newOrder({
      id,
      symbol,
      side: random(2) === 0 ? Side.Buy : Side.Sell,
      price: BigInt(97 + random(7)),
      quantity: random(10),
      orderType: random(6) === 0 ? OrderType.Market : OrderType.Limit,
      timeInForce: random(4) === 0 ? TimeInForce.IOC : TimeInForce.GTC,
    });
  };
  return Buffer.concat(Array.from({ length: requests }, request));
}
