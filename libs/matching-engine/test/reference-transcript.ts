/** Transcripts as the specification writes them, from the reference engine: no code shared with src/transcript. */
import {
  type ReferenceCommand,
  ReferenceEngine,
  type ReferenceEvent,
  type ReferenceLimits,
} from './reference-engine.ts';

export type TranscriptCommand = ReferenceCommand | { readonly kind: 'reg'; readonly name: string };

/** The `cmd` line of a command. */
export function commandLine(command: TranscriptCommand): string {
  if (command.kind === 'reg') return `cmd reg ${command.name}`;
  const head = `cmd ${command.kind} ${command.symbol} ${command.id}`;
  switch (command.kind) {
    case 'limit':
      return `${head} ${command.side} ${command.price} ${command.quantity} ${command.timeInForce}`;
    case 'market':
      return `${head} ${command.side} ${command.quantity}`;
    case 'cancel':
      return head;
    case 'modify':
      return `${head} ${command.price} ${command.quantity}`;
  }
}

/** Runs a command on the reference: the lines that follow its `cmd` line. */
export function outcomeLines(engine: ReferenceEngine, command: TranscriptCommand): string[] {
  if (command.kind === 'reg') {
    engine.register(command.name);
    return [];
  }
  const outcome = engine.apply(command);
  if ('events' in outcome) return outcome.events.map(eventLine);
  const name = { limit: 'new_limit', market: 'new_market', cancel: 'cancel', modify: 'modify' }[command.kind];
  return [`reject ${name} ${command.id} ${outcome.reject}`];
}

function eventLine(event: ReferenceEvent): string {
  const head = `evt ${event.kind} ${event.sequence} ${event.symbol}`;
  if (event.kind !== 'trade') return `${head} ${event.id}`;
  return `${head} ${event.taker} ${event.maker} ${event.price} ${event.quantity}`;
}

export function snapshotLines(engine: ReferenceEngine): string[] {
  const lines = [`snapshot last_seq ${engine.lastSequence} trades ${engine.totalTrades}`];
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    const bids = engine.orders(symbol, 'B');
    const asks = engine.orders(symbol, 'S');
    const count = bids.length + asks.length;
    lines.push(`sym ${symbol} bid ${bids[0]?.price ?? '-'} ask ${asks[0]?.price ?? '-'} orders ${count}`);
    for (const [letter, orders] of [
      ['B', bids],
      ['A', asks],
    ] as const) {
      const totals = new Map<bigint, bigint>();
      for (const { price, quantity } of orders) totals.set(price, (totals.get(price) ?? 0n) + BigInt(quantity));
      for (const [price, total] of totals) lines.push(`level ${symbol} ${letter} ${price} ${total}`);
    }
  }
  return lines;
}

/** The whole transcript of some commands under some limits. */
export function transcriptLines(limits: ReferenceLimits, commands: readonly TranscriptCommand[]): string[] {
  const engine = new ReferenceEngine(limits);
  const meta = `meta seed 0 symbols 0 orders 0 max_qty ${limits.maxOrderQuantity} max_notional ${limits.maxNotional}`;
  const body = commands.flatMap((command) => [commandLine(command), ...outcomeLines(engine, command)]);
  return ['# from the reference engine', 'version 1', meta, ...body, ...snapshotLines(engine)];
}
