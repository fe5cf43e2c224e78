#include "engine/records/error.h"
#include "engine/text/bpe_trainer.h"
#include "engine/text/pair_merger.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <array>
#include <map>

using namespace ttt;
using namespace ttt::test;

namespace {

using Words = std::vector<std::pair<std::vector<std::int32_t>, std::int64_t>>;
using Pairs = std::vector<std::array<std::int64_t, 3>>;  // left, right, count

/// Counts everything anew before every merge.
Pairs merges_by_counting(Words words, int merges, std::int32_t next)
{
    Pairs result;
    for (; merges > 0; --merges, ++next) {
        std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> counts;
        for (const auto& [symbols, count] : words)
            for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
                counts[{symbols[i], symbols[i + 1]}] += count;
        if (counts.empty())
            break;
        auto best = counts.begin();
        for (auto pair = counts.begin(); pair != counts.end(); ++pair)
            if (pair->second > best->second)
                best = pair;
        const auto [left, right] = best->first;
        result.push_back({left, right, best->second});
        for (auto& [symbols, count] : words)
            for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
                if (symbols[i] == left && symbols[i + 1] == right) {
                    symbols[i] = next;
                    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                }
    }
    return result;
}

Pairs merges_of_merger(const Words& words, int merges, std::int32_t next)
{
    PairMerger merger;
    for (const auto& [symbols, count] : words)
        merger.add_word(symbols, count);
    merger.start();
    Pairs result;
    for (; merges > 0; --merges) {
        const auto pair = merger.best();
        if (!pair)
            break;
        result.push_back({pair->left, pair->right, pair->count});
        merger.merge(*pair, next++);
    }
    return result;
}

std::string sentence(const std::vector<std::string_view>& texts, const BpeTrainerOptions& options)
{
    try {
        train_bpe(texts, options);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

class TstBpeTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void merges_as_if_all_were_counted_anew();
    void gives_a_tokenizer();
    void the_order_of_texts_does_not_matter();
    void special_tokens_are_no_text();
    void stops_when_nothing_repeats();
    void sentences();
};

void TstBpeTrainer::merges_as_if_all_were_counted_anew()
{
    Draw draw(21);
    for (int round = 0; round < 60; ++round) {
        // Few symbols and long words: runs of one symbol and many ties.
        Words words(1 + draw.below(20));
        for (auto& [symbols, count] : words) {
            count = static_cast<std::int64_t>(1 + draw.below(4));
            symbols.resize(1 + draw.below(25));
            for (std::int32_t& symbol : symbols)
                symbol = static_cast<std::int32_t>(draw.below(3));
        }
        const Pairs expected = merges_by_counting(words, 40, 3);
        QCOMPARE(merges_of_merger(words, 40, 3), expected);
    }
}

void TstBpeTrainer::gives_a_tokenizer()
{
    const auto texts = generated_texts(22, 100, 1000);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const Tokenizer tokenizer = Tokenizer::from_json(train_bpe(views, {600, {"<|endoftext|>", "<|pad|>"}}));
    QCOMPARE(tokenizer.size(), 600);
    QCOMPARE(tokenizer.id_of("<|endoftext|>").value_or(-1), 598);
    QCOMPARE(tokenizer.id_of("<|pad|>").value_or(-1), 599);
    std::size_t bytes = 0, tokens = 0;
    for (const std::string& text : texts) {
        const Encoding encoding = tokenizer.encode(text);
        QVERIFY(tokenizer.decode(encoding.ids) == text);
        bytes += text.size();
        tokens += encoding.ids.size();
    }
    QVERIFY(tokens * 3 < bytes * 2);
}

void TstBpeTrainer::the_order_of_texts_does_not_matter()
{
    const auto texts = generated_texts(23, 60, 500);
    std::vector<std::string_view> views(texts.begin(), texts.end());
    const std::string json = train_bpe(views, {500, {}});
    std::reverse(views.begin(), views.end());
    QVERIFY(train_bpe(views, {500, {}}) == json);
}

void TstBpeTrainer::special_tokens_are_no_text()
{
    const std::string one = "the theme";
    const std::string two = "the lathe";
    const std::string joined = one + "<|endoftext|>" + two + "<|endoftext|><|endoftext|>";
    const BpeTrainerOptions options{300, {"<|endoftext|>"}};
    QCOMPARE(train_bpe(std::vector<std::string_view>{joined}, options),
             train_bpe(std::vector<std::string_view>{one, two}, options));
    QVERIFY(train_bpe(std::vector<std::string_view>{joined}, {300, {}}) !=
            train_bpe(std::vector<std::string_view>{one, two}, {300, {}}));
}

void TstBpeTrainer::stops_when_nothing_repeats()
{
    const auto json =
        nlohmann::json::parse(train_bpe(std::vector<std::string_view>{"ab ab cd \xff\xff\xff"}, {1000, {}}));
    // "ab" alone occurs twice in a word; " ab" once; bytes that are no text are never merged.
    QCOMPARE(json["model"]["merges"].dump(), std::string(R"([["a","b"]])"));
    QCOMPARE(json["model"]["vocab"].size(), std::size_t{257});
}

void TstBpeTrainer::sentences()
{
    QCOMPARE(sentence({"text"}, {256, {"<|endoftext|>"}}),
             std::string("A vocabulary of 256 tokens is too small: 256 bytes and 1 special tokens need 257."));
    QCOMPARE(sentence({}, {300, {}}), std::string("There is no text to train a tokenizer on."));
    QCOMPARE(sentence({"", "<s>"}, {300, {"<s>"}}), std::string("There is no text to train a tokenizer on."));
}

TTT_TEST(TstBpeTrainer)
#include "tst_bpe_trainer.moc"
