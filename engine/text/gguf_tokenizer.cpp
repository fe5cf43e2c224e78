#include "engine/text/gguf_tokenizer.h"

#include "engine/files/json_fields.h"
#include "engine/gguf/gguf_file.h"
#include "engine/records/error.h"
#include "engine/text/gguf_pre_tokenizer.h"
#include "engine/text/score_merges.h"
#include "engine/text/utf8.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace ttt {
namespace {

using Json = nlohmann::json;

const std::string model_key = "tokenizer.ggml.model", pre_key = "tokenizer.ggml.pre";
const std::string tokens_key = "tokenizer.ggml.tokens", types_key = "tokenizer.ggml.token_type";
const std::string space_mark = "\xe2\x96\x81";  // U+2581, SentencePiece's blank

// token_type of llama.cpp
constexpr std::int64_t unknown_type = 2, control_type = 3, user_type = 4, unused_type = 5;

/// Reads the keys of one file; every refusal names it.
class Reader {
public:
    explicit Reader(const GgufFile& file) : fields_(file.metadata(), file.path()), path_(file.path()) {}

    std::string tokenizer();
    std::string config();

private:
    struct Token {
        std::string text;
        std::int64_t type;
    };

    [[noreturn]] void fail(const std::string& what) const
    {
        throw Error("The tokenizer of the file '" + path_ + "' " + what + ".");
    }

    void read_tokens();
    std::optional<std::int64_t> special(const std::string& name) const;
    Json vocabulary() const;
    Json added_tokens() const;
    Json start(bool usual) const;
    Json merges() const;
    Json byte_level() const;
    Json sentence_piece() const;

