#include "engine/text/normalizer.h"

#include "engine/text/nfc.h"

namespace ttt {

std::size_t NormalizedText::original(std::size_t position) const
{
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        position = step->original(position);
    return position;
}

void Normalizer::add_nfc()
{
    steps_.emplace_back(Nfc{});
}

void Normalizer::add_prepend(std::string content)
{
    steps_.emplace_back(Prepend{std::move(content)});
}

void Normalizer::add_replace(Pattern pattern, std::string content)
{
    steps_.emplace_back(Replace{std::move(pattern), std::move(content)});
}

void replace_matches(std::string_view text, const Pattern& pattern, std::string_view content, TextBudget& budget,
                     Normalized& result)
{
    Matches matches(pattern, text);
    while (const auto match = matches.next(budget)) {
        result.replace(text, match->begin, match->end, content);
        budget.check_size(result.storage.size());
    }
    result.finish(text);
}

void Normalizer::run(std::string_view text, TextBudget& budget, NormalizedText& result) const
{
    result.text = text;
    for (const auto& step : steps_) {
        if (result.text.empty())
            return;
        Normalized& made = result.steps.emplace_back();
        if (const auto* replace = std::get_if<Replace>(&step)) {
            replace_matches(result.text, replace->pattern, replace->content, budget, made);
        } else if (const auto* prepend = std::get_if<Prepend>(&step)) {
            made.replace(result.text, 0, 0, prepend->content);
            made.finish(result.text);
        } else {
            normalize_nfc(result.text, made);
        }
        result.text = made.text;
    }
}

std::string Normalizer::apply(std::string_view text) const
{
    TextBudget budget(text.size());
    NormalizedText result;
    run(text, budget, result);
    return std::string(result.text);
}

}  // namespace ttt
