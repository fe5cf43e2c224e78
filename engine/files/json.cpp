#include "engine/files/json.h"

#include "engine/files/lfs_pointer.h"
#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

namespace ttt {
namespace {

/// "line 3, column 7", both from 1, of byte `at` (from 1; the end counts too).
std::string place_of(std::string_view text, std::size_t at)
{
    const std::string_view before = text.substr(0, at > 0 ? std::min(at - 1, text.size()) : 0);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t column = before.size() - (before.rfind('\n') + 1);  // npos + 1 is 0
    return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

/// Takes the events of nlohmann's parser, which itself does not recurse, and builds the value.
template <class Json>
class Builder {
public:
    using number_integer_t = typename Json::number_integer_t;
    using number_unsigned_t = typename Json::number_unsigned_t;
    using number_float_t = typename Json::number_float_t;
    using string_t = typename Json::string_t;
    using binary_t = typename Json::binary_t;

    Builder(std::string_view text, const std::string& name, const JsonRules& rules)
        : text_(text), name_(name), rules_(rules)
    {
    }

    Json take() { return std::move(root_); }

    bool null() { return add(nullptr); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(number_integer_t value) { return add(value); }
    bool number_unsigned(number_unsigned_t value) { return add(value); }
    bool number_float(number_float_t value, const string_t&) { return add(value); }
    bool string(string_t& value) { return add(std::move(value)); }
    bool binary(binary_t&) { return false; }  // JSON has none

    bool start_object(std::size_t) { return open(Json::value_t::object); }
    bool start_array(std::size_t) { return open(Json::value_t::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(string_t& name)
    {
        auto& object = open_.back()->template get_ref<typename Json::object_t&>();
        if constexpr (keeps_order) {  // its own emplace would look through all fields
            if (!seen_.back().insert(name).second)
                fail_repeated(name);
            member_ = &object.emplace_back(std::move(name), nullptr).second;
        } else {
            const auto [field, is_new] = object.try_emplace(std::move(name), nullptr);
            if (!is_new)
                fail_repeated(field->first);
            member_ = &field->second;
        }
        return true;
    }

    bool parse_error(std::size_t at, const std::string& last, const typename Json::exception& error)
    {
        constexpr int number_overflow = 406;  // of nlohmann's list of exceptions
        if (error.id == number_overflow)
            fail("holds a number beyond all that can be computed with, " + printable(last) + ", in " +
                 place_of(text_, at));
        fail_at(at);
        return false;  // for compilers that do not see that it never comes here
    }

    [[noreturn]] void fail_at(std::size_t at) const
    {
        fail("is not JSON from byte " + std::to_string(at) + " on (" + place_of(text_, at) + ")");
    }

private:
    static constexpr bool keeps_order = std::is_same_v<Json, nlohmann::ordered_json>;

    [[noreturn]] void fail(const std::string& what) const { throw Error(name_ + " " + what + "."); }
    [[noreturn]] void fail_repeated(const std::string& field) const
    {
        fail("names the field " + printable(field) + " twice");
    }

    template <class Value>
    bool add(Value&& value)
    {
        place(Json(std::forward<Value>(value)));
        return true;
    }

    Json* place(Json value)
    {
        if (++values_ > rules_.values)
            fail("holds more than " + std::to_string(rules_.values) + " values");
        if (open_.empty())
            return &(root_ = std::move(value));
        if (!open_.back()->is_array())
            return &(*member_ = std::move(value));
        auto& list = open_.back()->template get_ref<typename Json::array_t&>();
        return &list.emplace_back(std::move(value));
    }

    bool open(typename Json::value_t kind)
    {
        if (open_.size() >= rules_.depth)
            fail("is nested more than " + std::to_string(rules_.depth) + " deep");
        // The parent grows again only after this one is closed: the pointer holds until then.
        open_.push_back(place(Json(kind)));
        seen_.emplace_back();
        return true;
    }

    bool close()
    {
        open_.pop_back();
        seen_.pop_back();
        return true;
    }

    std::string_view text_;
    const std::string& name_;
    const JsonRules& rules_;
    Json root_;
    std::vector<Json*> open_;
    std::vector<std::set<std::string>> seen_;  // fields of the open objects, where they keep their order
    Json* member_ = nullptr;                   // where the value of the last field goes
    std::size_t values_ = 0;
};

}  // namespace

template <class Json>
Json parse_json(std::string_view text, const std::string& name, const JsonRules& rules)
{
    Builder<Json> builder(text, name, rules);
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
        builder.fail_at(zero + 1);  // the parser takes it for the end
    Json::sax_parse(text, &builder, Json::input_format_t::json, true, rules.comments);
    return builder.take();
}

template <class Json>
Json read_json_file(const std::string& path, std::size_t most, const JsonRules& rules)
{
    const std::string text = read_regular_file(path, most);
    refuse_lfs_pointer(text, path);
    return parse_json<Json>(text, "The file '" + printable_path(path) + "'", rules);
}

template nlohmann::json parse_json(std::string_view, const std::string&, const JsonRules&);
template nlohmann::ordered_json parse_json(std::string_view, const std::string&, const JsonRules&);
template nlohmann::json read_json_file(const std::string&, std::size_t, const JsonRules&);
template nlohmann::ordered_json read_json_file(const std::string&, std::size_t, const JsonRules&);

}  // namespace ttt
