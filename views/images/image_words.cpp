#include "views/images/image_words.h"

#include "views/number_text.h"
#include "views/plot/shift_marks.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ImageWords)
};

QString says(const RunModel& run, const QString& arm, std::int32_t label)
{
    return label < 0 ? QString() : Words::tr("%1 says %2").arg(arm, class_words(run, label));
}

std::span<const float> behind(std::span<const float> values, std::int64_t from)
{
    return values.subspan(std::min(values.size(), static_cast<std::size_t>(from)));
}

}  // namespace

const ImageSetRecord* image_set_of(const RunModel& run)
{
    return std::get_if<ImageSetRecord>(&run.input());
}

QString class_words(const RunModel& run, std::int32_t label)
{
    if (label < 0)
        return Words::tr("no label");
    const ImageSetRecord* set = image_set_of(run);
    const auto at = static_cast<std::size_t>(label);
    return set && at < set->class_names.size() ? QString::fromStdString(set->class_names[at])
                                               : Words::tr("class %1").arg(label);
}

std::int32_t class_count(const RunModel& run, std::int64_t from_item)
{
    constexpr float most_classes = 10'000;  // a damaged file makes up no list without end
    const ImageSetRecord* set = image_set_of(run);
    float largest = set ? static_cast<float>(set->class_names.size()) - 1 : -1;
    for (const Column column : {Column::label, Column::top_ids_frozen, Column::top_ids_adapted})
        for (const float value : behind(run.column(column), from_item * width_of(run.header().dictionary, column)))
            if (value > largest && value < most_classes)
                largest = value;
    return static_cast<std::int32_t>(largest) + 1;
}

QString shift_words_at(const RunModel& run, std::int32_t shift)
{
    const ImageSetRecord* set = image_set_of(run);
    const auto at = static_cast<std::size_t>(shift);
    return set && shift >= 0 && at < set->shifts.size() ? shift_words(set->shifts[at]) : QString();
}

bool has_both_arms(const RunModel& run)
{
    return !run.column(Column::top_ids_frozen).empty() && !run.column(Column::top_ids_adapted).empty();
}

QString outcome_words(Outcome outcome, bool both)
{
    switch (outcome) {
    case Outcome::right:
        return both ? Words::tr("both right") : Words::tr("right");
    case Outcome::mended:
        return Words::tr("mended");
    case Outcome::broken:
        return Words::tr("broken");
    case Outcome::wrong:
        return both ? Words::tr("both wrong") : Words::tr("wrong");
    case Outcome::unknown:
        break;
    }
    return Words::tr("no label");
}

QString outcome_sentence(const RunModel& run, std::int64_t item)
{
    const ImageItems items(run);
    QStringList parts{says(run, Words::tr("frozen"), items.predicted(Arm::frozen, item)),
                      says(run, Words::tr("adapted"), items.predicted(Arm::adapted, item))};
    parts.removeAll(QString());
    const QString words = outcome_words(items.outcome(item), has_both_arms(run));
    const QString outcome = words.left(1).toUpper() + words.mid(1);
    return parts.isEmpty() ? outcome + u'.' : Words::tr("%1: %2.").arg(outcome, parts.join(QStringLiteral(", ")));
}

QString image_in_words(const RunModel& run, std::int64_t item)
{
    const ImageItems items(run);
    if (item < 0 || item >= items.count())
        return {};
    if (run.empty())
        return Words::tr("Image %1 of %2, not run yet.").arg(grouped(item), grouped(items.count()));
    return Words::tr("Image %1, %2, %3, batch %4. %5")
        .arg(grouped(item), class_words(run, items.label(item)), shift_words_at(run, items.shift(item)),
             grouped(run.step_of(item)), outcome_sentence(run, item));
}

}  // namespace ttt
