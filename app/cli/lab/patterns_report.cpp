#include "app/cli/lab/patterns_report.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/text/patterns.h"
#include "engine/text/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array quantiles{0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
constexpr std::size_t most_characters = 44;  // of an n-gram in the table

/// The tokens of the marks' later occurrences, but the first of each, which nothing announces.
struct PlantedTokens {
    std::int64_t all = 0;
    std::int64_t right = 0;  // the induction rule copies them
};

PlantedTokens planted_tokens(const DocumentRecord& record);

std::string percent(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? fixed(100.0 * static_cast<double>(part) / static_cast<double>(whole), 1) + " %" : "–";
}

/// The smallest value that is not below a share `q` of all.
std::int64_t quantile(const std::vector<std::int64_t>& sorted, double q)
{
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

std::string_view text_of(const DocumentRecord& record, const RepeatedNgram& gram)
{
    const auto begin = static_cast<std::size_t>(record.byte_offsets[static_cast<std::size_t>(gram.first)]);
    const auto end = static_cast<std::size_t>(record.byte_offsets[static_cast<std::size_t>(gram.first + gram.length)]);
    return std::string_view(record.bytes).substr(begin, end - begin);
}

std::string spread(const GapSpread& gaps)
{
    return thousands(gaps.smallest) + " / " + thousands(gaps.median) + " / " + thousands(gaps.largest);
}

void print_inductions(const PatternsReport& report)
{
    const InductionCounts& counts = report.inductions;
    const std::int64_t outside = counts.right - counts.right_inside;
    std::cout << "Induction  copying what followed the token the last time is right for " << thousands(counts.right)
              << " tokens (" << percent(counts.right, counts.tokens) << ")\n           "
              << thousands(counts.right_inside) << " from inside the window, " << thousands(outside)
              << " from outside (" << percent(outside, counts.right) << " of the right ones)\n";
    if (counts.distances.empty())
        return;
    std::cout << "Distance  ";
    for (const double q : quantiles)
        std::cout << ' ' << fixed(100 * q, 0) << " % ≤ " << thousands(quantile(counts.distances, q))
                  << (q == quantiles.back() ? " tokens\n" : ",");
}

void print_planted(const PatternsReport& report)
{
    if (report.record.marks.empty())
        return;
    const PlantedTokens planted = planted_tokens(report.record);
    std::cout << "Planted    " << thousands(static_cast<std::int64_t>(report.record.marks.size()))
              << " marks; the rule is right for " << thousands(planted.right) << " of " << thousands(planted.all)
              << " tokens that are planted again (" << percent(planted.right, planted.all) << ")\n";
}

void print_ngrams(const PatternsReport& report)
{
    const auto& grams = report.ngrams;
    const std::size_t rows = std::min(grams.size(), report.top);
    std::cout << "Repeats    " << thousands(static_cast<std::int64_t>(grams.size())) << " of "
              << report.settings.shortest << " to " << report.settings.longest << " tokens"
              << (rows > 0 ? ", the most repeated ones first; gaps are smallest / median / largest" : "") << '\n';
    if (rows == 0)
        return;
    Table table({"text", "tokens", "times", "first", "last", "gap in tokens", "in chunks", "outside"});
    for (std::size_t i = 0; i < rows; ++i) {
        const RepeatedNgram& gram = grams[i];
        table.add_row({one_line(text_of(report.record, gram), most_characters),
                       std::to_string(gram.length) + (gram.goes_on ? "+" : ""), thousands(gram.count),
                       thousands(gram.first), thousands(gram.last), spread(gram.tokens),
                       report.settings.chunk > 0 ? spread(gram.chunks) : "–", percent(gram.outside, gram.count - 1)});
    }
    std::cout << '\n' << table;
}

Json spread_json(const GapSpread& gaps)
{
    return {{"smallest", gaps.smallest}, {"median", gaps.median}, {"largest", gaps.largest}};
}

Json ngram_json(const PatternsReport& report, const RepeatedNgram& gram)
{
    return {{"text", text_of(report.record, gram)},
            {"length", gram.length},
            {"goes_on", gram.goes_on},
            {"count", gram.count},
            {"first", gram.first},
            {"last", gram.last},
            {"gap_tokens", spread_json(gram.tokens)},
            {"gap_chunks", report.settings.chunk > 0 ? spread_json(gram.chunks) : Json(nullptr)},
            {"inside", gram.inside},
            {"outside", gram.outside}};
}

Json distances_json(const std::vector<std::int64_t>& distances)
{
    Json json = Json::object();
    for (const double q : quantiles)
        if (!distances.empty())
            json[fixed(q, 2)] = quantile(distances, q);
    return json;
}

/// From which token on the mark can be foretold, and where it ends; by the bytes of the tokens.
PlantedTokens planted_tokens(const DocumentRecord& record)
{
    const std::vector<std::int64_t>& offsets = record.byte_offsets;
    const auto token_at = [&offsets](std::int64_t byte) {  // that holds the byte
        return std::upper_bound(offsets.begin(), offsets.end(), byte) - offsets.begin() - 1;
    };
    std::vector<bool> is_planted(record.token_ids.size(), false);
    for (const DocumentMark& mark : record.marks)
        for (auto token = token_at(mark.begin) + 1; mark.occurrence > 0 && token <= token_at(mark.end - 1); ++token)
            is_planted[static_cast<std::size_t>(token)] = true;
    PlantedTokens planted;
    PatternFinder finder;
    for (std::size_t token = 0; token < record.token_ids.size(); ++token) {
        const bool is_right = finder.next(record.token_ids[token]).hit;
        planted.all += is_planted[token];
        planted.right += is_planted[token] && is_right;
    }
    return planted;
}

}  // namespace

