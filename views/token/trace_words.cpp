#include "views/token/trace_words.h"

#include "views/number_text.h"
#include "views/run_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Trace)
};

constexpr std::size_t most_named = 3;  // chunks in a sentence
constexpr double enough = 0.5;         // of the sum: what is named should be the larger part
constexpr qsizetype letters_before = 12, letters_after = 18;
constexpr std::int64_t tokens_around = 10;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// "chunk 3", "chunks 3 and 7", "chunks 3, 7 and 1"
QString chunk_list(const std::vector<TraceShare>& chunks)
{
    if (chunks.size() == 1)
        return Words::tr("chunk %1").arg(grouped(chunks[0].index));
    QStringList first;
    for (std::size_t at = 0; at + 1 < chunks.size(); ++at)
        first += grouped(chunks[at].index);
    return Words::tr("chunks %1 and %2").arg(first.join(QStringLiteral(", ")), grouped(chunks.back().index));
}

/// Of the chunks that are named: their sum and their part of all |terms|.
TraceShare together(const std::vector<TraceShare>& chunks)
{
    TraceShare sum;
    for (const TraceShare& chunk : chunks) {
        sum.term += chunk.term;
        sum.share += chunk.share;
    }
    return sum;
}

}  // namespace

std::vector<TraceShare> largest_shares(std::span<const double> terms, std::size_t most)
{
    std::vector<TraceShare> all;
    double sum = 0;
    for (std::size_t at = 0; at < terms.size(); ++at) {
        if (std::isnan(terms[at]) || terms[at] == 0)
            continue;
        sum += std::abs(terms[at]);
        all.push_back({static_cast<std::int64_t>(at), terms[at], 0});
    }
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
    std::ranges::partial_sort(all, end, [](const TraceShare& a, const TraceShare& b) {
        return std::abs(a.term) == std::abs(b.term) ? a.index < b.index : std::abs(a.term) > std::abs(b.term);
    });
    all.erase(end, all.end());
    for (TraceShare& each : all)
        each.share = std::abs(each.term) / sum;
    return all;
}

std::vector<TraceShare> main_chunks(const LogitTrace& trace)
{
    std::vector<TraceShare> chunks = largest_shares(trace.by_chunk, most_named);
    double share = 0;
    std::size_t named = 0;
    while (named < chunks.size() && share < enough)
        share += chunks[named++].share;
    chunks.resize(named);
    return chunks;
}

QString taught_by_sentence(const LogitTrace& trace)
{
    if (trace.by_chunk.empty())
        return Words::tr("No chunk was finished before it, so nothing could be taught.");
    const std::vector<TraceShare> chunks = main_chunks(trace);
    if (chunks.empty())
        return Words::tr("The finished chunks left this logit as it was.");
    const TraceShare sum = together(chunks);
    return Words::tr("Taught by %1: %2 of the direct %3, and %4 of all that was written for and against it.")
        .arg(chunk_list(chunks), signed_text(sum.term), signed_text(trace.direct), share_text(sum.share));
}

QString taught_by_words(const LogitTrace& trace)
{
    const std::vector<TraceShare> chunks = main_chunks(trace);
    return chunks.empty() ? QString()
                          : Words::tr("taught by %1 (%2 of the direct %3)")
                                .arg(chunk_list(chunks), signed_text(together(chunks).term), signed_text(trace.direct));
}

QString share_text(double share)
{
    constexpr double percent = 100;
    if (share > 0 && share * percent < 1)
        return Words::tr("<1 %");
    return Words::tr("%1 %").arg(std::llround(share * percent));
}

QString context_text(const RunModel& run, std::int64_t item)
{
    const QString before = run.text(item - tokens_around, item), after = run.text(item + 1, item + 1 + tokens_around);
    const QString token = run.token_text(item);
    const QString word = token.trimmed();
    const QString open = token.startsWith(u' ') && !word.isEmpty() ? QStringLiteral(" [") : QStringLiteral("[");
    const bool cut_before = before.size() > letters_before || item > tokens_around;
    return (cut_before ? QStringLiteral("… ") : QString()) + before.right(letters_before).trimmed() + open +
           (word.isEmpty() ? token : word) + u']' + after.left(letters_after) +
           (after.size() > letters_after ? QStringLiteral(" …") : QString());
}

std::vector<double> sums_by_chunk(const RunModel& run, const ChunkTrace& trace)
{
    std::vector<double> sums;
    const std::int64_t first = run.step_of(trace.first);
    for (std::size_t at = 0; at < trace.by_item.size(); ++at) {
        const auto chunk = static_cast<std::size_t>(run.step_of(trace.first + static_cast<std::int64_t>(at)) - first);
        sums.resize(std::max(sums.size(), chunk + 1));
        if (!std::isnan(trace.by_item[at]))
            sums[chunk] += static_cast<double>(trace.by_item[at]);
    }
    return sums;
}

PatternFit fit_of(const PatternTrace& trace)
{
    double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;  // Welford
    const std::size_t pairs = std::min(trace.predicted.size(), trace.measured.size());
    for (std::size_t at = 0; at < pairs; ++at) {
        const double x = static_cast<double>(trace.measured[at]), y = static_cast<double>(trace.predicted[at]);
        if (!std::isfinite(x) || !std::isfinite(y))
            continue;
        n += 1;
        const double dx = x - mean_x, dy = y - mean_y;
        mean_x += dx / n;
        mean_y += dy / n;
        xx += dx * (x - mean_x);
        yy += dy * (y - mean_y);
        xy += dx * (y - mean_y);
    }
    const double slope = n >= 2 && xx > 0 ? xy / xx : nan;
    return {static_cast<std::int64_t>(n), n >= 2 && xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan, slope,
            mean_y - slope * mean_x};
}

}  // namespace ttt
