#include "engine/text/invented_words.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ttt {
namespace {

constexpr std::array first_onsets{"b", "d", "f", "g", "h",  "k",  "l",  "m",  "n",  "p",  "r", "s",
                                  "t", "v", "w", "z", "br", "dr", "gr", "pl", "st", "th", "tr"};
constexpr std::array onsets{"b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z"};
constexpr std::array vowels{"a", "e", "i", "o", "u"};
constexpr std::array middles{"", "", "", "", "n", "r", "l"};  // mostly open syllables
constexpr std::array ends{"", "", "n", "r", "l", "s", "m", "th", "nd", "sk"};

constexpr int attempts = 1000;  // then the words grow longer

constexpr std::size_t vocabulary_size = 800;
constexpr std::int64_t zipf_scale = 1'000'000;  // the weight of rank r is scale / (r + 3), a whole number
constexpr std::int64_t shortest_sentence = 6, longest_sentence = 15;   // words
constexpr std::int64_t shortest_paragraph = 3, longest_paragraph = 7;  // sentences

template <class List>
const char* one_of(const List& list, Draw& draw)
{
    return list[static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(list.size())))];
}

/// Bytes of a word: ASCII letters and digits, and everything that is not ASCII.
bool is_inner(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string capitalised(std::string word)
{
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
}

/// Draws a rank with a weight of zipf_scale / (rank + 3).
class ZipfDraw {
public:
    ZipfDraw()
    {
        for (std::size_t rank = 0; rank < vocabulary_size; ++rank)
            up_to_.push_back((up_to_.empty() ? 0 : up_to_.back()) + zipf_scale / static_cast<std::int64_t>(rank + 3));
    }

    std::size_t next(Draw& draw) const
    {
        const std::int64_t drawn = draw.below(up_to_.back());
        return static_cast<std::size_t>(std::upper_bound(up_to_.begin(), up_to_.end(), drawn) - up_to_.begin());
    }

private:
    std::vector<std::int64_t> up_to_;
};

/// Where sentences and paragraphs end.
class Prose {
public:
    explicit Prose(Draw& draw) : draw_(draw) { start_paragraph(); }

    void add(const std::string& word)
    {
        text_ += is_start_ ? capitalised(word) : word;
        is_start_ = --words_left_ == 0;
        if (!is_start_) {
            text_ += ' ';
            return;
        }
        const bool ends_paragraph = --sentences_left_ == 0;
        text_ += ends_paragraph ? ".\n\n" : ". ";
        ends_paragraph ? start_paragraph() : start_sentence();
    }

    /// Without what stands open at the end.
    std::string finish()
    {
        text_.erase(text_.find_last_not_of(" .\n") + 1);
        return std::move(text_) + ".\n";
    }

private:
    void start_sentence() { words_left_ = shortest_sentence + draw_.below(longest_sentence - shortest_sentence + 1); }
    void start_paragraph()
    {
        sentences_left_ = shortest_paragraph + draw_.below(longest_paragraph - shortest_paragraph + 1);
        start_sentence();
    }

    Draw& draw_;
    std::string text_;
    std::int64_t words_left_ = 0;
    std::int64_t sentences_left_ = 0;
    bool is_start_ = true;
};

}  // namespace

void InventedWords::avoid(std::string_view text)
{
    std::string word;
    for (const char c : text) {
        if (is_inner(c)) {
            word += lower(c);
        } else if (!word.empty()) {
            taken_.insert(std::move(word));
            word.clear();
        }
    }
    if (!word.empty())
        taken_.insert(std::move(word));
}

std::string InventedWords::candidate(int syllables)
{
    std::string word;
    for (int i = 0; i < syllables; ++i) {
        word += i == 0 ? one_of(first_onsets, draw_) : one_of(onsets, draw_);
        word += one_of(vowels, draw_);
        word += i + 1 < syllables ? one_of(middles, draw_) : one_of(ends, draw_);
    }
    return word;
}

std::string InventedWords::word(int fewest_syllables)
{
    for (int attempt = 0;; ++attempt) {
        const int syllables = fewest_syllables + static_cast<int>(draw_.below(2)) + attempt / attempts;
        std::string word = candidate(syllables);
        if (taken_.insert(word).second)
            return word;
    }
}

std::string InventedWords::name()
{
    return capitalised(word(2));
}

std::string invented_text(std::int64_t words, std::uint64_t seed)
{
    if (words < 1)
        return "";
    InventedWords language(seed);
    std::vector<std::string> vocabulary(vocabulary_size);
    for (std::string& word : vocabulary)
        word = language.word(1);
    std::stable_sort(vocabulary.begin(), vocabulary.end(),
                     [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    const ZipfDraw ranks;
    Draw draw(seed);
    Prose prose(draw);
    for (std::int64_t i = 0; i < words; ++i)
        prose.add(vocabulary[ranks.next(draw)]);
    return prose.finish();
}

}  // namespace ttt
