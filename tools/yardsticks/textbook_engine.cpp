// Yardstick: the order book as textbooks build it. A std::map of price levels on each side, a std::list of orders at a
// level, a std::unordered_map from id to order, and a std::vector that collects the events of a command.
//   c++ -O3 -DNDEBUG -std=c++20 -o textbook_engine textbook_engine.cpp
//   textbook_engine [ORDERS [WORKLOAD]]
// WORKLOAD is deep (default), shallow, wide, random-ids, sweep, cancels, or sized:RESTING,LEVELS,SYMBOLS.
// They are the workloads of libs/matching-engine/bench/workloads.ts, draw for draw: the checksums must be equal.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

namespace {

struct Resting {
    uint64_t id;
    uint32_t quantity;
};

struct Event {
    uint64_t sequence, taker, maker; // no maker: the order was accepted, or cancelled
    int64_t price;
    uint32_t quantity;
};

class Book {
    using Queue = std::list<Resting>;
    struct Place {
        bool isBuy;
        int64_t price;
        Queue::iterator order;
    };

    std::map<int64_t, Queue, std::greater<int64_t>> bids;
    std::map<int64_t, Queue> asks;
    std::unordered_map<uint64_t, Place> places;
    std::vector<Event> events;
    uint64_t sequence = 0;

  public:
    const std::vector<Event> &submit(uint64_t id, bool isBuy, int64_t price, uint32_t quantity) {
        events.clear();
        if (places.contains(id)) return events;
        events.push_back({++sequence, id, 0, 0, 0});
        quantity = isBuy ? take(asks, id, quantity, [price](int64_t ask) { return ask <= price; })
                         : take(bids, id, quantity, [price](int64_t bid) { return bid >= price; });
        if (quantity > 0) {
            Queue &queue = isBuy ? bids[price] : asks[price];
            queue.push_back({id, quantity});
            places.emplace(id, Place{isBuy, price, std::prev(queue.end())});
        }
        return events;
    }

    bool cancel(uint64_t id) {
        events.clear();
        auto found = places.find(id);
        if (found == places.end()) return false;
        const Place place = found->second;
        places.erase(found);
        if (place.isBuy) leave(bids, place);
        else leave(asks, place);
        events.push_back({++sequence, id, 0, 0, 0});
        return true;
    }

    bool rests(uint64_t id) const { return places.contains(id); }

  private:
    template <class Side, class Crosses> uint32_t take(Side &side, uint64_t taker, uint32_t wanted, Crosses crosses) {
        for (auto level = side.begin(); wanted > 0 && level != side.end() && crosses(level->first);) {
            Queue &queue = level->second;
            while (wanted > 0 && !queue.empty()) {
                Resting &maker = queue.front();
                const uint32_t traded = wanted < maker.quantity ? wanted : maker.quantity;
                events.push_back({++sequence, taker, maker.id, level->first, traded});
                wanted -= traded;
                maker.quantity -= traded;
                if (maker.quantity > 0) break;
                places.erase(maker.id);
                queue.pop_front();
            }
            if (!queue.empty()) break;
            level = side.erase(level);
        }
        return wanted;
    }

    template <class Side> static void leave(Side &side, const Place &place) {
        auto level = side.find(place.price);
        level->second.erase(place.order);
        if (level->second.empty()) side.erase(level);
    }
};

uint32_t state = 2463534242u;

uint32_t draw() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

uint32_t checksum = 0;

void submit(Book &book, uint64_t id, bool isBuy, int64_t price, uint32_t quantity) {
    for (const Event &event : book.submit(id, isBuy, price, quantity))
        if (event.quantity > 0) checksum += uint32_t(event.maker) + uint32_t(event.price) + event.quantity;
}

// CPU time of this thread: what else the machine does costs it none.
double cpuNs() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

int64_t deepPrice(uint32_t r) { return 100 + (r >> 1) % 64; }

// Bids in the lower half of the span, asks in the upper; one in eight the other way round, so that it crosses.
int64_t spreadPrice(uint32_t r, uint32_t half) {
    const bool crosses = (r >> 16) % 8 == 0, isBuy = (r & 1) == 0;
    const uint32_t above = draw() % half;
    return (isBuy == crosses ? half + 1 : 1) + int64_t(above);
}

struct Flow {
    size_t ring;
    int64_t (*price)(uint32_t r, uint32_t half);
    uint32_t half = 0;
    bool randomIds = false;
    uint32_t symbols = 1;
};

struct Parked {
    uint64_t id;
    uint32_t symbol;
};

// Each of these pushes so many orders through and gives the nanoseconds of CPU time that took.
class Quotes {
    const Flow flow;
    std::vector<Book> books;
    std::vector<Parked> ring;
    size_t oldest = 0;
    uint64_t count = 0;

