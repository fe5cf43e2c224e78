#include "engine/text/stage_reader.h"
#include "engine/text/tokenizer_stages.h"

#include <array>

namespace ttt {
namespace {

using Json = nlohmann::json;

/// ASCII symbols count as punctuation in Hugging Face.
constexpr const char* punctuation = R"([\p{P}$+<=>^`|~])";
constexpr const char* white_space = R"(\s+)";
constexpr const char* words_and_symbols = R"(\w+|[^\w\s]+)";

class PreTokenizerReader : public StageReader {
public:
    using StageReader::StageReader;

    void read(const Json& part)
    {
        const std::string type = begin(part);
        if (type == "Sequence") {
            for (const Json& inner : file_.list(part, "pretokenizers"))
                read(inner);
            return;
        }
        leave_bytes();
        if (type == "ByteLevel")
            read_byte_level(part);
        else if (type == "Metaspace")
            read_metaspace(part);
        else
            read_split(type, part);
    }

    /// BPE takes the bytes themselves where ByteLevel came last: the same tokens, and half the work.
    void finish()
    {
        if (spec_.byte_fallback)
            leave_bytes();
        spec_.alphabet = bytes_ ? Alphabet::bytes : Alphabet::characters;
    }

private:
    void leave_bytes()
    {
        if (bytes_)
            spec_.pre_tokenizer.add_byte_characters();
        bytes_ = false;
    }

    void read_byte_level(const Json& part)
    {
        bytes_ = spec_.spelling.byte_characters = true;
        if (file_.flag(part, "add_prefix_space", true))
            spec_.pre_tokenizer.add_prefix_space();
        if (file_.flag(part, "use_regex", true))
            spec_.pre_tokenizer.add_split(Pattern(gpt2_pattern), SplitBehavior::isolated);
    }

    /// Files before 2024 say "add_prefix_space" only.
    void read_metaspace(const Json& part)
    {
        const std::string replacement = text(part, "replacement", "Metaspace");
        const bool prefix = file_.flag(part, "add_prefix_space", true);
        const Json& scheme = TokenizerJson::member(part, "prepend_scheme");
        spec_.pre_tokenizer.add_metaspace(
            replacement, scheme.is_null() ? prefix ? PrependScheme::always : PrependScheme::never : scheme_of(scheme));
        if (file_.flag(part, "split", true))
            spec_.pre_tokenizer.add_split(pattern(replacement, Pattern::Kind::literal),
                                          SplitBehavior::merged_with_next);
        add_blank(replacement, " ");
    }

    PrependScheme scheme_of(const Json& value) const
    {
        const std::string scheme = file_.text_of(value, "the \"prepend_scheme\" of its Metaspace");
        if (scheme != "always" && scheme != "first" && scheme != "never")
            file_.fail("is broken: the \"prepend_scheme\" of its Metaspace is " + scheme +
                       ", not always, first or never");
        return scheme == "always"  ? PrependScheme::always
               : scheme == "first" ? PrependScheme::first
                                   : PrependScheme::never;
    }

    void read_split(const std::string& type, const Json& part)
    {
        PreTokenizer& stages = spec_.pre_tokenizer;
        if (type == "Split")
            stages.add_split(pattern_of(part, type), behavior_of(part, type), file_.flag(part, "invert", false));
        else if (type == "Digits")
            stages.add_split(Pattern(R"(\p{N})"), file_.flag(part, "individual_digits", false)
                                                      ? SplitBehavior::isolated
                                                      : SplitBehavior::contiguous);
        else if (type == "Punctuation")
            stages.add_split(Pattern(punctuation),
                             part.contains("behavior") ? behavior_of(part, type) : SplitBehavior::isolated);
        else if (type == "Whitespace")
            stages.add_split(Pattern(words_and_symbols), SplitBehavior::removed, true);
        else if (type == "WhitespaceSplit")
            stages.add_split(Pattern(white_space), SplitBehavior::removed);
        else
            file_.fail("uses the pre-tokenizer " + type +
                       ", and only Split, Digits, Punctuation, Whitespace, WhitespaceSplit, Metaspace, ByteLevel and "
                       "Sequence are supported");
    }

    SplitBehavior behavior_of(const Json& part, const std::string& type) const
    {
        struct Word {
            const char* name;
            SplitBehavior behavior;
        };
        constexpr std::array words{Word{"Isolated", SplitBehavior::isolated}, Word{"Removed", SplitBehavior::removed},
                                   Word{"Contiguous", SplitBehavior::contiguous},
                                   Word{"MergedWithPrevious", SplitBehavior::merged_with_previous},
                                   Word{"MergedWithNext", SplitBehavior::merged_with_next}};
        const std::string name = file_.text_of(TokenizerJson::member(part, "behavior"), "the behaviour of a " + type);
        for (const Word& word : words)
            if (name == word.name)
                return word.behavior;
        file_.fail("is broken: it has a " + type + " with the behaviour " + name +
                   ", which is none of Isolated, Removed, Contiguous, MergedWithPrevious and MergedWithNext");
    }

    bool bytes_ = false;  // the last stage was ByteLevel
};

}  // namespace

void read_pre_tokenizer(const Json& pre_tokenizer, const TokenizerJson& file, TokenizerSpec& spec)
{
    PreTokenizerReader reader("pre_tokenizer", file, spec);
    if (!pre_tokenizer.is_null())
        reader.read(pre_tokenizer);
    reader.finish();
}

}  // namespace ttt
