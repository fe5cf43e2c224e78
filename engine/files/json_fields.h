// Typed reading of a JSON object that a person wrote: what is missing or impossible becomes one sentence.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// A view of one object; `object` must outlive it. A field that is null counts as absent. Every member throws
/// ttt::Error that names the file, the field and its value.
class JsonFields {
public:
    JsonFields(const nlohmann::json& object, std::string file_name);

    bool has(const std::string& key) const;
    bool is_null(const std::string& key) const;  // there, and says nothing
    bool empty() const;                          // no field, or only null ones
    const nlohmann::json& value(const std::string& key) const;
    JsonFields object(const std::string& key) const;

    std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t most) const;
    std::int64_t integer_or(const std::string& key, std::int64_t least, std::int64_t most, std::int64_t fallback) const;
    double number(const std::string& key) const;  // finite
    double positive(const std::string& key) const;
    double positive_or(const std::string& key, double fallback) const;
    double not_negative_or(const std::string& key, double fallback) const;
    bool boolean_or(const std::string& key, bool fallback) const;
    std::string text(const std::string& key) const;
    std::string text_or(const std::string& key, const std::string& fallback) const;
    std::vector<double> numbers(const std::string& key) const;
    std::vector<std::int64_t> integers(const std::string& key) const;
    std::vector<std::string> texts(const std::string& key) const;

    /// "FILE: the field 'key' <expectation>, but it is VALUE."
    [[noreturn]] void fail(const std::string& key, const std::string& expectation) const;

private:
    template <class T>
    std::vector<T> list(const std::string& key, const std::string& expectation) const;

    const nlohmann::json& object_;
    std::string file_name_;
};

}  // namespace ttt
