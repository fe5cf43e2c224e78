#include "engine/text/tokenizer_spec.h"

#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/records/error.h"

#include <stdexcept>

namespace ttt {
namespace {

using Json = nlohmann::json;

/// One past the largest id: real vocabularies stay below a million; a larger one would only eat memory.
constexpr std::int64_t id_limit = 1 << 22;
/// Nested or listed stages; real files have one to four.
constexpr int stage_limit = 32;

/// Reads one file; every refusal becomes one sentence that begins with its name.
class Parser {
public:
    explicit Parser(const std::string& name) : name_(name) {}

    TokenizerSpec parse(const std::string& text)
    {
        const Json json = parse_json(text, "The tokenizer " + name_);
        if (!json.is_object() || !json.contains("model") || !json["model"].is_object())
            fail("is not a tokenizer.json of Hugging Face: it has no \"model\"");
        read_model(json["model"]);
        read_normalizer(member(json, "normalizer"));
        read_pre_tokenizer(member(json, "pre_tokenizer"));
        if (!byte_level_)
            fail("has no ByteLevel pre-tokenizer, and only byte-level BPE is supported");
        read_added_tokens(member(json, "added_tokens"));
        read_post_processor(member(json, "post_processor"));
        return std::move(spec_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Error("The tokenizer " + name_ + " " + what + "."); }

    static const Json& member(const Json& object, const char* key)
    {
        static const Json none;
        const auto found = object.find(key);
        return found == object.end() ? none : *found;
    }

    std::string text_of(const Json& value, const std::string& what) const
    {
        if (!value.is_string())
            fail("is broken: " + what + " is not a text");
        return value.get<std::string>();
    }

    bool flag(const Json& object, const char* key, bool otherwise) const
    {
        const Json& value = member(object, key);
        if (!value.is_boolean() && !value.is_null())
            fail("is broken: \"" + std::string(key) + "\" is neither true nor false");
        return value.is_null() ? otherwise : value.get<bool>();
    }

    std::int32_t id_of(const Json& value, const std::string& token) const
    {
        if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() >= id_limit)
            fail("is broken: the id of \"" + token + "\" is " + json_words(value) + ", not a number from 0 to " +
                 std::to_string(id_limit - 1));
        return value.get<std::int32_t>();
    }

    void read_model(const Json& model)
    {
        const bool has_type = member(model, "type").is_string();  // files of 2019 have none
        const std::string type = has_type                   ? model["type"].get<std::string>()
                                 : model.contains("merges") ? "BPE"
                                                            : "unknown";
        if (type != "BPE")
            fail("is a " + type + " model, and only byte-level BPE is supported");
        if (flag(model, "byte_fallback", false))
            fail("uses byte_fallback (SentencePiece), and only byte-level BPE is supported");
        for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
            if (const Json& value = member(model, key); !value.is_null() && value != "")
                fail("uses " + std::string(key) + ", and only byte-level BPE is supported");
        if (const Json& dropout = member(model, "dropout"); !dropout.is_null() && dropout != 0.0)
            fail("uses dropout, with which the same text would not always get the same tokens");
        spec_.ignore_merges = flag(model, "ignore_merges", false);
        read_vocabulary(member(model, "vocab"));
        read_merges(member(model, "merges"));
    }

    void read_vocabulary(const Json& vocabulary)
    {
        if (!vocabulary.is_object() || vocabulary.empty())
            fail("has no vocabulary");
        for (const auto& [token, id] : vocabulary.items())
            spec_.vocabulary.emplace_back(token, id_of(id, token));
    }

    void read_merges(const Json& merges)
    {
        if (!merges.is_array())
            fail("has no list of merges");
        for (const Json& merge : merges)
            spec_.merges.push_back(read_merge(merge));
    }

    /// Either "a b" or ["a", "b"] (since tokenizers 0.20).
    std::pair<std::string, std::string> read_merge(const Json& merge) const
    {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
            return {merge[0].get<std::string>(), merge[1].get<std::string>()};
        if (!merge.is_string())
            fail("is broken: the merge " + json_words(merge) + " is not a pair of tokens");
        const std::string text = merge.get<std::string>();
        const std::size_t space = text.find(' ');
        if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
            fail("is broken: the merge \"" + text.substr(0, 80) + "\" is not a pair of tokens");
        return {text.substr(0, space), text.substr(space + 1)};
    }

