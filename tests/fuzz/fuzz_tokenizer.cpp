// Input: a tokenizer.json. Whatever it says, it is refused in a sentence, or makes good tokens of every text.
#include "engine/text/tokenizer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"

#include <algorithm>
#include <array>

using namespace ttt;

namespace {

constexpr std::array<std::string_view, 6> texts{
    "Hello world, it's 2026!  \n\n  the the\tcafe\xcc\x81 \xc3\xa9 \xe4\xbd\xa0\xe5\xa5\xbd <|endoftext|> "
    "aaaaaaaaaaaaaaaa",
    " leading",
    "\xff\xfe\x80 bad \xc3",
    "",
    "a",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 \xe1\x84\x80\xe1\x85\xa1 x"};

void check(const Tokenizer& tokenizer, std::string_view text)
{
    const Encoding encoding = tokenizer.encode(text);
    fuzz::require(encoding.byte_offsets.size() == encoding.ids.size() + 1, "one offset more than tokens");
    fuzz::require(std::is_sorted(encoding.byte_offsets.begin(), encoding.byte_offsets.end()), "offsets ascend");
    fuzz::require(encoding.byte_offsets.front() == 0 &&
                      encoding.byte_offsets.back() == static_cast<std::int64_t>(text.size()),
                  "offsets cover the text");
    for (const std::int32_t id : encoding.ids)
        fuzz::require(id >= 0 && id < tokenizer.size(), "ids are below the size");
    static_cast<void>(tokenizer.decode(encoding.ids));
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::guarded([&] {
        const Tokenizer tokenizer = Tokenizer::from_json({reinterpret_cast<const char*>(data), size});
        for (const std::int32_t id : tokenizer.start_tokens())
            fuzz::require(!tokenizer.token_bytes(id).empty(), "start tokens are tokens");
        for (const std::string_view text : texts)
            fuzz::guarded([&] { check(tokenizer, text); });
    });
    return 0;
}
