#include "sessions/run_difference.h"

#include "engine/records/error.h"
#include "engine/records/item_names.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <set>
#include <span>
#include <sstream>
#include <tuple>

namespace ttt {

namespace {

constexpr std::int64_t reach = 2;  // values shown on either side

bool agree(double a, double b, const Tolerance& tolerance)
{
    if (std::isnan(a) || std::isnan(b))
        return std::isnan(a) && std::isnan(b);
    if (a == b)
        return true;  // infinities
    return std::abs(a - b) <= tolerance.absolute + tolerance.relative * std::max(std::abs(a), std::abs(b));
}

/// How far apart; a number that only one has is infinitely far.
double distance(const ValuePair& pair)
{
    if (std::isnan(pair.first) && std::isnan(pair.second))
        return 0;
    const double apart = pair.first == pair.second ? 0 : std::abs(pair.first - pair.second);
    return std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart;
}

template <class Value>
class Comparison {
public:
    Comparison(std::span<const Value> first, std::span<const Value> second, std::int64_t width)
        : first_(first), second_(second), width_(width)
    {
    }

    void fill(KeyDifference& result) const
    {
        result.compared = static_cast<std::int64_t>(std::min(first_.size(), second_.size()));
        std::int64_t where = -1;
        for (std::int64_t at = 0; at < result.compared; ++at) {
            const ValuePair pair = at_place(at);
            if (at == 0 || distance(pair) > distance(result.largest))
                result.largest = pair;
            if (agree(pair.first, pair.second, result.tolerance))
                continue;
            if (result.differing++ == 0)
                where = at;
        }
        if (where >= 0)
            show(where, result);
    }

private:
    ValuePair at_place(std::int64_t at) const
    {
        const auto index = static_cast<std::size_t>(at);
        return {at / width_, static_cast<double>(first_[index]), static_cast<double>(second_[index])};
    }

    void show(std::int64_t where, KeyDifference& result) const
    {
        result.first = at_place(where);
        for (std::int64_t at = where - reach * width_; at <= where + reach * width_; at += width_)
            if (at >= 0 && at < result.compared)
                result.around.push_back(at_place(at));
    }

    std::span<const Value> first_, second_;
    std::int64_t width_;
};

/// Whatever was done to them: that is a difference of the runs.
void expect_same_images(const RunNumbers& first, const RunNumbers& second)
{
    const auto *a = std::get_if<ImageSetRecord>(&first.input), *b = std::get_if<ImageSetRecord>(&second.input);
    if (a && b && a->hash != b->hash)
        throw Error("The runs show different sets of images: '" + a->name + "' and '" + b->name +
                    "', or the same with other contents.");
}

void expect_same_text(const RunNumbers& first, const RunNumbers& second)
{
    const DocumentRecord *a = text_of(first.input), *b = text_of(second.input);
    if (!a != !b)
        throw Error("One of the runs reads a text and the other does not: there is nothing to compare.");
    if (!a || !b)
        return expect_same_images(first, second);
    const auto shared = static_cast<std::ptrdiff_t>(
        std::min(std::min(a->token_ids.size(), b->token_ids.size()),
                 static_cast<std::size_t>(std::min(first.item_count(), second.item_count()))));
    const auto [left, right] = std::mismatch(a->token_ids.begin(), a->token_ids.begin() + shared, b->token_ids.begin());
    if (left != a->token_ids.begin() + shared)
        throw Error("The runs read different texts: token " + std::to_string(left - a->token_ids.begin()) + " has id " +
                    std::to_string(*left) + " in the first and " + std::to_string(*right) + " in the second.");
}

class Differ {
public:
    Differ(const RunNumbers& first, const RunNumbers& second, const DifferenceOptions& options)
        : first_(first), second_(second), options_(options)
    {
        result_.kind = first.header.kind;
        result_.steps = shared_steps();
        result_.items = std::min(first.item_count(), second.item_count());
    }

    RunDifference run()
    {
        compare_columns();
        compare_metrics();
        sort_lacking(result_.only_first);
        sort_lacking(result_.only_second);
        note_extent();
        if (result_.keys.empty())
            throw Error("The runs have no number in common that could be compared.");
        std::ranges::stable_sort(result_.keys, {}, [](const KeyDifference& key) {
            const bool agrees = !key.first;
            return std::tuple(agrees, agrees ? 0 : key.step, !key.is_column,
                              key.is_column && !agrees ? key.first->place : 0,
                              key.layer < 0 ? std::numeric_limits<std::int32_t>::max() : key.layer);
        });
        return std::move(result_);
    }

private:
    /// As long as both cut the text alike.
    std::int64_t shared_steps() const
    {
        const auto &a = first_.step_ends, &b = second_.step_ends;
        const std::size_t both = std::min(a.size(), b.size());
        return std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(both), b.begin()).first - a.begin();
    }

    bool is_asked(const std::string& key) const
    {
        const auto& only = options_.only;
        return only.empty() || std::ranges::find(only, key) != only.end();
    }

