import { UsageError } from '@qsl/cli';
import { encodeMessage, MAX_UINT64, type Message, MessageType, OrderType, Side, TimeInForce } from '@qsl/wire-protocol';

/** The options of `qsl-client` that say what to send; what is not given is undefined. */
export interface OneShotRequest {
  id?: bigint | undefined;
  symbol?: number | undefined;
  count?: number | undefined;
  side?: Side | undefined;
  price?: bigint | undefined;
  quantity?: number | undefined;
  type?: OrderType | undefined;
  tif?: TimeInForce | undefined;
  token?: bigint | undefined;
  cancel: boolean;
  noOrder: boolean;
  noHeartbeat: boolean;
}

/** What one session asks of the gateway: orders or cancels with consecutive ids, then perhaps a heartbeat. */
export interface Asked {
  /** What is sent for each id. */
  kind: 'orders' | 'cancels';
  firstId: bigint;
  /** 0 for a heartbeat alone. */
  count: number;
  /** Undefined: no heartbeat. */
  token: bigint | undefined;
  messages: Message[];
}

const DEFAULT_ID = 1n;
const DEFAULT_PRICE = 100n;
const DEFAULT_QUANTITY = 5;
const DEFAULT_TOKEN = 42n;
/** What a cancel has, too. */
const COMMON_FIELDS = ['id', 'symbol', 'count'] as const;
const ORDER_FIELDS = ['side', 'price', 'quantity', 'type', 'tif'] as const;

/** Decides what to send. Throws UsageError for options that do not go together. */
export function planExchange(request: OneShotRequest): Asked {
  refuseContradictions(request);
  const { id = DEFAULT_ID, cancel, noOrder, noHeartbeat } = request;
  const count = noOrder ? 0 : (request.count ?? 1);
  if (id + BigInt(count) - 1n > MAX_UINT64) {
    throw new UsageError(`--id and --count: ${count} ids from ${id} on go beyond ${MAX_UINT64}`);
  }
  const token = noHeartbeat ? undefined : (request.token ?? DEFAULT_TOKEN);
  const messages = Array.from({ length: count }, (_, i) => orderMessage(request, id + BigInt(i)));
  if (token !== undefined) messages.push({ type: MessageType.Heartbeat, sequence: 0n, token });
  return { kind: cancel ? 'cancels' : 'orders', firstId: id, count, token, messages };
}

/** The bytes that go out. */
export function encodeAsked({ messages }: Asked): Buffer {
  return Buffer.concat(messages.map(encodeMessage));
}

function orderMessage(request: OneShotRequest, orderId: bigint): Message {
  const { symbol = 0, type = OrderType.Limit } = request;
  if (request.cancel) return { type: MessageType.CancelOrder, sequence: 0n, orderId, symbol };
  return {
    type: MessageType.NewOrder,
    sequence: 0n,
    orderId,
    symbol,
    price: request.price ?? (type === OrderType.Market ? 0n : DEFAULT_PRICE),
    quantity: request.quantity ?? DEFAULT_QUANTITY,
    side: request.side ?? Side.Buy,
    orderType: type,
    timeInForce: request.tif ?? TimeInForce.GTC,
  };
}

function refuseContradictions(request: OneShotRequest): void {
  const { cancel, noOrder, noHeartbeat, token } = request;
  const given = (name: keyof OneShotRequest) => request[name] !== undefined;
  const ordered = ORDER_FIELDS.find(given);
  const unused = [...ORDER_FIELDS, ...COMMON_FIELDS].find(given);
  if (noOrder && cancel) throw new UsageError('--no-order and --cancel exclude each other');
  if (noOrder && noHeartbeat) throw new UsageError('--no-order and --no-heartbeat leave nothing to send');
  if (noHeartbeat && token !== undefined) throw new UsageError('--token has no meaning with --no-heartbeat');
  if (ordered !== undefined && cancel)
    throw new UsageError(`--${ordered} has no meaning with --cancel: it takes id and symbol`);
  if (unused !== undefined && noOrder) throw new UsageError(`--${unused} has no meaning with --no-order`);
}
