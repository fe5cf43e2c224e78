#include "engine/ask_parts.h"
#include "engine/records/cancelled.h"
#include "engine/sampler.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

constexpr std::int64_t top_count = 5;
constexpr std::int64_t most_states = 32;
constexpr std::int64_t least_between = 1024;                // tokens: less is read again in no time
constexpr std::int64_t most_bytes = std::int64_t{1} << 29;  // of all states

std::int64_t rounded_up(std::int64_t value, std::int64_t step)
{
    return (value + step - 1) / step * step;
}

}  // namespace

Ask::Parts::Parts(RunCheckpoint opened, std::vector<std::int32_t> text, const std::vector<RunStretch>& before)
    : model(std::move(opened)), tokens(std::move(text)),
      stream(model, before, static_cast<std::int64_t>(tokens.size())), ids(ids_of(tokens)),
      every(rounded_up(std::max(least_between, ids.size(0) / most_states + 1), model.config.chunk))
{
    keep();
}

Tensor Ask::Parts::ids_of(const std::vector<std::int32_t>& from) const
{
    return torch::tensor(at::ArrayRef<std::int32_t>(from), torch::kInt)
        .to(torch::TensorOptions(device_of(model.config)).dtype(torch::kLong));
}

void Ask::Parts::check(const AskPlace& wanted) const
{
    const std::int64_t count = ids.size(0);
    if (wanted.at < 0 || wanted.at > count)
        throw Error("The text has " + std::to_string(count) + " tokens, so a place to ask at is one of 0 to " +
                    std::to_string(count) + ", not " + std::to_string(wanted.at) + ".");
    const std::int64_t whole = wanted.at / model.config.chunk;
    if (wanted.without && (*wanted.without < 0 || *wanted.without >= whole))
        throw Error("Chunk " + std::to_string(*wanted.without) + " can't be left out at token " +
                    std::to_string(wanted.at) + ": " +
                    (whole == 0
                         ? "no chunk was read whole before it."
                         : "the chunks that were read whole before it are 0 to " + std::to_string(whole - 1) + "."));
}

/// The nearest state before the place, and before the chunk that is left out.
void Ask::Parts::start_from(const AskPlace& wanted)
{
    const std::int64_t latest = wanted.without ? *wanted.without * model.config.chunk : wanted.at;
    const AskStream::Mark* nearest = &std::prev(marks.upper_bound(latest))->second;
    if (here && !place.without && here->at <= latest && here->at > nearest->at)
        nearest = &*here;
    stream.restore(*nearest);
    position = nearest->at;
}

/// Keeps a state where the text has come a multiple of `every` tokens; learning always goes with the text.
void Ask::Parts::advance(std::int64_t to, bool keeps, const std::stop_token& cancel, const AskProgress& progress)
{
    const std::int64_t from = position;
    while (position < to) {
        if (cancel.stop_requested())
            throw Cancelled();
        const std::int64_t next_state = (position / every + 1) * every;
        const std::int64_t end = std::min({position + stream.stretch(), next_state, to});
        stream.read(ids.slice(0, position, end), true);
        position = end;
        if (keeps && position % every == 0)
            keep();
        if (progress)
            progress(position - from, to - from);
    }
}

/// When the states would take too much, only every second one stays.
void Ask::Parts::keep()
{
    if (marks.contains(position))
        return;
    const std::int64_t bytes = marks.emplace(position, stream.mark(position)).first->second.bytes();
    while (ids.size(0) / every * bytes > most_bytes && every <= ids.size(0))
        every *= 2;
    std::erase_if(marks, [this](const auto& mark) { return mark.first % every != 0; });
}

std::vector<std::int32_t> Ask::Parts::prompt_tokens(const std::string& prompt) const
{
    const Encoding encoding = model.tokenizer.encode(prompt);
    const std::int64_t vocabulary = model.checkpoint.config().vocab_size;
    const bool is_known = std::ranges::all_of(encoding.ids, [=](std::int32_t id) { return id < vocabulary; });
    if (!is_known)
        throw Error("The prompt holds a token that the tokenizer has and the model does not.");
    if (!encoding.unread.empty() && !model.tokenizer.unknown_token())
        throw Error("The tokenizer has no token for a character of the prompt, at byte " +
                    std::to_string(encoding.unread.front().begin) + ".");
    return encoding.ids;
}

std::vector<ArmAnswer> Ask::Parts::answers() const
{
    std::vector<ArmAnswer> answers;
    const std::vector<Tensor> logits = stream.logits();
    for (std::size_t index = 0; index < logits.size(); ++index) {
        answers.push_back({stream.arms()[index], likeliest(logits[index], top_count), {}, 0});
        for (TokenChance& chance : answers.back().top)
            chance.bytes = bytes_of(chance.token);
    }
    return answers;
}

/// Empty where the model has more tokens than its tokenizer.
std::string Ask::Parts::bytes_of(std::int32_t token) const
{
    return token < model.tokenizer.size() ? model.tokenizer.token_bytes(token) : std::string();
}

}  // namespace ttt
