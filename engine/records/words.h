// Words of files, options and sentences that are enums in code. Each enum has one table of spellings; nothing else
// reads or writes its words. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ttt {

template <class E>
struct Spelling {
    E value;
    std::string_view text;
};

template <class E>
Spelling(E, std::string_view) -> Spelling<E>;  // clang 14, of the fuzz targets, finds none by itself

/// Every enum with words has its own: an array of its values with their spellings, each once.
template <class E>
inline constexpr auto spellings = nullptr;

/// As files spell it.
template <class E>
constexpr std::string_view spelled(E value)
{
    for (const Spelling<E>& word : spellings<E>)
        if (word.value == value)
            return word.text;
    return {};
}

/// nullopt: this version knows no such word.
template <class E>
constexpr std::optional<E> find_word(std::string_view text)
{
    for (const Spelling<E>& word : spellings<E>)
        if (word.text == text)
            return word.value;
    return std::nullopt;
}

/// "f64, f32 or bf16", for sentences.
template <class E>
std::string all_words()
{
    std::string text;
    std::size_t left = spellings<E>.size();
    for (const Spelling<E>& word : spellings<E>) {
        text += word.text;
        --left;
        text += left > 1 ? ", " : left == 1 ? " or " : "";
    }
    return text;
}

/// A choice that a file or a person spells. Empty: nobody chose. A word that this version does not know (a newer one's,
/// another program's) stays as it is spelled and is none of E's values: what has it can still be read, shown and
/// written, and whoever checks it says so (problems() of a run).
template <class E>
class Choice {
public:
    Choice() = default;
    Choice(E value) : value_(value) {}
    explicit Choice(std::string text) : value_(find_word<E>(text))
    {
        if (!value_)
            unknown_ = std::move(text);
    }

    bool empty() const { return !value_ && unknown_.empty(); }
    std::optional<E> known() const { return value_; }
    E value() const { return value_.value(); }  // of one that was checked; throws std::bad_optional_access
    std::string text() const { return value_ ? std::string(spelled(*value_)) : unknown_; }

    bool operator==(const Choice&) const = default;

private:
    std::optional<E> value_;
    std::string unknown_;
};

}  // namespace ttt
