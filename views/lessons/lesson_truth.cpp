#include "views/lessons/lesson_truth.h"

#include "engine/records/error.h"
#include "views/lessons/qt_json.h"
#include "views/run_model.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LessonTruth)
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// -1: it does not stand there so often.
std::int64_t item_of_text(const DocumentRecord& document, const LessonPlace& place)
{
    const std::string words = place.text.toStdString();
    std::size_t at = document.bytes.find(words);
    for (int seen = 1; seen < place.occurrence && at != std::string::npos; ++seen)
        at = document.bytes.find(words, at + 1);
    if (at == std::string::npos || document.byte_offsets.empty())
        return -1;
    const auto& offsets = document.byte_offsets;
    const auto after = std::upper_bound(offsets.begin(), offsets.end(), static_cast<std::int64_t>(at));
    return static_cast<std::int64_t>(after - offsets.begin()) - 1 + place.offset;
}

std::int64_t item_of_largest_gain(const RunModel& run)
{
    const auto frozen = run.column(Column::nll_frozen), adapted = run.column(Column::nll_adapted);
    std::int64_t best = -1;
    float gain = 0;
    const std::size_t count = std::min({frozen.size(), adapted.size(), static_cast<std::size_t>(run.shown_items())});
    for (std::size_t item = 0; item < count; ++item)
        if (frozen[item] - adapted[item] > gain) {
            gain = frozen[item] - adapted[item];
            best = static_cast<std::int64_t>(item);
        }
    return best;
}

std::vector<std::int32_t> top_ids(const RunModel& run, Column column, std::int64_t item)
{
    const auto values = run.column(column);
    const std::size_t first = static_cast<std::size_t>(item) * top_k;
    std::vector<std::int32_t> ids;
    for (std::size_t at = first; at < std::min(first + top_k, values.size()); ++at)
        if (std::isfinite(values[at]))
            ids.push_back(static_cast<std::int32_t>(values[at]));
    return ids;
}

QString quoted(const RunModel& run, std::int32_t id)
{
    return QStringLiteral("“%1”").arg(run.vocabulary_text(id));
}

/// The guessed item must have been read, or there is nothing to choose from.
std::int64_t asked_item(const RunModel& run, const LessonAsk& ask, LessonTruth& truth)
{
    const std::int64_t item = place_in(run, ask.at).item;
    if (item < 1 || run.column(Column::top_ids_adapted).empty())
        truth.problem = Words::tr("The place that is asked for was not read yet.");
    return truth.problem.isEmpty() ? item : -1;
}

/// What the adapted model expected, by alphabet so that the order tells nothing.
void take_top(const RunModel& run, const LessonAsk& ask, LessonTruth& truth)
{
    const std::int64_t item = asked_item(run, ask, truth);
    if (item < 0)
        return;
    const std::vector<std::int32_t> ids = top_ids(run, Column::top_ids_adapted, item);
    for (const std::int32_t id : ids)
        truth.options.append(quoted(run, id));
    const QString likeliest = truth.options.value(0);
    truth.options.removeDuplicates();
    truth.options.sort();
    truth.right = static_cast<int>(truth.options.indexOf(likeliest));
}

/// The token that stands there among those that either model found likely.
void take_tokens(const RunModel& run, const LessonAsk& ask, LessonTruth& truth)
{
    const std::int64_t item = asked_item(run, ask, truth);
    if (item < 0)
        return;
    constexpr int wrong_options = 4;
    const std::int32_t id = run.token_of(item);
    const QString right = quoted(run, id);
    truth.options.append(right);
    for (const Column column : {Column::top_ids_frozen, Column::top_ids_adapted})
        for (const std::int32_t other : top_ids(run, column, item))
            if (truth.options.size() <= wrong_options && !truth.options.contains(quoted(run, other)))
                truth.options.append(quoted(run, other));
    truth.options.sort();
    truth.right = static_cast<int>(truth.options.indexOf(right));
    const auto& offsets = run.document().byte_offsets;
    const auto begin =
        static_cast<std::size_t>(offsets[static_cast<std::size_t>(std::max<std::int64_t>(0, item - ask.context))]);
    const auto end = static_cast<std::size_t>(offsets[static_cast<std::size_t>(item)]);
    truth.before = QString::fromUtf8(run.document().bytes.substr(begin, end - begin).c_str()).simplified();
    if (begin > 0)
        truth.before.prepend(QStringLiteral("… "));
}