  public:
    explicit Quotes(const Flow &flow) : flow(flow), books(flow.symbols) { ring.reserve(flow.ring); }

    double operator()(long orders) {
        const double start = cpuNs();
        for (long i = 0; i < orders; i++) quote();
        return cpuNs() - start;
    }

  private:
    void quote() {
        uint64_t id = ++count;
        if (flow.randomIds) {
            id = uint64_t(draw()) << 32;
            id |= draw();
        }
        const uint32_t symbol = flow.symbols > 1 ? draw() % flow.symbols : 0;
        const uint32_t r = draw();
        Book &book = books[symbol];
        submit(book, id, (r & 1) == 0, flow.price(r, flow.half), 1 + (r >> 8) % 8);
        if (!book.rests(id)) return;
        if (ring.size() < flow.ring) {
            ring.push_back({id, symbol});
            return;
        }
        Parked &place = ring[oldest];
        books[place.symbol].cancel(place.id);
        place = {id, symbol};
        if (++oldest == flow.ring) oldest = 0;
    }
};

// Rounds of 4,096 sells of 1 and a buy that takes them all.
class Sweeps {
    Book book;
    uint64_t id = 0;

  public:
    double operator()(long orders) {
        const double start = cpuNs();
        for (long done = 0; done < orders; done += 4097) {
            for (int i = 0; i < 4096; i++) submit(book, ++id, false, deepPrice(draw()), 1);
            submit(book, ++id, true, 163, 4096);
        }
        return cpuNs() - start;
    }
};

// Rounds of 65,536 buys, not timed, and their cancels in a scattered order, timed. Counts the orders that were found.
class Cancels {
    static constexpr uint32_t ORDERS = 65536;
    Book book;
    uint64_t id = 0;

  public:
    double operator()(long orders) {
        double ns = 0;
        for (long done = 0; done < orders; done += ORDERS) {
            const uint64_t first = id + 1;
            for (uint32_t i = 0; i < ORDERS; i++) submit(book, ++id, true, deepPrice(draw()), 1);
            const double start = cpuNs();
            for (uint32_t i = 0; i < ORDERS; i++) checksum += book.cancel(first + i * 40503u % ORDERS);
            ns += cpuNs() - start;
        }
        return ns;
    }
};

template <class Work> int run(Work work, long orders, long warmUp) {
    work(warmUp);
    const double ns = work(orders);
    printf("textbook engine: %.1f ns/order over %ld orders (%ld warm-up), checksum %u\n", ns / orders, orders, warmUp,
           checksum);
    return 0;
}

int64_t shallowPrice(uint32_t r, uint32_t) { return 100 + (r >> 1) % 4; }
int64_t ringedDeepPrice(uint32_t r, uint32_t) { return deepPrice(r); }

} // namespace

int main(int argc, char **argv) {
    const long orders = argc > 1 ? atol(argv[1]) : 20000000, warmUp = orders / 20;
    const char *name = argc > 2 ? argv[2] : "deep";
    const auto is = [name](const char *other) { return !strcmp(name, other); };
    Flow sized{0, spreadPrice};
    unsigned levels = 0;
    if (orders < 1) name = "";
    if (is("deep")) return run(Quotes({512, ringedDeepPrice}), orders, warmUp);
    if (is("shallow")) return run(Quotes({16, shallowPrice}), orders, warmUp);
    if (is("wide")) return run(Quotes({16384, spreadPrice, 500000000}), orders, warmUp);
    if (is("random-ids")) return run(Quotes({512, ringedDeepPrice, 0, true}), orders, warmUp);
    if (is("sweep")) return run(Sweeps(), orders / 4097 * 4097, warmUp / 4097 * 4097);
    if (is("cancels")) return run(Cancels(), orders / 65536 * 65536, warmUp / 65536 * 65536);
    if (sscanf(name, "sized:%zu,%u,%u", &sized.ring, &levels, &sized.symbols) == 3 && sized.ring > 0 && levels > 1 &&
        sized.symbols > 0) {
        sized.half = levels / 2;
        return run(Quotes(sized), orders, long(sized.ring + sized.ring / 2) + 100000);
    }
    fprintf(stderr, "usage: textbook_engine [ORDERS [deep|shallow|wide|random-ids|sweep|cancels|sized:RESTING,LEVELS,SYMBOLS]]\n");
    return 2;
}
