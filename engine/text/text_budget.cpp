#include "engine/text/text_budget.h"

#include "engine/records/cancelled.h"

#include <ctime>
#include <string>

namespace ttt {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t between_looks_ns = 50'000'000;
constexpr std::int64_t least_ns = 2 * second_ns;
constexpr std::int64_t ns_per_byte = 2'000;

/// Per byte of the text, and for any text.
constexpr std::size_t most_times = 16;
constexpr std::size_t most_more = 1 << 16;

std::int64_t now_ns(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return time.tv_sec * second_ns + time.tv_nsec;
}

std::int64_t allowed_ns(std::size_t bytes)
{
    return least_ns + ns_per_byte * static_cast<std::int64_t>(bytes);
}

}  // namespace

TextBudget::TextBudget(std::size_t bytes, std::stop_token cancel)
    : bytes_(bytes), cancel_(std::move(cancel)), started_ns_(now_ns(CLOCK_THREAD_CPUTIME_ID)),
      looked_ns_(now_ns(CLOCK_MONOTONIC_COARSE))
{
}

void TextBudget::look()
{
    const std::int64_t now = now_ns(CLOCK_MONOTONIC_COARSE);
    if (now - looked_ns_ < between_looks_ns)
        return;
    looked_ns_ = now;
    if (cancel_.stop_requested())
        throw Cancelled();
    if (now_ns(CLOCK_THREAD_CPUTIME_ID) - started_ns_ > allowed_ns(bytes_))
        throw Error("The tokenizer takes too long: more than " + std::to_string(allowed_ns(bytes_) / second_ns) +
                    " s for a text of " + std::to_string(bytes_) +
                    " bytes; its pattern or its added tokens need too many steps for this text.");
}

void TextBudget::check_size(std::size_t bytes) const
{
    if (bytes > most_times * bytes_ + most_more)
        throw Error("The tokenizer makes more than " + std::to_string(most_times) + " times as much of a text of " +
                    std::to_string(bytes_) + " bytes: its normaliser is not one for texts like this.");
}

}  // namespace ttt
