#include "engine/text/bpe_trainer.h"

#include "engine/records/cancelled.h"
#include "engine/text/byte_alphabet.h"
#include "engine/text/pair_merger.h"
#include "engine/text/word_counts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <numeric>

namespace ttt {
namespace {

using Json = nlohmann::ordered_json;

/// A count of one is no pattern of the language.
constexpr std::int64_t least_count = 2;

/// Tokens get their ids in this order: bytes as their characters sort (GPT-2, Hugging Face), then merges.
struct Vocabulary {
    std::vector<std::string> tokens;  // in byte characters
    std::array<std::int32_t, 256> byte_ids{};
    std::vector<std::array<std::string, 2>> merges;
};

Vocabulary byte_vocabulary()
{
    std::array<int, 256> bytes{};
    std::iota(bytes.begin(), bytes.end(), 0);
    const auto character = [](int byte) { return byte_character(static_cast<unsigned char>(byte)); };
    std::sort(bytes.begin(), bytes.end(), [&](int a, int b) { return character(a) < character(b); });
    Vocabulary vocabulary;
    for (const int byte : bytes) {
        vocabulary.byte_ids[static_cast<std::size_t>(byte)] = static_cast<std::int32_t>(vocabulary.tokens.size());
        vocabulary.tokens.push_back(to_byte_characters(std::string(1, static_cast<char>(byte))));
    }
    return vocabulary;
}

PreTokenizer qwen2_words()
{
    PreTokenizer words;
    words.add_split(Pattern(qwen2_pattern), SplitBehavior::isolated);
    return words;
}

WordCounts count_words(std::span<const std::string_view> texts, const std::vector<std::string>& special_tokens,
                       const std::stop_token& cancel)
{
    std::vector<AddedToken> added;
    for (const std::string& token : special_tokens)
        added.push_back({0, token});
    WordCounts counts(qwen2_words(), AddedTokens(std::move(added)));
    for (const std::string_view text : texts)
        counts.add(text, cancel);
    return counts;
}

/// Words in the order of their bytes: the order of a hash map must not reach the result.
void add_words(PairMerger& merger, const WordCounts& words, const Vocabulary& vocabulary)
{
    std::vector<const WordCounts::Map::value_type*> sorted;
    for (const auto& entry : words.counts())
        sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    std::vector<std::int32_t> symbols;
    for (const auto* entry : sorted) {
        symbols.clear();
        for (const char byte : entry->first)
            symbols.push_back(vocabulary.byte_ids[static_cast<unsigned char>(byte)]);
        merger.add_word(symbols, entry->second);
    }
    merger.start();
}

/// Two merges may spell the same token ("a"+"bc", "ab"+"c"); it is one token with two merges.
void learn_merges(PairMerger& merger, Vocabulary& vocabulary, std::size_t token_count, const std::stop_token& cancel)
{
    std::unordered_map<std::string, std::int32_t> ids;
    for (const std::string& token : vocabulary.tokens)
        ids.emplace(token, static_cast<std::int32_t>(ids.size()));
    while (vocabulary.tokens.size() < token_count) {
        if (cancel.stop_requested())
            throw Cancelled();
        const auto pair = merger.best();
        if (!pair || pair->count < least_count)
            break;
        const std::string left = vocabulary.tokens[static_cast<std::size_t>(pair->left)];
        const std::string right = vocabulary.tokens[static_cast<std::size_t>(pair->right)];
        const auto [place, is_new] = ids.emplace(left + right, static_cast<std::int32_t>(vocabulary.tokens.size()));
        if (is_new)
            vocabulary.tokens.push_back(left + right);
        vocabulary.merges.push_back({left, right});
        merger.merge(*pair, place->second);
    }
}

Json written(const Vocabulary& vocabulary, const std::vector<std::string>& special_tokens)
{
    Json ids = Json::object();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id)
        ids.push_back({vocabulary.tokens[id], id});
    Json added = Json::array();
    for (const std::string& token : special_tokens)
        added.push_back({{"id", vocabulary.tokens.size() + added.size()},
                         {"content", token},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    const Json byte_level = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", false}};
    const Json split = {
        {"type", "Split"}, {"pattern", {{"Regex", qwen2_pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added},
            {"normalizer", nullptr},
            {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", Json::array({split, byte_level})}}},
            {"post_processor", nullptr},
            {"decoder", byte_level},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"ignore_merges", false},
              {"vocab", ids},
              {"merges", vocabulary.merges}}}};
}

void check(const BpeTrainerOptions& options)
{
    const auto least = static_cast<std::int64_t>(256 + options.special_tokens.size());
    if (options.vocab_size < least)
        throw Error("A vocabulary of " + std::to_string(options.vocab_size) + " tokens is too small: 256 bytes and " +
                    std::to_string(options.special_tokens.size()) + " special tokens need " + std::to_string(least) +
                    ".");
}

}  // namespace

std::string train_bpe(std::span<const std::string_view> texts, const BpeTrainerOptions& options,
                      const std::stop_token& cancel)
{
    check(options);
    const WordCounts words = count_words(texts, options.special_tokens, cancel);
    if (words.counts().empty())
        throw Error("There is no text to train a tokenizer on.");
    Vocabulary vocabulary = byte_vocabulary();
    PairMerger merger;
    add_words(merger, words, vocabulary);
    const auto token_count = static_cast<std::size_t>(options.vocab_size) - options.special_tokens.size();
    learn_merges(merger, vocabulary, token_count, cancel);
    return written(vocabulary, options.special_tokens).dump(1) + "\n";
}

}  // namespace ttt
