// Input: any text, through the golden tokenizers, whole and from its start.
#include "engine/run_document.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <vector>

using namespace ttt;

namespace {

std::vector<Tokenizer> golden()
{
    std::vector<Tokenizer> tokenizers;
    for (const char* name : {"gpt2", "llama3", "mixed", "qwen2"})
        tokenizers.push_back(Tokenizer::load(std::string(TTT_TESTS_DIR "/golden/tokenizer/") + name + ".json"));
    return tokenizers;
}

void check(const Tokenizer& tokenizer, std::string_view text)
{
    const Encoding whole = tokenizer.encode(text);
    fuzz::require(std::is_sorted(whole.byte_offsets.begin(), whole.byte_offsets.end()), "offsets ascend");
    fuzz::require(whole.byte_offsets.back() == static_cast<std::int64_t>(text.size()), "offsets cover the text");
    constexpr std::int64_t few = 5;
    const Encoding start = encode_start(
        tokenizer, [&](std::size_t bytes) { return text.substr(0, bytes); }, few);
    fuzz::require(start.ids.size() == std::min<std::size_t>(few, whole.ids.size()) &&
                      std::equal(start.ids.begin(), start.ids.end(), whole.ids.begin()),
                  "the start is the start of the whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::vector<Tokenizer> tokenizers = golden();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const Tokenizer& tokenizer : tokenizers)
        fuzz::guarded([&] { check(tokenizer, text); });
    const Tokenizer& no_normaliser = tokenizers.front();
    fuzz::require(no_normaliser.decode(no_normaliser.encode(text).ids) == text, "every byte comes back");
    return 0;
}
