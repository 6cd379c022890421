export { Engine } from './engine.ts';
export { type EngineCapacity, MAX_ORDERS_LIMIT, MAX_SYMBOLS_LIMIT } from './memory.ts';
export type { RestingOrder } from './order-queues.ts';
export { nameOfReason, Reason, Side, TimeInForce } from './order-types.ts';
export { DEFAULT_RISK_LIMITS, RiskGate, type RiskLimits } from './risk.ts';
export { type BookSnapshot, type EngineSnapshot, type LevelSnapshot, takeSnapshot } from './snapshot.ts';
export { SymbolRegistry } from './symbols.ts';
export { TranscriptCapacityError, TranscriptError } from './transcript/errors.ts';
export { DEFAULT_REPLAY_CAPACITY, type ReplayOptions, replay, TranscriptReplay } from './transcript/replay.ts';
