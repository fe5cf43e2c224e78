// Input: a line with a regular expression, then a text. Every byte of the text comes out once, in order.
#include "engine/text/pre_tokenizer.h"
#include "engine/text/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <string>
#include <string_view>

using namespace ttt;

namespace {

void check(const std::string& source, std::string_view text, SplitBehavior behavior)
{
    PreTokenizer words;
    words.add_split(Pattern(source), behavior, false);
    TextBudget budget(text.size());
    std::string all;
    words.split(text, true, budget, [&](const Word& word) {
        fuzz::require(!word.bytes.empty() && word.begin + word.bytes.size() <= text.size(), "a word lies in the text");
        all += word.bytes;
    });
    fuzz::require(behavior == SplitBehavior::removed ? all.size() <= text.size() : all == text, "every byte once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::size_t line_end = std::min(all.find('\n'), all.size());
    const std::string_view text = line_end < all.size() ? all.substr(line_end + 1) : "The cafe's 12 aaaaaaaaab\n x";
    constexpr std::size_t longest = 400;
    if (utf8_valid_prefix(text) != text.size() || text.size() > longest)
        return 0;
    for (const SplitBehavior behavior : {SplitBehavior::isolated, SplitBehavior::removed, SplitBehavior::contiguous,
                                         SplitBehavior::merged_with_previous, SplitBehavior::merged_with_next})
        fuzz::guarded([&] { check(std::string(all.substr(0, line_end)), text, behavior); });
    return 0;
}
