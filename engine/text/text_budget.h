// What encoding one text may cost. A tokenizer.json comes from anywhere: its pattern may try everything at every place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>

namespace ttt {

/// Processor time in proportion to the length of the text (500 kB a second, some 50 times what tokenizers need), and
/// somebody who may ask to stop. One text, one thread.
class TextBudget {
public:
    explicit TextBudget(std::size_t bytes, std::stop_token cancel = {});

    /// Costs a nanosecond; to be called about once a word. Throws Cancelled, or Error with a sentence when the time is
    /// used up.
    void tick()
    {
        if (++ticks_ % ticks_between_looks == 0)
            look();
    }

    /// The same for work that takes microseconds or more.
    void look();

    /// Throws Error with a sentence when a tokenizer makes out of all proportion more bytes than the text has.
    void check_size(std::size_t bytes) const;

private:
    static constexpr std::uint32_t ticks_between_looks = 16;

    std::size_t bytes_;
    std::stop_token cancel_;
    std::int64_t started_ns_;  // processor time of the thread
    std::int64_t looked_ns_;   // coarse clock
    std::uint32_t ticks_ = 0;
};

}  // namespace ttt
