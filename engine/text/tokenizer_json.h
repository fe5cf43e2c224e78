// Reading the values of a tokenizer.json; every refusal is one sentence that begins with its name.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace ttt {

class TokenizerJson {
public:
    using Json = nlohmann::json;

    explicit TokenizerJson(std::string name) : name_(std::move(name)) {}

    const std::string& name() const { return name_; }

    /// "The tokenizer NAME " + what + "."
    [[noreturn]] void fail(const std::string& what) const;

    /// Null where there is none.
    static const Json& member(const Json& object, const char* key);

    std::string text_of(const Json& value, const std::string& what) const;
    bool flag(const Json& object, const char* key, bool otherwise) const;
    std::string type_of(const Json& part, const char* what) const;

    /// The parts of a Sequence.
    const Json& list(const Json& sequence, const char* key) const;

private:
    std::string name_;
};

}  // namespace ttt
