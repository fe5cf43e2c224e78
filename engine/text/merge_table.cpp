#include "engine/text/merge_table.h"

#include "engine/records/error.h"

#include <algorithm>
#include <bit>
#include <string>

namespace ttt {
namespace {

/// Bytes. A merger takes some 50 bytes of memory for each.
constexpr std::size_t longest_word = std::size_t{64} << 20;

constexpr std::uint64_t empty = ~std::uint64_t{0};  // no pair of ids: both are below 2^31

std::uint64_t key_of(std::int32_t left, std::int32_t right)
{
    return std::uint64_t{static_cast<std::uint32_t>(left)} << 32 | static_cast<std::uint32_t>(right);
}

}  // namespace

MergeTable::MergeTable(std::size_t expected) : slots_(std::bit_ceil(expected * 2 + 16), Slot{empty, {0, 0}}) {}

std::size_t MergeTable::place(std::uint64_t key) const
{
    std::uint64_t hash = key * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].key != key && slots_[at].key != empty)
        at = (at + 1) & (slots_.size() - 1);
    return at;
}

void MergeTable::grow()
{
    std::vector<Slot> old(slots_.size() * 2, Slot{empty, {0, 0}});
    old.swap(slots_);
    for (const Slot& slot : old)
        if (slot.key != empty)
            slots_[place(slot.key)] = slot;
}

void MergeTable::add(std::int32_t left, std::int32_t right, Merge merge)
{
    if ((count_ + 1) * 2 > slots_.size())
        grow();
    Slot& slot = slots_[place(key_of(left, right))];
    count_ += slot.key == empty;
    slot = {key_of(left, right), merge};
}

const MergeTable::Merge* MergeTable::find(std::int32_t left, std::int32_t right) const
{
    const std::uint64_t key = key_of(left, right);
    const Slot& slot = slots_[place(key)];
    return slot.key == key ? &slot.merge : nullptr;
}

void WordMerger::propose(const MergeTable& table, std::int32_t left)
{
    if (left < 0 || symbols_[left].next < 0)
        return;
    if (const auto* merge = table.find(symbols_[left].id, symbols_[symbols_[left].next].id)) {
        heap_.push_back({merge->rank, left, merge->id});
        std::push_heap(heap_.begin(), heap_.end());
    }
}

void WordMerger::join(const MergeTable& table, const Candidate& candidate)
{
    Symbol& left = symbols_[candidate.left];
    if (left.id < 0 || left.next < 0)
        return;
    Symbol& right = symbols_[left.next];
    const auto* merge = table.find(left.id, right.id);
    if (!merge || merge->rank != candidate.rank)
        return;  // one of the two has changed since
    left.id = candidate.id;
    right.id = -1;
    left.next = right.next;
    if (left.next >= 0)
        symbols_[left.next].previous = candidate.left;
    propose(table, left.previous);
    propose(table, candidate.left);
}

void WordMerger::merge(const MergeTable& table, TextBudget& budget, std::vector<Piece>& pieces, std::size_t first)
{
    const std::size_t count = pieces.size() - first;
    if (count > longest_word)
        throw Error("The text has a word of " + std::to_string(count) + " bytes; at most " +
                    std::to_string(longest_word) + " bytes can be merged at once.");
    const auto size = static_cast<std::int32_t>(count);
    symbols_.clear();
    heap_.clear();
    for (std::int32_t i = 0; i < size; ++i)
        symbols_.push_back({pieces[first + static_cast<std::size_t>(i)].id, i - 1, i + 1 < size ? i + 1 : -1});
    for (std::int32_t i = 0; i + 1 < size; ++i)
        propose(table, i);
    while (!heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end());
        const Candidate best = heap_.back();
        heap_.pop_back();
        budget.tick();
        join(table, best);
    }
    std::size_t kept = first;
    for (std::int32_t i = 0; i >= 0 && i < size; i = symbols_[i].next)
        pieces[kept++] = {symbols_[i].id, pieces[first + static_cast<std::size_t>(i)].begin};
    pieces.resize(kept);
}

}  // namespace ttt
