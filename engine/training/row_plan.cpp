#include "engine/training/row_plan.h"

#include "engine/records/error.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace ttt {
namespace {

constexpr std::int64_t ignored = -100;

std::uint64_t mixed(std::uint64_t seed, std::uint64_t a, std::uint64_t b)
{
    std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL + a * 0xBF58476D1CE4E5B9ULL + b * 0x94D049BB133111EBULL + 1;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// The same numbers on every platform, unlike the standard distributions.
double uniform(std::mt19937_64& random)
{
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

std::int64_t below(std::mt19937_64& random, std::int64_t limit)
{
    return static_cast<std::int64_t>(uniform(random) * static_cast<double>(limit));
}

template <class T>
void shuffle(std::vector<T>& items, std::mt19937_64& random)
{
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[static_cast<std::size_t>(below(random, static_cast<std::int64_t>(i)))]);
}

}  // namespace

RowPlan::RowPlan(const Corpus& corpus, RowShape shape, std::uint64_t seed)
    : corpus_(corpus), shape_(shape), seed_(seed), starts_{0}
{
    if (shape_.chunk < 1 || shape_.length % shape_.chunk != 0)
        throw Error("A training row of " + std::to_string(shape_.length) +
                    " tokens is not a whole number of chunks of " + std::to_string(shape_.chunk) + ".");
    if (corpus_.vocab_size < 2)
        throw Error("The tokenizer has no token but the one that ends a document.");
    if (corpus_.token_count() < 2)
        throw Error("The corpus holds no text to train on.");
}

std::int64_t RowPlan::rounded(std::int64_t length) const
{
    return (length + shape_.chunk - 1) / shape_.chunk * shape_.chunk;
}

void RowPlan::plan_epoch(std::int64_t epoch)
{
    std::mt19937_64 random(mixed(seed_, 1, static_cast<std::uint64_t>(epoch)));
    rows_.clear();
    std::vector<Piece> short_pieces;
    for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
        const auto length = static_cast<std::int64_t>(corpus_.documents[document].size()) - 1;
        std::int64_t end = std::min(length, 1 + below(random, shape_.length));
        for (std::int64_t begin = 0; begin < length; begin = end, end = std::min(length, end + shape_.length)) {
            if (end - begin == shape_.length)
                rows_.push_back({{document, begin, end - begin, 0}});
            else
                short_pieces.push_back({document, begin, end - begin, 0});
        }
    }
    shuffle(short_pieces, random);
    std::int64_t filled = shape_.length;
    for (Piece piece : short_pieces) {
        if (filled + rounded(piece.length) > shape_.length) {
            rows_.emplace_back();
            filled = 0;
        }
        piece.at = filled;
        filled += rounded(piece.length);
        rows_.back().push_back(piece);
    }
    shuffle(rows_, random);
    epoch_ = epoch;
}

Row RowPlan::row(std::int64_t index)
{
    std::size_t epoch = 0;
    while (epoch + 1 < starts_.size() && starts_[epoch + 1] <= index)
        ++epoch;
    if (epoch_ != static_cast<std::int64_t>(epoch))
        plan_epoch(static_cast<std::int64_t>(epoch));
    while (index >= starts_[epoch] + static_cast<std::int64_t>(rows_.size())) {
        if (epoch + 1 == starts_.size())
            starts_.push_back(starts_[epoch] + static_cast<std::int64_t>(rows_.size()));
        plan_epoch(static_cast<std::int64_t>(++epoch));
    }
    const std::uint64_t chance = mixed(seed_, 2, static_cast<std::uint64_t>(index));
    if (static_cast<double>(chance >> 11) * 0x1.0p-53 < shape_.repeat_fraction)
        return repeat_row(chance);
    return text_row(rows_[static_cast<std::size_t>(index - starts_[epoch])]);
}

Row RowPlan::text_row(const PiecesOfRow& pieces) const
{
    const auto length = static_cast<std::size_t>(shape_.length);
    Row row{.ids = std::vector<std::int64_t>(length, corpus_.end_token),
            .targets = std::vector<std::int64_t>(length, ignored),
            .document = std::vector<std::int64_t>(length, 0)};
    std::int64_t label = 0;
    for (const Piece& piece : pieces) {
        const DocumentTokens& tokens = corpus_.documents[piece.document];
        for (std::int64_t i = 0; i < rounded(piece.length); ++i) {
            const auto at = static_cast<std::size_t>(piece.at + i);
            row.document[at] = label;
            if (i >= piece.length)
                continue;
            row.ids[at] = tokens[static_cast<std::size_t>(piece.begin + i)];
            row.targets[at] = tokens[static_cast<std::size_t>(piece.begin + i + 1)];
        }
        ++label;
    }
    const std::int64_t used = pieces.back().at + rounded(pieces.back().length);
    std::fill(row.document.begin() + used, row.document.end(), label);
    return row;
}

/// A span of random tokens, again and again; its first showing cannot be known and does not count.
Row RowPlan::repeat_row(std::uint64_t seed) const
{
    std::mt19937_64 random(seed);
    const auto longest = static_cast<double>(std::min(shape_.repeat_max, shape_.length / 2));
    const auto shortest = static_cast<double>(shape_.repeat_min);
    const auto span = static_cast<std::int64_t>(shortest * std::pow(longest / shortest, uniform(random)));
    std::vector<std::int64_t> tokens(static_cast<std::size_t>(span));
    for (std::int64_t& token : tokens)
        do
            token = below(random, corpus_.vocab_size);
        while (token == corpus_.end_token);
    Row row;
    for (std::int64_t i = 0; i < shape_.length; ++i) {
        row.ids.push_back(tokens[static_cast<std::size_t>(i % span)]);
        row.targets.push_back(i + 1 < span ? ignored : tokens[static_cast<std::size_t>((i + 1) % span)]);
        row.document.push_back(0);
    }
    return row;
}

}  // namespace ttt
