#include "views/plot/perplexity_text.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plot/shift_marks.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int table_digits = 7;  // what the curves are stored with

QString words(const char* text)
{
    return QCoreApplication::translate("PerplexityView", text);
}

double value_at(const SeriesPoints& series, std::int64_t item, std::int64_t step)
{
    const std::int64_t index = series.per_chunk ? step : item;
    return series.points && index >= 0 && index < series.points->size() ? series.points->y(index) : nan;
}

QString percent_with_band(const PerplexityCurve& curve, std::int64_t item, std::int64_t step)
{
    const QString value = percent_number(value_at(curve.line, item, step), 1);
    const double low = value_at(curve.low, item, step), high = value_at(curve.high, item, step);
    if (std::isnan(low))
        return value;
    return value + QStringLiteral(" [%1, %2]").arg(fixed_text(low, 1), fixed_text(high, 1));
}

QString difference_text(const PerplexitySeries& series, std::int64_t item, std::int64_t step)
{
    QStringList lines;
    if (const PerplexityCurve frozen = series.frozen())
        lines += words("adapted / frozen") + u' ' + percent_with_band(frozen, item, step);
    if (const PerplexityCurve twin = series.twin())
        lines += words("adapted / twin") + u' ' + percent_with_band(twin, item, step);
    return lines.join(u'\n');
}

QString arms_text(const PerplexitySeries& series, std::int64_t item, std::int64_t step)
{
    const PerplexityCurve frozen = series.frozen(), twin = series.twin(), adapted = series.adapted();
    const double opponent = value_at(frozen.line, item, step), own = value_at(adapted.line, item, step);
    QStringList opponents, lines;
    if (frozen)
        opponents += words("frozen") + u' ' + perplexity_number(opponent);
    if (twin)
        opponents += words("twin") + u' ' + perplexity_number(value_at(twin.line, item, step));
    if (!opponents.isEmpty())
        lines += opponents.join(u' ');
    if (adapted) {
        lines += words("adapted") + u' ' + perplexity_number(own);
        if (std::isfinite(own / opponent))
            lines.back() += QStringLiteral(" (%1)").arg(percent_number(100 * (own / opponent - 1), 0));
    }
    if (const PerplexityCurve guarded = series.guarded())
        lines += words("guarded") + u' ' + perplexity_number(value_at(guarded.line, item, step));
    return lines.join(u'\n');
}

struct TableColumn {
    QString name;
    SeriesPoints series;
};

std::vector<TableColumn> table_columns(const PerplexitySeries& series)
{
    const bool difference = series.choice().mode == PerplexityMode::difference;
    const QString band_low = words("%1, 95 % from"), band_high = words("%1, 95 % to");
    std::vector<TableColumn> columns;
    const auto add = [&](const QString& name, const PerplexityCurve& curve) {
        if (!curve)
            return;
        columns.push_back({name, curve.line});
        if (curve.raw.points && curve.raw.per_chunk == curve.line.per_chunk)
            columns.push_back({words("%1, not smoothed").arg(name), curve.raw});
        if (!curve.low.points)
            return;
        columns.push_back({QString(band_low).replace(QStringLiteral("%1"), name), curve.low});
        columns.push_back({QString(band_high).replace(QStringLiteral("%1"), name), curve.high});
    };
    add(difference ? words("adapted / frozen, %") : words("frozen"), series.frozen());
    add(difference ? words("adapted / twin, %") : words("twin"), series.twin());
    add(words("adapted"), series.adapted());
    add(words("guarded"), series.guarded());
    return columns;
}

QString cell(const SeriesPoints& series, std::int64_t item, std::int64_t step, bool ends_chunk)
{
    const double value = series.per_chunk && !ends_chunk ? nan : value_at(series, item, step);
    return std::isnan(value) ? QString() : QString::number(value, 'g', table_digits);
}

}  // namespace

QString perplexity_number(double value)
{
    return fixed_text(value, value < 10 ? 2 : value < 1000 ? 1 : 0);
}

QString percent_number(double value, int decimals)
{
    if (std::isnan(value))
        return no_value;
    const QString number = fixed_text(value, decimals);
    const bool positive = value > 0 && number != fixed_text(0, decimals);
    return (positive ? QStringLiteral("+") : QString()) + number + QStringLiteral(" %");
}

QString perplexity_value_text(const PerplexityFeed& feed, std::int64_t item)
{
    const std::int64_t step = feed.run().step_of(item);
    const PerplexitySeries& series = feed.series();
    const bool difference = series.choice().mode == PerplexityMode::difference;
    return item_words(feed.run(), item) + u'\n' +
           (difference ? difference_text(series, item, step) : arms_text(series, item, step));
}

ViewTable perplexity_table(const PerplexityFeed& feed)
{
    const RunModel& run = feed.run();
    const std::vector<TableColumn> columns = table_columns(feed.series());
    const bool by_chunk = feed.series().choice().mode == PerplexityMode::per_chunk;
    ViewTable table;
    const KindWords kind = words_of_kind(run.header().kind);
    table.header = by_chunk ? QStringList{kind.step, words("first %1").arg(kind.item), words("last %1").arg(kind.item)}
                            : QStringList{kind.item, kind.step};
    for (const TableColumn& column : columns)
        table.header += column.name;
    for (std::int64_t step = 0; step < run.shown_steps(); ++step) {
        const auto [begin, end] = run.items_of(step);
        for (std::int64_t item = by_chunk ? end - 1 : begin; item < end; ++item) {
            auto& cells = table.rows.emplace_back();
            cells.reserve(static_cast<std::size_t>(table.header.size()));
            if (by_chunk)
                cells = {QString::number(step), QString::number(begin), QString::number(item)};
            else
                cells = {QString::number(item), QString::number(step)};
            for (const TableColumn& column : columns)
                cells.push_back(cell(column.series, item, step, item == end - 1));
        }
    }
    return table;
}

}  // namespace ttt
