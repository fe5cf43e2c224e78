// Where adapted gets worse than frozen: the one rule for the engine, for what compares runs, and for what shows them.
// Std only.
#pragma once

#include "engine/records/excess_window.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// What was found: over items [begin, end) adapted cost so much more than frozen.
struct Worse {
    std::int64_t begin = 0;
    std::int64_t end = 0;     // the guarded arm reads frozen from here on
    double excess = 0;        // nats per item
    std::int64_t chunks = 0;  // that were judged together

    bool operator==(const Worse&) const = default;
};

/// Watches the chunks of a run. Adapted is worse when over the last `chunks` chunks, and at least 64 tokens, it cost
/// more than `margin` nats a token above frozen; once is for good. Only chunks that were scored count, so whoever acts
/// on it behind a chunk never looks ahead. A text that is shorter is never judged: nothing would be left to guard.
class GuardWatch {
public:
    static constexpr std::int64_t least_tokens = 64;

    /// margin: nats per token; chunks: at least 1.
    GuardWatch(double margin, std::int64_t chunks) : margin_(margin), window_(chunks, least_tokens) {}

    /// The next chunk, items [begin, begin + n): NLL in nats, both [n]; NaN where there is none. True: it decided.
    bool add(std::int64_t begin, std::span<const float> frozen, std::span<const float> adapted)
    {
        if (worse_)
            return false;
        see(begin, frozen, adapted);
        const auto end = begin + static_cast<std::int64_t>(adapted.size());
        if (window_.has_enough_chunks() && window_.has_enough_tokens() && window_.mean() > margin_)
            worse_ = Worse{window_.begin(), end, window_.mean(), window_.chunks()};
        return worse_.has_value();
    }

    /// The next chunk, which others judged.
    void see(std::int64_t begin, std::span<const float> frozen, std::span<const float> adapted)
    {
        window_.add(begin, frozen, adapted);
    }
    /// What others found.
    void set(const Worse& worse) { worse_ = worse; }

    const std::optional<Worse>& worse() const { return worse_; }

private:
    double margin_;
    ExcessWindow window_;
    std::optional<Worse> worse_;
};

inline void add_worse(StepRecord& step, const Worse& worse)
{
    EventRows& rows = rows_of(step, EventKind::worse);
    rows.items.insert(rows.items.end(), {worse.end - 1, worse.begin});
    rows.values.insert(rows.values.end(), {worse.excess, static_cast<double>(worse.chunks)});
}

/// The first; nullopt: there is none. nullptr may be asked.
inline std::optional<Worse> first_worse(const EventRows* rows)
{
    if (!rows || rows->items.size() < 2 || rows->values.size() < 2)
        return std::nullopt;
    return Worse{rows->items[1], rows->items[0] + 1, rows->values[0], std::llround(rows->values[1])};
}

/// "Worse than frozen from chunk 12: over 32 chunks every token cost 0.21 nats more ..." last: the chunk that decided.
inline std::string worse_sentence(const Worse& worse, std::int64_t last)
{
    constexpr double most_told = 1e6;
    const auto hundredths = static_cast<long long>(std::llround(std::min(worse.excess, most_told) * 100));
    const std::string fraction = std::to_string(hundredths % 100);
    return "Worse than frozen from chunk " + std::to_string(last + 1 - worse.chunks) + ": over " +
           std::to_string(worse.chunks) + (worse.chunks == 1 ? " chunk" : " chunks") + " every token cost " +
           std::to_string(hundredths / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction +
           " nats more than it cost the frozen model; a smaller learning rate or a cap on the drift may help.";
}

}  // namespace ttt
