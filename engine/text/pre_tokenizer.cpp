#include "engine/text/pre_tokenizer.h"

#include "engine/text/utf8.h"

#include <algorithm>

namespace ttt {

const char* const gpt2_pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

const char* const qwen2_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

namespace {

/// Bytes [begin, end) of the piece's bytes, as a word of the text.
Word part(const Word& piece, std::size_t begin, std::size_t end)
{
    const std::size_t shift = piece.prefixed ? 1 : 0;
    const auto place = [&](std::size_t at) { return piece.begin + (at < shift ? 0 : at - shift); };
    return {piece.bytes.substr(begin, end - begin), place(begin), place(end), piece.prefixed && begin == 0};
}

}  // namespace

void PreTokenizer::add_split(Pattern pattern, SplitBehavior behavior, bool invert)
{
    stages_.push_back({std::move(pattern), behavior, invert});
}

void PreTokenizer::add_prefix_space()
{
    stages_.push_back({});
}

void PreTokenizer::split(std::string_view text, TextBudget& budget, const Visit& visit) const
{
    if (!text.empty())
        run(0, {text, 0, text.size(), false}, budget, visit);
}

void PreTokenizer::run(std::size_t stage, const Word& piece, TextBudget& budget, const Visit& visit) const
{
    if (stage == stages_.size())
        return visit(piece);
    if (stages_[stage].pattern)
        return run_split(stage, piece, budget, visit);
    if (piece.bytes.starts_with(' '))
        return run(stage + 1, piece, budget, visit);
    const std::string spaced = " " + std::string(piece.bytes);
    run(stage + 1, {spaced, piece.begin, piece.end, true}, budget, visit);
}

void PreTokenizer::run_split(std::size_t stage, const Word& piece, TextBudget& budget, const Visit& visit) const
{
    const Stage& split = stages_[stage];
    const auto emit = [&](std::size_t begin, std::size_t end, bool is_match) {
        if (begin < end && !(split.behavior == SplitBehavior::removed && is_match != split.invert))
            run(stage + 1, part(piece, begin, end), budget, visit);
    };
    std::size_t done = 0;
    std::size_t from = 0;
    while (from <= piece.bytes.size()) {
        const auto match = split.pattern->find(piece.bytes, from, budget);
        if (!match)
            break;
        emit(done, match->begin, false);
        emit(match->begin, match->end, true);
        done = from = match->end;
        if (match->begin == match->end) {  // an empty match only cuts; go on behind the next character
            std::size_t length = 1;
            if (from < piece.bytes.size())
                utf8_front(piece.bytes.substr(from), length);
            from += length;
        }
    }
    emit(done, piece.bytes.size(), false);
}

}  // namespace ttt
