// The one way to read JSON that somebody else wrote. Whatever is wrong with the text becomes one sentence.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ttt {

struct JsonRules {
    std::size_t depth = 100;         // of objects and lists in each other
    std::size_t values = 4'000'000;  // the largest real tokenizer has half of that; each takes some 50 bytes
    bool comments = false;           // /* and // may stand in it
};

/// `name` begins the sentence: "The file 'x'". Throws ttt::Error that says the place when the text is not JSON, is
/// nested too deeply, holds too many values, a number beyond all doubles, or an object that names a field twice.
template <class Json = nlohmann::json>
Json parse_json(std::string_view text, const std::string& name, const JsonRules& rules = {});

/// The same of a whole file of at most `most` bytes.
template <class Json = nlohmann::json>
Json read_json_file(const std::string& path, std::size_t most, const JsonRules& rules = {});

extern template nlohmann::json parse_json(std::string_view, const std::string&, const JsonRules&);
extern template nlohmann::ordered_json parse_json(std::string_view, const std::string&, const JsonRules&);
extern template nlohmann::json read_json_file(const std::string&, std::size_t, const JsonRules&);
extern template nlohmann::ordered_json read_json_file(const std::string&, std::size_t, const JsonRules&);

}  // namespace ttt
