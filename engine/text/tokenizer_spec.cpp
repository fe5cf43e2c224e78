#include "engine/text/tokenizer_spec.h"

#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/text/tokenizer_stages.h"

#include <stdexcept>

namespace ttt {
namespace {

using Json = nlohmann::json;

/// One past the largest id: real vocabularies stay below a million; a larger one would only eat memory.
constexpr std::int64_t id_limit = 1 << 22;

/// Reads one file; every refusal becomes one sentence that begins with its name.
class Parser {
public:
    explicit Parser(const std::string& name) : file_(name) {}

    TokenizerSpec parse(const std::string& text)
    {
        const Json json = parse_json(text, "The tokenizer " + file_.name());
        if (!json.is_object() || !json.contains("model") || !json["model"].is_object())
            fail("is not a tokenizer.json of Hugging Face: it has no \"model\"");
        read_model(json["model"]);
        read_normalizer(member(json, "normalizer"), file_, spec_);
        read_pre_tokenizer(member(json, "pre_tokenizer"), file_, spec_);
        read_decoder(member(json, "decoder"), file_, spec_);
        read_added_tokens(member(json, "added_tokens"));
        read_post_processor(member(json, "post_processor"));
        return std::move(spec_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const { file_.fail(what); }

    static const Json& member(const Json& object, const char* key) { return TokenizerJson::member(object, key); }

    bool flag(const Json& object, const char* key, bool otherwise) const { return file_.flag(object, key, otherwise); }

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
            fail("is a " + type + " model, and only BPE is supported");
        for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
            if (const Json& value = member(model, key); !value.is_null() && value != "")
                fail("uses " + std::string(key) + ", which is not supported");
        if (const Json& dropout = member(model, "dropout"); !dropout.is_null() && dropout != 0.0)
            fail("uses dropout, with which the same text would not always get the same tokens");
        spec_.ignore_merges = flag(model, "ignore_merges", false);
        spec_.byte_fallback = spec_.spelling.byte_tokens = flag(model, "byte_fallback", false);
        spec_.fuse_unknown = flag(model, "fuse_unk", false);
        if (const Json& unknown = member(model, "unk_token"); !unknown.is_null())
            spec_.unknown = file_.text_of(unknown, "\"unk_token\"");
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

    void read_added_tokens(const Json& tokens)
    {
        if (!tokens.is_array() && !tokens.is_null())
            fail("is broken: \"added_tokens\" is not a list");
        for (const Json& token : tokens) {
            if (!token.is_object())
                fail("is broken: an added token is not an object");
            const std::string content = file_.text_of(member(token, "content"), "the content of an added token");
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

    const TokenizerJson file_;
    TokenizerSpec spec_;
};

}  // namespace

TokenizerSpec parse_tokenizer_json(const std::string& json, const std::string& name)
{
    return Parser(name).parse(json);
}

}  // namespace ttt
