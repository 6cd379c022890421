import { Engine } from '@qsl/matching-engine';
import { RejectReason } from '@qsl/wire-protocol';
import t from 'tap';
import { CloseCause } from './session/close-cause.ts';
import { Counter, countersOf } from './shared/counters.ts';
import { Control, createSharedState } from './shared/shared-state.ts';
import { collectStats, summarise } from './stats.ts';

const engine = Engine.create({ maxOrders: 1, maxSymbols: 1 }, { shared: true });

t.test('a gateway that did nothing counts nothing', async (t) => {
  const stats = collectStats('epoll', createSharedState(engine, 2), 2, 0);
  t.match(stats, { schema: 'qsl-gateway-stats/1', transport: 'epoll', accepted: 0, rejects: {}, restingOrders: 0 });
  t.same([...new Set(Object.values(stats.closed))], [0]);
  t.equal(summarise(stats), 'qsl-gateway stopped: 0 connections, 0 frames, 0 orders, 0 fills, 0 rejects');
});

t.test('counts are summed over threads, high-water marks are not', async (t) => {
  const shared = createSharedState(engine, 3);
  for (const thread of [0, 1, 2]) {
    const counters = countersOf(shared.counters, thread);
    for (let cell = 0; cell < counters.length; cell++) counters[cell] = 10 ** thread * (cell + 1);
  }
  shared.control[Control.ActiveHighWater] = 5;
  const stats = collectStats('threaded', shared, 3, 7);
  const sum = (cell: number) => 111 * (cell + 1);
  t.match(stats, {
    transport: 'threaded',
    accepted: sum(Counter.Accepted),
    shed: sum(Counter.Shed),
    frames: sum(Counter.Frames),
    orders: sum(Counter.Orders),
    cancels: sum(Counter.Cancels),
    heartbeats: sum(Counter.Heartbeats),
    fills: sum(Counter.Fills),
    bytesIn: sum(Counter.BytesIn),
    bytesOut: sum(Counter.BytesOut),
    acceptBackoffs: sum(Counter.AcceptBackoffs),
    highWater: { connections: 5, backlogBytes: 100 * (Counter.BacklogHighWater + 1) },
    closed: {
      peer: sum(Counter.FirstClose + CloseCause.Peer),
      reset: sum(Counter.FirstClose + CloseCause.Reset),
      protocol: sum(Counter.FirstClose + CloseCause.Protocol),
      outputLimit: sum(Counter.FirstClose + CloseCause.OutputLimit),
      idleTimeout: sum(Counter.FirstClose + CloseCause.IdleTimeout),
      frameTimeout: sum(Counter.FirstClose + CloseCause.FrameTimeout),
      shutdown: sum(Counter.FirstClose + CloseCause.Shutdown),
    },
    rejects: {
      UnknownSymbol: sum(Counter.FirstReject + RejectReason.UnknownSymbol),
      StorageExhausted: sum(Counter.FirstReject + RejectReason.StorageExhausted),
    },
    restingOrders: 7,
  });
  t.equal(Object.keys(stats.rejects).length, Object.keys(RejectReason).length);
});
