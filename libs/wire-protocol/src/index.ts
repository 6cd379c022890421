/** Wire protocol version 1 of the QSL gateway and its market data: frames, checks, readers, writers. Imports nothing. */
export * from './decode.ts';
export * from './decode-error.ts';
export * from './decode-message.ts';
export * from './encode.ts';
export * from './encode-message.ts';
export * from './frame-splitter.ts';
export * from './layout.ts';
export * from './message.ts';
export * from './u64.ts';
