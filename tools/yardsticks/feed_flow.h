// The synthetic order flow of three symbols, matched and turned into market data: what qsl-mdfeed publishes, in C. It gives
// the same bytes (feed_floor bytes, which the bench compares), by the plainest means that are fast: prices are few, so a
// ladder of levels a side; ids are consecutive, so an array leads from an id to its order.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOLS = 3, LEVELS = 256, ACTIVE = 4096, ORDERS_AT_ONCE = 4096, MAX_TRADES = 16 };
enum { BUY, SELL };
enum { TRADE_BYTES = 32, TOP_BYTES = 38 };

typedef struct { uint32_t id, quantity; uint16_t price; uint8_t symbol, side; int32_t previous, next; } Order;
typedef struct { int32_t head, tail; } Level;
typedef struct { uint32_t maker, price, quantity; } Trade;
typedef struct { uint32_t id, quantity; uint8_t symbol, side; } Active;

static struct {
  uint64_t words[312], sequence;
  int drawn, mids[SYMBOLS], best[SYMBOLS][2], published[SYMBOLS][2], trades, active_count, free_order;
  uint32_t next_id;
  uint32_t *order_of_id;  // 0: does not rest
  Level levels[SYMBOLS][2][LEVELS];
  Order orders[ORDERS_AT_ONCE];
  Active active[ACTIVE];
  Trade trade[MAX_TRADES];
} flow;

static void flow_start(uint64_t seed, long orders) {
  flow.words[0] = seed;
  for (int i = 1; i < 312; i++)
    flow.words[i] = 6364136223846793005ull * (flow.words[i - 1] ^ flow.words[i - 1] >> 62) + i;
  flow.drawn = 312;
  flow.next_id = 1;
  flow.order_of_id = calloc(orders + 16, sizeof *flow.order_of_id);
  for (int s = 0; s < SYMBOLS; s++) {
    flow.mids[s] = 100 + 5 * s;
    flow.best[s][BUY] = flow.published[s][BUY] = 0;
    flow.best[s][SELL] = flow.published[s][SELL] = LEVELS - 1;
  }
  for (int i = 1; i < ORDERS_AT_ONCE; i++) flow.orders[i].next = i + 1 < ORDERS_AT_ONCE ? i + 1 : 0;
  flow.free_order = 1;
}

static uint64_t draw(void) {
  uint64_t *w = flow.words;
  if (flow.drawn == 312) {
    for (int i = 0; i < 312; i++) {
      uint64_t x = (w[i] & 0xffffffff80000000ull) | (w[(i + 1) % 312] & 0x7fffffffull);
      w[i] = w[(i + 156) % 312] ^ x >> 1 ^ (x & 1 ? 0xb5026f5aa96619e9ull : 0);
    }
    flow.drawn = 0;
  }
  uint64_t x = w[flow.drawn++];
  x ^= x >> 29 & 0x5555555555555555ull;
  x ^= x << 17 & 0x71d67fffeda60000ull;
  x ^= x << 37 & 0xfff7eee000000000ull;
  return x ^ x >> 43;
}
static int below(int n) { return draw() % n; }

static void unlink_order(int32_t o) {
  Order *order = &flow.orders[o];
  Level *level = &flow.levels[order->symbol][order->side][order->price];
  if (order->previous) flow.orders[order->previous].next = order->next; else level->head = order->next;
  if (order->next) flow.orders[order->next].previous = order->previous; else level->tail = order->previous;
  flow.order_of_id[order->id] = 0;
  int *best = &flow.best[order->symbol][order->side], step = order->side == BUY ? -1 : 1;
  const Level *levels = flow.levels[order->symbol][order->side];
  while (*best > 0 && *best < LEVELS - 1 && !levels[*best].head) *best += step;
  order->next = flow.free_order;
  flow.free_order = o;
}

static void rest(int symbol, int side, uint32_t id, int price, uint32_t quantity) {
  int32_t o = flow.free_order;
  if (!o) abort();
  Level *level = &flow.levels[symbol][side][price];
  flow.free_order = flow.orders[o].next;
  flow.orders[o] = (Order){id, quantity, price, symbol, side, level->tail, 0};
  if (level->tail) flow.orders[level->tail].next = o; else level->head = o;
  level->tail = o;
  flow.order_of_id[id] = o;
  int *best = &flow.best[symbol][side];
  if (side == BUY ? price > *best : price < *best) *best = price;
}

