#include "engine/lab_parts.h"

#include "engine/machine/failure.h"
#include "engine/probes/reading_difference.h"
#include "engine/random_tokens.h"
#include "engine/records/error.h"

#include <torch/utils.h>

#include <algorithm>

namespace ttt {
namespace {

/// Any ordinary token but the one that stands there.
std::int32_t other_token(const RunCheckpoint& model, std::int32_t original)
{
    std::vector<std::int64_t> tokens = ordinary_tokens(model);
    std::erase(tokens, original);
    if (tokens.empty())
        throw Error("The tokenizer of '" + model.config.model + "' has no second token to put in the place of one.");
    std::mt19937_64 source(model.config.seed);
    return static_cast<std::int32_t>(draw_tokens(std::move(tokens), 1, source).front());
}

/// What the numbers of each item say about before and after.
void judge(CausalityCheck& check)
{
    const auto changed = check.by_item.begin() + check.item;
    check.largest_before = changed == check.by_item.begin() ? 0.0 : *std::max_element(check.by_item.begin(), changed);
    const auto moved =
        std::find_if(check.by_item.begin(), check.by_item.end(), [](float change) { return change > 0; });
    check.first_moved = moved == check.by_item.end() ? -1 : moved - check.by_item.begin();
}

}  // namespace

CausalityCheck Lab::check_causality(std::int64_t item, std::int64_t end, std::stop_token cancel) const
try {
    const std::int64_t tokens = parts_->ids.size(0);
    if (end < 1 || end > tokens)
        throw Error("The text can be read up to token " + std::to_string(tokens) + ", not up to " +
                    std::to_string(end) + ".");
    if (item < 0 || item >= end)
        throw Error("The token to be replaced must be one of 0 to " + std::to_string(end - 1) + ", not " +
                    std::to_string(item) + ".");
    const torch::NoGradGuard no_grad;
    const std::int32_t original = parts_->tokens[static_cast<std::size_t>(item)];
    CausalityCheck check{
        .item = item, .original = original, .replacement = other_token(parts_->model, original), .by_item = {}};
    const torch::Tensor text = parts_->ids.slice(0, 0, end);
    const torch::Tensor changed = text.clone();
    changed[item] = check.replacement;
    ArmReader first = parts_->fresh_reader();
    ArmReader second = parts_->fresh_reader();
    ReadingDifference difference = reading_difference(first, second, text, changed, parts_->model.config.chunk, cancel);
    check.by_item = std::move(difference.by_item);
    check.first_write = difference.first_write;
    judge(check);
    return check;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