    JsonFields fields_;
    std::string path_;
    std::vector<Token> tokens_;
};

/// Files of early programs give no types: then all tokens are normal ones.
void Reader::read_tokens()
{
    const std::vector<std::string> texts = fields_.texts(tokens_key);
    const std::vector<std::int64_t> types =
        fields_.has(types_key) ? fields_.integers(types_key) : std::vector<std::int64_t>(texts.size(), 1);
    if (types.size() != texts.size())
        fail("is broken: it has " + std::to_string(texts.size()) + " tokens and the types of " +
             std::to_string(types.size()));
    for (std::size_t id = 0; id < texts.size(); ++id) {
        if (utf8_valid_prefix(texts[id]) != texts[id].size())
            fail("is broken: the token of the id " + std::to_string(id) + " is not UTF-8");
        tokens_.push_back({texts[id], types[id]});
    }
}

std::optional<std::int64_t> Reader::special(const std::string& name) const
{
    const std::string key = "tokenizer.ggml." + name + "_token_id";
    if (!fields_.has(key))
        return std::nullopt;
    return fields_.integer(key, 0, static_cast<std::int64_t>(tokens_.size()) - 1);
}

Json Reader::vocabulary() const
{
    Json vocabulary = Json::object();
    for (std::size_t id = 0; id < tokens_.size(); ++id)
        if (tokens_[id].type != unused_type && !vocabulary.emplace(tokens_[id].text, id).second)
            fail("is broken: it has the token \"" + tokens_[id].text.substr(0, 80) + "\" twice");
    return vocabulary;
}

Json Reader::added_tokens() const
{
    Json added = Json::array();
    for (std::size_t id = 0; id < tokens_.size(); ++id) {
        const auto& [text, type] = tokens_[id];
        if (type == control_type || type == unknown_type || type == user_type)
            added.push_back({{"id", id},
                             {"content", text},
                             {"single_word", false},
                             {"lstrip", false},
                             {"rstrip", false},
                             {"normalized", false},
                             {"special", type != user_type}});
    }
    return added;
}

/// The post-processor. `usual`: what llama.cpp does where the file does not say.
Json Reader::start(bool usual) const
{
    const auto bos = special("bos");
    if (!fields_.boolean_or("tokenizer.ggml.add_bos_token", usual && bos))
        return nullptr;
    if (!bos)
        fail("puts a start token before every text (add_bos_token) but names none (bos_token_id)");
    const std::string& text = tokens_[static_cast<std::size_t>(*bos)].text;
    const Json piece{{"SpecialToken", {{"id", text}, {"type_id", 0}}}};
    const auto sequence = [](const char* id, int type) { return Json{{"Sequence", {{"id", id}, {"type_id", type}}}}; };
    return {{"type", "TemplateProcessing"},
            {"single", Json::array({piece, sequence("A", 0)})},
            {"pair", Json::array({piece, sequence("A", 0), sequence("B", 1)})},
            {"special_tokens", {{text, {{"id", text}, {"ids", {*bos}}, {"tokens", {text}}}}}}};
}

/// "left right": the left one may begin with a blank.
Json Reader::merges() const
{
    Json merges = Json::array();
    for (const std::string& merge : fields_.texts("tokenizer.ggml.merges")) {
        const std::size_t blank = merge.find(' ', 1);
        if (blank == std::string::npos || utf8_valid_prefix(merge) != merge.size())
            fail("is broken: one of its merges is not a pair of tokens");
        merges.push_back({merge.substr(0, blank), merge.substr(blank + 1)});
    }
    return merges;
}

Json Reader::byte_level() const
{
    const std::string name = fields_.text_or(pre_key, "default");
    const GgufPreTokenizer* pre = gguf_pre_tokenizer(name);
    if (!pre)
        fail("cuts texts into words as '" + name + "' (" + pre_key +
             "), which is not known; known are: " + gguf_pre_tokenizer_names());
    Json stages = Json::array();
    for (const std::string_view pattern : pre->patterns)
        stages.push_back(
            {{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}});
    const Json bytes{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", false}};
    stages.push_back(bytes);
    return {{"version", "1.0"},
            {"added_tokens", added_tokens()},
            {"normalizer", pre->nfc ? Json::object({{"type", "NFC"}}) : Json()},
            {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", stages}}},
            {"post_processor", start(pre->start_token)},
            {"decoder", bytes},
            {"model",
             {{"type", "BPE"},
              {"ignore_merges", pre->ignore_merges},
              {"byte_fallback", false},
              {"vocab", vocabulary()},
              {"merges", merges()}}}};
}

/// SentencePiece joins the pair that makes the token of the highest score, as BPE joins that of the lowest rank.
Json Reader::sentence_piece() const
{
    const std::vector<double> scores = fields_.numbers("tokenizer.ggml.scores");
    if (scores.size() != tokens_.size())
        fail("is broken: it has " + std::to_string(tokens_.size()) + " tokens and the scores of " +
             std::to_string(scores.size()));
    std::vector<ScoredToken> scored;
    for (std::size_t id = 0; id < tokens_.size(); ++id)
        if (tokens_[id].type == 1 || tokens_[id].type == user_type)
            scored.push_back({tokens_[id].text, scores[id]});
    Json merges = Json::array();
    for (const auto& [left, right] : merges_of_scores(scored))
        merges.push_back({left, right});
    Json normalizers = Json::array();
    Json decoders = Json::array({{{"type", "Replace"}, {"pattern", {{"String", space_mark}}}, {"content", " "}},
                                 {{"type", "ByteFallback"}},
                                 {{"type", "Fuse"}}});
    if (fields_.boolean_or("tokenizer.ggml.add_space_prefix", true)) {
        normalizers.push_back({{"type", "Prepend"}, {"prepend", space_mark}});
        decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    }
    normalizers.push_back({{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", space_mark}});
    const auto unknown = special("unknown");
    return {{"version", "1.0"},
            {"added_tokens", added_tokens()},
            {"normalizer", {{"type", "Sequence"}, {"normalizers", normalizers}}},
            {"pre_tokenizer", nullptr},
            {"post_processor", start(true)},
            {"decoder", {{"type", "Sequence"}, {"decoders", decoders}}},
            {"model",
             {{"type", "BPE"},
              {"unk_token", unknown ? Json(tokens_[static_cast<std::size_t>(*unknown)].text) : Json()},
              {"fuse_unk", true},
              {"byte_fallback", true},
              {"ignore_merges", false},
              {"vocab", vocabulary()},
              {"merges", merges}}}};
}

std::string Reader::tokenizer()
{
    const std::string kind = fields_.text(model_key);
    if (kind != "gpt2" && kind != "llama")
        fail("is of the kind '" + kind + "' (" + model_key + "), and only gpt2 and llama are read");
    read_tokens();
    return (kind == "gpt2" ? byte_level() : sentence_piece()).dump() + "\n";
}

std::string Reader::config()
{
    read_tokens();
    Json config{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"clean_up_tokenization_spaces", false}};
    for (const char* name : {"bos", "eos", "unknown", "padding"})
        if (const auto id = special(name)) {
            const std::string key = std::string(name).substr(0, 3) + "_token";
            config[key] = tokens_[static_cast<std::size_t>(*id)].text;
        }
    const std::string conversation = fields_.text_or("tokenizer.chat_template", "");
    if (!conversation.empty())
        config["chat_template"] = conversation;
    return config.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

bool has_tokenizer(const GgufFile& file)
{
    return file.metadata().contains(model_key);
}

std::string tokenizer_json(const GgufFile& file)
{
    return Reader(file).tokenizer();
}

std::string tokenizer_config_json(const GgufFile& file)
{
    return Reader(file).config();
}

}  // namespace ttt
