// A stream as people write it.
#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/records/parsed_number.h"
#include "engine/vision/corruptions/corruption_table.h"
#include "engine/vision/streams/image_stream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ttt {

namespace {

constexpr std::size_t most_shifts = 1000;

struct OrderWord {
    StreamOrder order;
    std::string_view word;
    std::string_view number = {};  // what the number behind its colon is; empty: there is none
    std::string_view such_as = {};
    double least = 0, most = 0;
    bool is_whole = false;
};

constexpr OrderWord order_words[] = {
    {StreamOrder::reset_each, "reset-each"},
    {StreamOrder::continual, "continual"},
    {StreamOrder::gradual, "gradual"},
    {StreamOrder::mixed, "mixed"},
    {StreamOrder::sorted, "sorted"},
    {StreamOrder::dirichlet, "dirichlet", "0.001 (pure clumps) to 1000 (evenly)", "0.1", 1e-3, 1000},
    {StreamOrder::collected, "collected", "the epochs, 1 to 100", "3", 1, 100, true},
    {StreamOrder::one_class, "one-class", "a class, from 0", "2", 0, 9999, true},
    {StreamOrder::noise, "noise", "the share of noise, 0.01 to 0.9", "0.2", 0.01, 0.9},
};

std::string with_number(const OrderWord& order)
{
    return std::string(order.word) + (order.number.empty() ? "" : ":") + std::string(order.such_as);
}

std::string all_orders()
{
    std::string all;
    for (const OrderWord& order : order_words)
        all += (all.empty() ? "" : &order == std::end(order_words) - 1 ? " and " : ", ") + with_number(order);
    return all;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

int severity_of(std::string_view name, std::string_view text)
{
    const auto severity = parsed_number<int>(text);
    if (!severity || *severity < 1 || *severity > 5)
        throw Error("The severity of " + std::string(name) + " is 1 to 5, not " + printable(text) + ".");
    return *severity;
}

void add_group(CorruptionGroup group, int severity, const ImageShape& shape, std::vector<Shift>& shifts)
{
    for (const CorruptionInfo& info : corruptions())
        if (info.group == group && !(info.needs_colour && shape.channels == 1))
            shifts.push_back({std::string(info.key), severity});
}

void add_word(std::string_view word, const ImageShape& shape, std::vector<Shift>& shifts)
{
    const std::size_t colon = word.find(':');
    const std::string_view name = word.substr(0, colon);
    if (word.empty())
        throw Error("The stream has an empty word; write something like gaussian_noise:5,fog:5.");
    if (word == "clean")
        return shifts.push_back({});
    const bool is_all = name == "all", is_group = is_all || name == "extra";
    if (!is_group)
        check_shift({std::string(name), 1}, shape);
    if (colon == std::string_view::npos)
        throw Error("The corruption " + std::string(name) + " has no severity; write " + std::string(name) +
                    ":1 (weakest) to " + std::string(name) + ":5.");
    const int severity = severity_of(name, word.substr(colon + 1));
    if (is_group)
        add_group(is_all ? CorruptionGroup::standard : CorruptionGroup::extra, severity, shape, shifts);
    else
        shifts.push_back({std::string(name), severity});
}

double number_of(const OrderWord& order, std::string_view text)
{
    const auto number = parsed_number<double>(text);
    if (!number || !(*number >= order.least && *number <= order.most) ||
        (order.is_whole && *number != std::floor(*number)))
        throw Error("The number behind " + std::string(order.word) + ": is " + std::string(order.number) + ", not " +
                    printable(text) + ".");
    return *number;
}

}  // namespace

std::vector<Shift> parse_shifts(std::string_view text, const ImageShape& shape)
{
    std::vector<Shift> shifts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        add_word(trimmed(text.substr(begin, end - begin)), shape, shifts);
        if (shifts.size() > most_shifts)
            throw Error("A stream has at most 1,000 shifts.");
        begin = end + 1;
    }
    return shifts;
}

void parse_order(std::string_view text, ImageStream& stream)
{
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    for (const OrderWord& word : order_words) {
        if (word.word != name || (colon != std::string_view::npos && word.number.empty()))
            continue;
        if (!word.number.empty()) {
            if (colon == std::string_view::npos)
                throw Error("The order " + std::string(name) + " needs a number; write " + with_number(word) + ".");
            stream.number = number_of(word, text.substr(colon + 1));
        }
        stream.order = word.order;
        return;
    }
    throw Error("There is no order " + printable(text) + "; there are " + all_orders() + ".");
}

std::string order_text(const ImageStream& stream)
{
    const OrderWord& order = *std::ranges::find(order_words, stream.order, &OrderWord::order);
    if (order.number.empty())
        return std::string(order.word);
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), stream.number).ptr;
    return std::string(order.word) + ":" + std::string(digits.data(), end);
}

}  // namespace ttt