    std::string type_of(const Json& part, const char* what) const
    {
        if (!part.is_object())
            fail("is broken: its " + std::string(what) + " is not an object");
        return text_of(member(part, "type"), "the type of its " + std::string(what));
    }

    void count_stage()
    {
        if (++stages_ > stage_limit)
            fail("is broken: it nests more than " + std::to_string(stage_limit) + " normalisers and pre-tokenizers");
    }

    const Json& list(const Json& sequence, const char* key) const
    {
        const Json& parts = member(sequence, key);
        if (!parts.is_array())
            fail("is broken: a Sequence has no list of " + std::string(key));
        return parts;
    }

    void read_normalizer(const Json& normalizer)
    {
        if (normalizer.is_null())
            return;
        count_stage();
        const std::string type = type_of(normalizer, "normalizer");
        if (type == "Sequence")
            for (const Json& part : list(normalizer, "normalizers"))
                read_normalizer(part);
        else if (type == "NFC")
            spec_.nfc = true;
        else
            fail("uses the normalizer " + type + ", and only NFC is supported");
    }

    void read_pre_tokenizer(const Json& part)
    {
        if (part.is_null())
            return;
        count_stage();
        if (byte_level_)
            fail("has a pre-tokenizer after ByteLevel, which is not supported");
        const std::string type = type_of(part, "pre_tokenizer");
        if (type == "Sequence")
            for (const Json& inner : list(part, "pretokenizers"))
                read_pre_tokenizer(inner);
        else if (type == "Split")
            read_split(part);
        else if (type == "Digits")
            add_split(flag(part, "individual_digits", false) ? R"(\p{N})" : R"(\p{N}+)", Pattern::Kind::regex,
                      SplitBehavior::isolated, false);
        else if (type == "ByteLevel")
            read_byte_level(part);
        else
            fail("uses the pre-tokenizer " + type + ", and only Split, Digits, ByteLevel and Sequence are supported");
    }

    void read_byte_level(const Json& part)
    {
        byte_level_ = true;
        if (flag(part, "add_prefix_space", true))
            spec_.pre_tokenizer.add_prefix_space();
        if (flag(part, "use_regex", true))
            add_split(gpt2_pattern, Pattern::Kind::regex, SplitBehavior::isolated, false);
    }

    void read_split(const Json& part)
    {
        const Json& pattern = member(part, "pattern");
        const bool regex = pattern.is_object() && pattern.contains("Regex");
        if (!regex && !(pattern.is_object() && pattern.contains("String")))
            fail("is broken: a Split has no pattern");
        const std::string behavior = text_of(member(part, "behavior"), "the behaviour of a Split");
        if (behavior != "Isolated" && behavior != "Removed")
            fail("uses a Split with the behaviour " + behavior + ", and only Isolated and Removed are supported");
        add_split(text_of(pattern[regex ? "Regex" : "String"], "the pattern of a Split"),
                  regex ? Pattern::Kind::regex : Pattern::Kind::literal,
                  behavior == "Isolated" ? SplitBehavior::isolated : SplitBehavior::removed,
                  flag(part, "invert", false));
    }

    void add_split(const std::string& source, Pattern::Kind kind, SplitBehavior behavior, bool invert)
    {
        try {
            spec_.pre_tokenizer.add_split(Pattern(source, kind), behavior, invert);
        } catch (const Error& error) {
            throw Error("The tokenizer " + name_ + " can't be used. " + error.what());
        }
    }

    void read_added_tokens(const Json& tokens)
    {
        if (!tokens.is_array() && !tokens.is_null())
            fail("is broken: \"added_tokens\" is not a list");
        for (const Json& token : tokens) {
            if (!token.is_object())
                fail("is broken: an added token is not an object");
            const std::string content = text_of(member(token, "content"), "the content of an added token");
            spec_.added_tokens.push_back({id_of(member(token, "id"), content), content,
                                          flag(token, "single_word", false), flag(token, "lstrip", false),
                                          flag(token, "rstrip", false), flag(token, "normalized", true)});
        }
    }

    void read_post_processor(const Json& processor)
    {
        try {
            spec_.start_tokens = start_tokens_of(processor);
        } catch (const std::invalid_argument& wrong) {
            fail(wrong.what());
        }
    }

    const std::string& name_;
    TokenizerSpec spec_;
    bool byte_level_ = false;
    int stages_ = 0;
};

}  // namespace

TokenizerSpec parse_tokenizer_json(const std::string& json, const std::string& name)
{
    return Parser(name).parse(json);
}

}  // namespace ttt
