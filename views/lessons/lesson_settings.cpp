#include "views/lessons/lesson_settings.h"

#include "engine/records/settings/setting_text.h"

#include <QCoreApplication>

#include <cmath>
#include <type_traits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LessonSettings)
};

constexpr std::int64_t largest = 1'000'000'000;

void take(LessonFields& fields, const QString& key, std::string& member)
{
    member = fields.text(key).toStdString();
}
template <class E>
void take(LessonFields& fields, const QString& key, Choice<E>& member)
{
    member = Choice<E>(fields.text(key).toStdString());
}
void take(LessonFields& fields, const QString& key, std::int64_t& member)
{
    member = fields.whole(key, 0, largest);
}
void take(LessonFields& fields, const QString& key, bool& member)
{
    member = fields.flag(key);
}
void take(LessonFields& fields, const QString& key, double& member)
{
    member = fields.number(key);
}
void take(LessonFields& fields, const QString& key, std::uint64_t& member)
{
    member = static_cast<std::uint64_t>(fields.whole(key, 0, largest));
}
void take(LessonFields& fields, const QString& key, std::vector<double>& member)
{
    member = fields.numbers(key);
}
void take(LessonFields& fields, const QString& key, std::vector<std::int64_t>& member)
{
    member.clear();
    for (const double number : fields.numbers(key))
        member.push_back(static_cast<std::int64_t>(number));
}
template <class Value>
void take(LessonFields& fields, const QString& key, std::optional<Value>& member)
{
    member.emplace();
    take(fields, key, *member);
}

/// Calls visit(key, member) for every field, like visit_fields() of a run's settings.
template <class Setup, class Visit>
void visit_setup(Setup& setup, Visit&& visit)
{
    visit("tap", setup.tap);
    visit("position", setup.position);
    visit("inner", setup.inner);
    visit("rho", setup.rho);
    visit("eta", setup.eta);
    visit("dtype", setup.dtype);
    visit("seed", setup.seed);
    visit("common_mode", setup.common_mode);
    visit("centre_keys", setup.centre_keys);
    visit("occurrences", setup.occurrences);
    visit("rivals", setup.rivals);
    visit("same_chunk", setup.same_chunk);
}

/// What a person opens is no setting, and a lesson opens no file by a setting.
bool is_opened(std::string_view key)
{
    return key == "model" || key == "document" || key == "method" || key == "statistics";
}

}  // namespace

RunConfig read_run_settings(LessonFields fields)
{
    RunConfig config;
    visit_fields(config, [&](const char* key, auto& member) {
        if (!is_opened(key) && fields.has(QLatin1String(key)))
            take(fields, QLatin1String(key), member);
    });
    fields.done();
    return config;
}

TheoremSetup read_theorem_setup(LessonFields fields)
{
    TheoremSetup setup;
    visit_setup(setup, [&](const char* key, auto& member) {
        if (fields.has(QLatin1String(key)))
            take(fields, QLatin1String(key), member);
    });
    fields.done();
    return setup;
}

std::vector<TheoremWish> read_theorem_wishes(LessonFields fields)
{
    std::vector<TheoremWish> wishes;
    TheoremSetup known;
    visit_setup(known, [&](const char* name, auto& member) {
        const QString key = QLatin1String(name);
        if (!fields.has(key))
            return;
        TheoremWish wish;
        wish.field = key;
        const QJsonValue value = fields.raw(key);
        if (value.isObject()) {
            LessonFields bound = fields.object(key);
            const bool least = bound.has(QStringLiteral("at_least"));
            wish.kind = least ? TheoremWish::Kind::at_least : TheoremWish::Kind::at_most;
            wish.value = bound.number(least ? QStringLiteral("at_least") : QStringLiteral("at_most"));
            bound.done();
        } else {
            take(fields, key, member);  // checks its type
            wish.value = value.isBool() ? value.toBool() : value.toDouble();
            wish.word = value.toString();
        }
        wishes.push_back(wish);
    });
    fields.done();
    if (wishes.empty())
        fields.fail({}, Words::tr("one field of the theorem's setup at least must be named."));
    return wishes;
}

bool fulfils(const TheoremSetup& setup, const TheoremWish& wish)
{
    bool good = false;
    visit_setup(setup, [&](const char* key, const auto& member) {
        if (wish.field != QLatin1String(key))
            return;
        if constexpr (requires { member.text(); }) {
            good = wish.word == QString::fromStdString(member.text());
        } else {
            const auto value = static_cast<double>(member);
            constexpr double close = 1e-9;
            good = wish.kind == TheoremWish::Kind::at_least  ? value >= wish.value - close
                   : wish.kind == TheoremWish::Kind::at_most ? value <= wish.value + close
                                                             : std::abs(value - wish.value) <= close;
        }
    });
    return good;
}

QString settings_key(const RunConfig& config)
{
    QStringList words;
    for (const Setting& setting : settings())
        if (const std::string text = typed_text(setting, config);
            is_first(setting) && !is_opened(setting.key) && !text.empty())
            words.append(QString::fromStdString(std::string(setting.key) + "=" + text));
    return words.join(u';');
}

}  // namespace ttt
