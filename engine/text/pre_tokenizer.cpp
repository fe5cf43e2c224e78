#include "engine/text/pre_tokenizer.h"

#include "engine/text/byte_alphabet.h"
#include "engine/text/normalizer.h"

namespace ttt {

const char* const gpt2_pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

const char* const qwen2_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

namespace {

/// Whether a stretch stays one with the stretch before it.
bool joins(SplitBehavior behavior, bool match_before, bool match)
{
    switch (behavior) {
    case SplitBehavior::contiguous:
        return match == match_before;
    case SplitBehavior::merged_with_previous:
        return match && !match_before;
    case SplitBehavior::merged_with_next:
        return match_before && !match;
    default:
        return false;
    }
}

/// Stretches in, pieces out, as a behaviour joins them. An empty stretch is no piece, but counts as a neighbour.
template <class Emit>
class Joiner {
public:
    Joiner(SplitBehavior behavior, Emit emit) : behavior_(behavior), emit_(std::move(emit)) {}

    void add(std::size_t begin, std::size_t end, bool match)
    {
        if (behavior_ == SplitBehavior::removed && match)
            return;
        if (!any_ || !joins(behavior_, last_match_, match)) {
            flush();
            begin_ = begin;
        }
        end_ = end;
        last_match_ = match;
        any_ = true;
    }

    void flush()
    {
        if (any_ && begin_ < end_)
            emit_(begin_, end_);
    }

private:
    SplitBehavior behavior_;
    Emit emit_;
    std::size_t begin_ = 0, end_ = 0;
    bool last_match_ = false, any_ = false;
};

}  // namespace

std::size_t Word::place(std::size_t at) const
{
    return within ? within->from.place(within->text.original(begin + at)) : begin + at;
}

void PreTokenizer::add_split(Pattern pattern, SplitBehavior behavior, bool invert)
{
    stages_.emplace_back(Split{std::move(pattern), behavior, invert});
}

void PreTokenizer::add_prefix_space()
{
    stages_.emplace_back(PrefixSpace{});
}

void PreTokenizer::add_metaspace(std::string replacement, PrependScheme scheme)
{
    stages_.emplace_back(Metaspace{Pattern(" ", Pattern::Kind::literal), std::move(replacement), scheme});
}

void PreTokenizer::add_byte_characters()
{
    stages_.emplace_back(ByteCharacters{});
}

/// One call of split(): a piece goes through the stages, depth first.
struct PreTokenizer::Run {
    const PreTokenizer& stages;
    bool opens;
    TextBudget& budget;
    const std::function<void(const Word&)>& visit;

    void from(std::size_t stage, const Word& piece)
    {
        if (stage == stages.stages_.size())
            return visit(piece);
        std::visit([&](const auto& what) { apply(what, stage, piece); }, stages.stages_[stage]);
    }

    void apply(const Split& split, std::size_t stage, const Word& piece)
    {
        Joiner joiner(split.behavior, [&](std::size_t begin, std::size_t end) {
            from(stage + 1, {piece.bytes.substr(begin, end - begin), piece.begin + begin, piece.within});
        });
        std::size_t done = 0;
        const auto between = [&](std::size_t end) {
            if (done < end)
                joiner.add(done, end, split.invert);
        };
        Matches matches(split.pattern, piece.bytes);
        while (const auto match = matches.next(budget)) {
            between(match->begin);
            joiner.add(match->begin, match->end, !split.invert);
            done = match->end;
        }
        between(piece.bytes.size());
        joiner.flush();
    }

    void apply(const Metaspace& metaspace, std::size_t stage, const Word& piece)
    {
        Rewritten blanks{{}, piece};
        replace_matches(piece.bytes, metaspace.blank, metaspace.replacement, budget, blanks.text);
        const bool wanted = metaspace.scheme == PrependScheme::always ||
                            (metaspace.scheme == PrependScheme::first && opens && piece.place(0) == 0);
        const Word written{blanks.text.text, 0, &blanks};
        if (!wanted || written.bytes.starts_with(metaspace.replacement))
            from(stage + 1, written);
        else
            with_prefix(metaspace.replacement, stage, written);
    }

    void apply(const PrefixSpace&, std::size_t stage, const Word& piece)
    {
        if (piece.bytes.starts_with(' '))
            from(stage + 1, piece);
        else
            with_prefix(" ", stage, piece);
    }

    void with_prefix(std::string_view prefix, std::size_t stage, const Word& piece)
    {
        Rewritten longer{{}, piece};
        longer.text.replace(piece.bytes, 0, 0, prefix);
        longer.text.finish(piece.bytes);
        from(stage + 1, {longer.text.text, 0, &longer});
    }

    void apply(const ByteCharacters&, std::size_t stage, const Word& piece)
    {
        Rewritten characters{{}, piece};
        for (std::size_t at = 0; at < piece.bytes.size(); ++at)
            if (const auto byte = piece.bytes.substr(at, 1); to_byte_characters(byte) != byte)
                characters.text.replace(piece.bytes, at, at + 1, to_byte_characters(byte));
        characters.text.finish(piece.bytes);
        from(stage + 1, {characters.text.text, 0, &characters});
    }
};

void PreTokenizer::split(std::string_view text, bool opens, TextBudget& budget,
                         const std::function<void(const Word&)>& visit) const
{
    if (!text.empty())
        Run{*this, opens, budget, visit}.from(0, {text});
}

}  // namespace ttt