// Trades while the price allows it; returns what is left.
static uint32_t match(int symbol, int side, int price, uint32_t quantity) {
  int *best = &flow.best[symbol][side ^ 1];
  while (quantity > 0 && *best > 0 && *best < LEVELS - 1 && (side == BUY ? *best <= price : *best >= price)) {
    int32_t o = flow.levels[symbol][side ^ 1][*best].head;
    Order *maker = &flow.orders[o];
    uint32_t traded = maker->quantity < quantity ? maker->quantity : quantity;
    flow.trade[flow.trades++] = (Trade){maker->id, maker->price, traded};
    quantity -= traded;
    if ((maker->quantity -= traded) == 0) unlink_order(o);
  }
  return quantity;
}

static void drop_active(int k) {
  memmove(&flow.active[k], &flow.active[k + 1], (--flow.active_count - k) * sizeof(Active));
}
static void drop_if_gone(uint32_t id) {
  if (flow.order_of_id[id]) return;
  int from = 0, to = flow.active_count;
  while (from < to) {
    int middle = (from + to) / 2;
    if (flow.active[middle].id < id) from = middle + 1; else to = middle;
  }
  if (from < flow.active_count && flow.active[from].id == id) drop_active(from);
}

static int draw_price(int symbol, int side, int crosses) {
  int beyond = crosses ? 1 + below(4) : -1 - below(3);
  return flow.mids[symbol] + (side == BUY ? beyond : -beyond);
}

// Goes on by one command. Returns the symbol that it had an effect on, or -1.
static int flow_next(void) {
  int symbol = below(100) < 55 ? 0 : 1 + below(SYMBOLS - 1), mid = flow.mids[symbol] + below(3) - 1;
  flow.mids[symbol] = mid < 80 ? 80 : mid > 140 ? 140 : mid;
  int pick = below(100);
  flow.trades = 0;
  if (flow.active_count == 0 || pick < 70) {
    int is_limit = flow.active_count == 0 || pick < 58, side = below(2), is_ioc = 1, price = side == BUY ? LEVELS : 0;
    if (is_limit) {
      int crosses = below(100) < 18;
      is_ioc = (crosses && below(100) < 35) || below(100) < 8;
      price = draw_price(symbol, side, crosses);
    }
    uint32_t quantity = 1 + below(12), id = flow.next_id++, left = match(symbol, side, price, quantity);
    for (int i = 0; i < flow.trades; i++) drop_if_gone(flow.trade[i].maker);
    if (left > 0 && !is_ioc) {
      rest(symbol, side, id, price, left);
      if (flow.active_count == ACTIVE) abort();
      flow.active[flow.active_count++] = (Active){id, quantity, symbol, side};
    }
    return symbol;
  }
  int k = below(flow.active_count);
  Active target = flow.active[k];
  int32_t o = flow.order_of_id[target.id];
  Order order = flow.orders[o];
  if (pick < 86) {
    if (below(10) == 0) { below(5); return -1; }
    unlink_order(o);
    drop_active(k);
    return target.symbol;
  }
  int price = draw_price(target.symbol, target.side, below(100) < 20);
  uint32_t quantity = below(100) < 45 ? 1 + (int)target.quantity / 2 : 1 + below(12);
  if (quantity <= order.quantity && price == order.price) {
    flow.orders[o].quantity = quantity;
    return target.symbol;
  }
  unlink_order(o);
  uint32_t left = match(target.symbol, target.side, price, quantity);
  if (left > 0) rest(target.symbol, target.side, target.id, price, left);
  for (int i = 0; i < flow.trades; i++) drop_if_gone(flow.trade[i].maker);
  if (left == 0) drop_if_gone(target.id);
  return target.symbol;
}

static void put32(uint8_t *at, uint32_t value) { value = __builtin_bswap32(value); memcpy(at, &value, 4); }
static void put64(uint8_t *at, uint64_t value) { value = __builtin_bswap64(value); memcpy(at, &value, 8); }
static void put_header(uint8_t *at, int type, int body) {
  put32(at, type << 16 | 1);
  put32(at + 4, body);
  put64(at + 8, ++flow.sequence);
}

static int put_trade(uint8_t *at, int symbol, Trade trade) {
  put_header(at, 3, 16);
  put32(at + 16, symbol);
  put64(at + 20, trade.price);
  put32(at + 28, trade.quantity);
  return TRADE_BYTES;
}

// The top of book if it is not the one published last; else nothing. Returns its bytes.
static int put_top(uint8_t *at, int symbol) {
  int bid = flow.best[symbol][BUY], ask = flow.best[symbol][SELL], *published = flow.published[symbol];
  if (bid == published[BUY] && ask == published[SELL]) return 0;
  published[BUY] = bid;
  published[SELL] = ask;
  put_header(at, 4, 22);
  put32(at + 16, symbol);
  at[20] = bid > 0;
  put64(at + 21, bid);
  at[29] = ask < LEVELS - 1;
  put64(at + 30, at[29] ? ask : 0);
  return TOP_BYTES;
}
