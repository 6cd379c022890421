/** What the gateway is started with: small limits, so that a round meets them. */
export const TERMS = {
  symbols: ['AAPL', 'MSFT'],
  maxOrders: 512,
  maxOrderQuantity: 1_000_000,
  maxNotional: 1_000_000_000,
  maxConnections: 48,
  maxOutbufBytes: 8 * 1024,
  /** Above it by more than the longest answer, maxOrders fills: no order of a script is refused for its length. */
  maxOutbufHardBytes: 64 * 1024,
  idleTimeoutMs: 3000,
  frameTimeoutMs: 2000,
  /** Small, so that segments change often, under all faults. */
  journalSegmentBytes: 1024 * 1024,
} as const;

/** The same as arguments of qsl-gateway. */
export function gatewayArguments(transport: 'epoll' | 'threaded', journal: string): string[] {
  return [
    '0',
    ...(transport === 'epoll' ? ['--epoll'] : []),
    '--stats',
    ...['--symbols', TERMS.symbols.join(',')],
    ...['--max-orders', String(TERMS.maxOrders)],
    ...['--max-order-quantity', String(TERMS.maxOrderQuantity)],
    ...['--max-notional', String(TERMS.maxNotional)],
    ...['--max-connections', String(TERMS.maxConnections)],
    ...['--max-outbuf', String(TERMS.maxOutbufBytes)],
    ...['--max-outbuf-hard', String(TERMS.maxOutbufHardBytes)],
    ...['--idle-timeout', `${TERMS.idleTimeoutMs}ms`],
    ...['--frame-timeout', `${TERMS.frameTimeoutMs}ms`],
    ...['--journal', journal],
    ...['--durability', 'none'],
    ...['--journal-segment', String(TERMS.journalSegmentBytes)],
  ];
}