std::vector<double> values_of(const RunModel& run, const LessonAsk& ask)
{
    const auto as_vector = [](std::span<const double> values) {
        return std::vector<double>(values.begin(), values.end());
    };
    if (ask.truth == QLatin1String("perplexity_ratio")) {
        std::vector<double> ratio = as_vector(run.metric(Metric::perplexity_adapted));
        const auto frozen = run.metric(Metric::perplexity_frozen);
        for (std::size_t at = 0; at < ratio.size(); ++at)
            ratio[at] = at < frozen.size() ? ratio[at] / frozen[at] : nan;
        return ratio;
    }
    for (const MetricInfo& info : metric_table)
        if (ask.truth == QLatin1String(info.key.data()))
            return as_vector(run.metric(info.id, ask.layer));
    return {};
}

}  // namespace

Place place_in(const RunModel& run, const LessonPlace& place)
{
    using Kind = LessonPlace::Kind;
    if (place.kind == Kind::none)
        return {};
    if (place.kind == Kind::chunk)
        return place.number < run.header().step_count ? Place{place.number, -1} : Place{};
    const std::int64_t item = place.kind == Kind::item   ? place.number
                              : place.kind == Kind::text ? item_of_text(run.document(), place)
                                                         : item_of_largest_gain(run);
    if (item < 0 || item >= static_cast<std::int64_t>(run.document().token_ids.size()))
        return {};
    return {run.step_of(item), item};
}

std::vector<double> curve_of(const RunModel& run, const LessonAsk& ask)
{
    const std::vector<double> values = values_of(run, ask);
    if (values.empty())
        return {};
    std::vector<double> points;
    for (std::size_t point = 0; point < static_cast<std::size_t>(ask.points); ++point) {
        const auto parts = static_cast<std::size_t>(ask.points);
        const std::size_t begin = point * values.size() / parts;
        const std::size_t end = std::max(begin + 1, (point + 1) * values.size() / parts);
        double sum = 0, count = 0;
        for (std::size_t at = begin; at < std::min(end, values.size()); ++at)
            if (std::isfinite(values[at])) {
                sum += values[at];
                ++count;
            }
        points.push_back(count > 0 ? sum / count : nan);
    }
    return points;
}

LessonTruth truth_of(const RunModel& run, const LessonAsk& ask)
{
    LessonTruth truth;
    switch (ask.kind) {
    case LessonAsk::Kind::none:
        break;
    case LessonAsk::Kind::choice:
        truth.options = ask.options;
        truth.right = ask.right;
        if (ask.options.isEmpty())
            take_top(run, ask, truth);
        break;
    case LessonAsk::Kind::token:
        take_tokens(run, ask, truth);
        break;
    case LessonAsk::Kind::curve:
        truth.points = curve_of(run, ask);
        if (truth.points.empty())
            truth.problem = Words::tr("The run has no numbers for this curve yet.");
        break;
    }
    return truth;
}

double curve_score(const std::vector<double>& sketch, const std::vector<double>& truth, double from, double to)
{
    double off = 0, count = 0;
    for (std::size_t at = 0; at < std::min(sketch.size(), truth.size()); ++at)
        if (std::isfinite(truth[at])) {
            off += std::abs(sketch[at] - std::clamp(truth[at], from, to));
            ++count;
        }
    if (count == 0)
        return nan;
    return std::max(0.0, 1 - 2 * off / count / (to - from));
}

QString text_of_points(const std::vector<double>& points)
{
    QJsonArray list;
    constexpr double digits = 1e5;  // of no use to a reader beyond that
    for (const double point : points)
        list.append(std::isfinite(point) ? QJsonValue(std::round(point * digits) / digits) : QJsonValue());
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

std::vector<double> points_of(const QString& text)
{
    std::vector<double> points;
    try {
        for (const QJsonValue& value : parse_qt_json(text.toUtf8(), {}).toArray())
            points.push_back(value.toDouble(nan));
    } catch (const Error&) {  // an answer of another kind
    }
    return points;
}

}  // namespace ttt
