#include "engine/text/gguf_pre_tokenizer.h"

#include "engine/text/pre_tokenizer.h"

#include <algorithm>
#include <array>

namespace ttt {
namespace {

using Patterns = std::span<const std::string_view>;

constexpr std::string_view digit = R"(\p{N})";

// From the tokenizer.json of the models; llama.cpp writes some of them in another way to the same effect.
constexpr std::array<std::string_view, 1> llama3{
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};
constexpr std::array<std::string_view, 1> tekken{
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|)"
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|)"
    R"(\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};
constexpr std::array<std::string_view, 1> gpt4o{
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"(\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};
const std::array<std::string_view, 1> qwen2{qwen2_pattern};
const std::array<std::string_view, 1> gpt2{gpt2_pattern};
const std::array<std::string_view, 2> single_digits{digit, gpt2_pattern};
const std::array<std::string_view, 3> falcon{R"([\p{P}$+<=>^~|`]+)", gpt2_pattern, "[0-9][0-9][0-9]"};
const std::array<std::string_view, 4> usual{R"([\p{P}$+<=>^~|]+)", gpt2_pattern, R"(\p{N}+)", "[0-9][0-9][0-9]"};

const std::array known{
    GgufPreTokenizer{.names = " default ", .patterns = usual},
    GgufPreTokenizer{.names = " llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 ",
                     .patterns = llama3,
                     .ignore_merges = true,
                     .start_token = true},
    GgufPreTokenizer{.names = " smaug-bpe dbrx chatglm-bpe glm4 ", .patterns = llama3},  // smaug-bpe: SmolLM3's, too
    GgufPreTokenizer{.names = " qwen2 ", .patterns = qwen2, .nfc = true},
    GgufPreTokenizer{.names = " deepseek-r1-qwen stablelm2 megrez hunyuan ", .patterns = qwen2},
    GgufPreTokenizer{.names = " smollm starcoder refact command-r codeshell exaone minerva-7b ",
                     .patterns = single_digits},
    GgufPreTokenizer{.names = " gpt-2 phi-2 mpt olmo jais trillion ", .patterns = gpt2},
    GgufPreTokenizer{.names = " tekken ", .patterns = tekken, .ignore_merges = true, .start_token = true},
    GgufPreTokenizer{.names = " gpt-4o llama4 ", .patterns = gpt4o},
    GgufPreTokenizer{.names = " falcon ", .patterns = falcon},
};

}  // namespace

const GgufPreTokenizer* gguf_pre_tokenizer(std::string_view name)
{
    const std::string whole = " " + std::string(name) + " ";
    const auto found =
        name.find(' ') == std::string_view::npos
            ? std::find_if(known.begin(), known.end(),
                           [&](const GgufPreTokenizer& one) { return one.names.find(whole) != std::string_view::npos; })
            : known.end();
    return found == known.end() ? nullptr : &*found;
}

std::string gguf_pre_tokenizer_names()
{
    std::string names;
    for (const GgufPreTokenizer& one : known)
        names += one.names.substr(1);
    names.pop_back();
    return names;
}

}  // namespace ttt