void print_text(const PatternsReport& report)
{
    const NgramSettings& settings = report.settings;
    std::cout << "Document   " << terminal_text(report.document) << ", "
              << thousands(static_cast<std::int64_t>(report.record.token_ids.size())) << " tokens"
              << (settings.chunk > 0 ? " in chunks of " + thousands(settings.chunk) : std::string()) << '\n'
              << "Model      " << terminal_text(report.model) << ", attention window "
              << (settings.window > 0 ? thousands(settings.window) + " tokens" : std::string("full")) << '\n';
    print_inductions(report);
    print_planted(report);
    print_ngrams(report);
}

void print_json(const PatternsReport& report)
{
    const InductionCounts& counts = report.inductions;
    Json json{{"document", report.document},
              {"model", report.model},
              {"tokens", counts.tokens},
              {"window", report.settings.window},
              {"chunk", report.settings.chunk},
              {"induction",
               {{"guesses", counts.guesses},
                {"right", counts.right},
                {"right_inside", counts.right_inside},
                {"right_outside", counts.right - counts.right_inside},
                {"distance_quantiles", distances_json(counts.distances)}}}};
    if (!report.record.marks.empty()) {
        const PlantedTokens planted = planted_tokens(report.record);
        json["planted"] = {{"marks", report.record.marks.size()}, {"tokens", planted.all}, {"right", planted.right}};
    }
    json["ngram_count"] = report.ngrams.size();
    json["ngrams"] = Json::array();
    for (std::size_t i = 0; i < std::min(report.ngrams.size(), report.top); ++i)
        json["ngrams"].push_back(ngram_json(report, report.ngrams[i]));
    std::cout << text_of(json) << '\n';
}

std::string one_line(std::string_view bytes, std::size_t most)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string line;
    std::size_t characters = 0;
    while (!bytes.empty() && characters++ < most) {
        const std::size_t length = utf8_sequence(bytes);
        const auto byte = static_cast<unsigned char>(bytes[0]);
        if (byte == '\n' || byte == '\t')
            line += byte == '\n' ? "\\n" : "\\t";
        else if (length == 0 || byte < 0x20 || byte == 0x7f)
            line += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        else
            line += bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return bytes.empty() ? line : line + "…";
}

}  // namespace ttt
