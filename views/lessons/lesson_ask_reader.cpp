#include "views/lessons/lesson_readers.h"

#include "engine/records/metrics.h"

#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Lesson)
};

constexpr std::int64_t most = 1'000'000'000;

QString key(const char* name)
{
    return QString::fromLatin1(name);
}

void read_choice(LessonFields& fields, LessonAsk& ask)
{
    if (fields.has(key("options_from"))) {
        fields.one_of(key("options_from"), {key("top5")});
        ask.at = read_place(fields.object(key("at")));
        return;
    }
    ask.options = fields.words(key("options"));
    if (ask.options.size() < 2 || ask.options.size() > 9)
        fields.fail(key("options"), Words::tr("two to nine options are needed."));
    ask.right = static_cast<int>(fields.whole(key("right"), 0, ask.options.size() - 1));
}

void read_curve(LessonFields& fields, LessonAsk& ask)
{
    ask.x_label = fields.text(key("x"));
    ask.y_label = fields.text(key("y"));
    const std::vector<double> range = fields.numbers(key("range"));
    if (range.size() != 2 || !(range[0] < range[1]))
        fields.fail(key("range"), Words::tr("two numbers are needed, the smaller one first."));
    ask.y_from = range[0];
    ask.y_to = range[1];
    ask.points = static_cast<int>(fields.whole_or(key("points"), 2, 40, ask.points));
    ask.truth = fields.text(key("truth"));
    ask.layer = static_cast<int>(fields.whole_or(key("layer"), -1, most, -1));
    const bool known = ask.truth == QLatin1String("perplexity_ratio") ||
                       std::any_of(metric_table.begin(), metric_table.end(), [&](const MetricInfo& info) {
                           return ask.truth == QLatin1String(info.key.data()) && info.per_layer == (ask.layer >= 0);
                       });
    if (!known)
        fields.fail(key("truth"), Words::tr("\"%1\" is no metric of the table (per layer with the field layer, others "
                                            "without), nor perplexity_ratio.")
                                      .arg(ask.truth));
}

}  // namespace

LessonAsk read_ask(LessonFields fields)
{
    using Kind = LessonAsk::Kind;
    LessonAsk ask;
    ask.kind = static_cast<Kind>(1 + fields.one_of(key("kind"), {key("choice"), key("token"), key("curve")}));
    ask.question = fields.text(key("question"));
    ask.explain = fields.text_or(key("explain"), {});
    if (ask.kind == Kind::choice)
        read_choice(fields, ask);
    if (ask.kind == Kind::curve)
        read_curve(fields, ask);
    if (ask.kind == Kind::token) {
        ask.at = read_place(fields.object(key("at")));
        ask.context = static_cast<int>(fields.whole_or(key("context"), 1, 400, ask.context));
    }
    fields.done();
    return ask;
}

}  // namespace ttt
