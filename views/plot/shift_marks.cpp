#include "views/plot/shift_marks.h"

#include "views/kind_words.h"
#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ShiftMarks)
};

}  // namespace

QString shift_words(const ShiftRecord& shift)
{
    return shift.corruption.empty()
               ? Words::tr("clean")
               : QStringLiteral("%1:%2").arg(QString::fromStdString(shift.corruption)).arg(shift.severity);
}

QString item_words(const RunModel& run, std::int64_t item)
{
    const auto* images = std::get_if<ImageSetRecord>(&run.input());
    const KindWords kind = words_of_kind(run.header().kind);
    const QString words =
        QStringLiteral("%1 %2 · %3 %4").arg(kind.item, grouped(item), kind.step, grouped(run.step_of(item)));
    const auto shifts = run.column(Column::shift);
    const float shift = item >= 0 && item < std::ssize(shifts) ? shifts[static_cast<std::size_t>(item)] : -1;
    if (!images)
        return words;
    if (!(shift >= 0 && shift < static_cast<float>(images->shifts.size())))
        return words;
    return words + QStringLiteral(" · ") + shift_words(images->shifts[static_cast<std::size_t>(shift)]);
}

void add_shift_marks(PlotData& to, const RunModel& run, bool named)
{
    const auto* images = std::get_if<ImageSetRecord>(&run.input());
    const EventRows* rows = run.events(EventKind::shift);
    if (!images || !rows || to.lines.empty())
        return;
    for (std::size_t at = 0; at < rows->items.size() && at < rows->values.size(); ++at) {
        const auto shift = static_cast<std::size_t>(std::max(0.0, rows->values[at]));
        if (shift < images->shifts.size() && rows->items[at] < run.shown_items())
            to.marks.push_back({.name = named ? shift_words(images->shifts[shift]) : QString(),
                                .colour = &Theme::muted,
                                .style = Qt::DotLine,
                                .at = static_cast<double>(rows->items[at])});
    }
}

std::optional<SeenCollapse> first_collapse(const RunModel& run)
{
    const EventRows* rows = run.events(EventKind::collapse);
    if (!rows || rows->items.size() < 2 || rows->values.size() < 2 || rows->items[0] >= run.shown_items())
        return std::nullopt;
    return SeenCollapse{rows->items[1], rows->values[0], rows->values[1]};
}

QString collapse_sentence(const SeenCollapse& collapse)
{
    return Words::tr(
               "From image %1 on the predictions collapse: the mean prediction has an entropy of %2 nats, that of "
               "the frozen net %3.")
        .arg(grouped(collapse.first_item), fixed_text(collapse.adapted, 2), fixed_text(collapse.frozen, 2));
}

void add_collapse_mark(PlotData& to, const RunModel& run)
{
    const auto collapse = first_collapse(run);
    if (!collapse || to.lines.empty())
        return;
    to.marks.push_back({.name = Words::tr("predictions collapse from image %1").arg(grouped(collapse->first_item)),
                        .colour = &Theme::failure,
                        .style = Qt::DashLine,
                        .at = static_cast<double>(collapse->first_item)});
}

}  // namespace ttt