    KeyDifference started(const std::string& key, bool is_column, std::int32_t layer) const
    {
        const auto own = options_.by_key.find(key);
        KeyDifference difference;
        difference.key = key;
        difference.is_column = is_column;
        difference.layer = layer;
        const Tolerance all = options_.tolerance.value_or(is_column ? column_tolerance : metric_tolerance);
        difference.tolerance = own == options_.by_key.end() ? all : own->second;
        return difference;
    }

    void compare_columns()
    {
        for (const auto& [key, column] : first_.columns) {
            const auto other = second_.columns.find(key);
            const bool is_named = !options_.only.empty() || options_.by_key.contains(key);
            if (!is_asked(key) || (is_jumpy(key) && !is_named))
                continue;
            if (other == second_.columns.end() || other->second.width != column.width) {
                result_.only_first.push_back(key);
                continue;
            }
            KeyDifference difference = started(key, true, -1);
            const auto count = static_cast<std::size_t>(result_.items * column.width);
            Comparison<float>(std::span(column.values).first(count), std::span(other->second.values).first(count),
                              column.width)
                .fill(difference);
            if (difference.first)
                difference.step =
                    std::ranges::upper_bound(first_.step_ends, difference.first->place) - first_.step_ends.begin();
            result_.keys.push_back(std::move(difference));
        }
        for (const auto& [key, column] : second_.columns)
            if (is_asked(key) && !is_jumpy(key) && !first_.columns.contains(key))
                result_.only_second.push_back(key);
    }

    void compare_metrics()
    {
        std::set<std::string> lacking_second, lacking_first;
        for (const auto& [place, values] : first_.metrics) {
            if (!is_asked(place.first))
                continue;
            const auto other = second_.metrics.find(place);
            if (other == second_.metrics.end()) {
                lacking_second.insert(place.first);
                continue;
            }
            KeyDifference difference = started(place.first, false, place.second);
            const auto count = static_cast<std::size_t>(result_.steps);
            Comparison<double>(std::span(values).first(count), std::span(other->second).first(count), 1)
                .fill(difference);
            if (difference.first)
                difference.step = difference.first->place;
            if (difference.compared > 0)
                result_.keys.push_back(std::move(difference));
        }
        for (const auto& [place, values] : second_.metrics)
            if (is_asked(place.first) && !first_.metrics.contains(place))
                lacking_first.insert(place.first);
        result_.only_first.insert(result_.only_first.end(), lacking_second.begin(), lacking_second.end());
        result_.only_second.insert(result_.only_second.end(), lacking_first.begin(), lacking_first.end());
    }

    /// Each once: some are metrics and columns.
    static void sort_lacking(std::vector<std::string>& keys)
    {
        std::ranges::sort(keys);
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }

    void note_extent()
    {
        const std::size_t a = first_.step_ends.size(), b = second_.step_ends.size();
        const auto shared = static_cast<std::size_t>(result_.steps);
        const ItemNames names = item_names(result_.kind);
        const std::string step(names.step), steps(names.steps), items(names.items);
        if (shared < std::min(a, b))
            result_.note = "Their " + steps + " are cut differently from " + step + " " + std::to_string(shared) +
                           " on: behind it only " + items + " are compared.";
        else if (a != b)
            result_.note = "The " + std::string(a < b ? "first" : "second") + " run is shorter: it has " +
                           std::to_string(std::min(a, b)) + " " + steps + " of the other's " +
                           std::to_string(std::max(a, b)) + ".";
    }

    const RunNumbers& first_;
    const RunNumbers& second_;
    const DifferenceOptions& options_;
    RunDifference result_;
};

}  // namespace

bool is_jumpy(const std::string& column_key)
{
    const auto known = std::ranges::find(column_table, column_key, &ColumnInfo::key);
    return known != column_table.end() && (known->quantity == Quantity::rank || known->quantity == Quantity::top_ids);
}

RunDifference difference_of(const RunNumbers& first, const RunNumbers& second, const DifferenceOptions& options)
{
    expect_same_text(first, second);
    return Differ(first, second, options).run();
}

std::string place_of(const KeyDifference& difference, const std::string& kind)
{
    const ItemNames names = item_names(kind);
    std::string place = difference.key;
    if (!difference.is_column && difference.layer >= 0)
        place += " of layer " + std::to_string(difference.layer);
    if (difference.first && difference.is_column)
        place += " of " + std::string(names.item) + " " + std::to_string(difference.first->place);
    return difference.first ? place + " in " + std::string(names.step) + " " + std::to_string(difference.step) : place;
}

std::string sentence_of(const RunDifference& difference)
{
    const auto brief = [](double value) {
        std::ostringstream text;
        text << std::setprecision(9) << value;
        return text.str();
    };
    const KeyDifference* first = difference.first();
    const ItemNames names = item_names(difference.kind);
    if (!first)
        return "They agree within the tolerance: " + std::to_string(difference.steps) + " " + std::string(names.steps) +
               ", " + std::to_string(difference.items) + " " + std::string(names.items) + ".";
    const ValuePair& pair = *first->first;
    return "They part at " + place_of(*first, difference.kind) + ": " + brief(pair.first) + " and " +
           brief(pair.second) + ", " + brief(std::abs(pair.first - pair.second)) + " apart.";
}

}  // namespace ttt
