#include "views/forms/field_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <type_traits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

QString ungrouped(QString text)
{
    static const QRegularExpression groups(QStringLiteral("^[1-9]\\d{0,2}(,\\d{3})+$"));
    return groups.match(text).hasMatch() ? text.remove(u',') : text;
}

QStringList parts(const QString& text)
{
    static const QRegularExpression separator(QStringLiteral("[\\s,;]+"));
    static const QRegularExpression slash(QStringLiteral("\\s*/\\s*"));
    return QString(text).replace(slash, QStringLiteral("/")).split(separator, Qt::SkipEmptyParts);
}

template <class Value>
QString list_text(const std::vector<Value>& values)
{
    QStringList words;
    for (const Value value : values)
        words += to_text(value);
    return words.join(QStringLiteral(", "));
}

template <class Value>
QString read_list(const QString& text, std::vector<Value>& values)
{
    std::vector<Value> read;
    for (const QString& part : parts(text)) {
        Value value{};
        if (const QString problem = from_text(part, value); !problem.isEmpty())
            return problem;
        read.push_back(value);
    }
    values = std::move(read);
    return {};
}

double read_number(const QString& text, bool& ok)
{
    const QStringList sides = text.split(u'/');
    double value = sides.front().trimmed().toDouble(&ok);
    if (!ok || sides.size() == 1)
        return value;
    const double divisor = sides.size() == 2 ? sides.back().trimmed().toDouble(&ok) : 0;
    ok = ok && divisor != 0;
    return ok ? value / divisor : value;
}

}  // namespace

QString to_text(const std::string& value)
{
    return QString::fromStdString(value);
}
QString to_text(std::int64_t value)
{
    return QString::number(value);
}
QString to_text(std::uint64_t value)
{
    return QString::number(value);
}
QString to_text(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}
QString to_text(bool value)
{
    return value ? QStringLiteral("yes") : QStringLiteral("no");
}
QString to_text(const std::vector<std::int64_t>& values)
{
    return list_text(values);
}
QString to_text(const std::vector<double>& values)
{
    return list_text(values);
}

QString from_text(const QString& text, std::string& value)
{
    value = text.toStdString();
    return {};
}

QString from_text(const QString& text, std::int64_t& value)
{
    bool ok = false;
    const qlonglong read = ungrouped(text.trimmed()).toLongLong(&ok);
    if (!ok)
        return Words::tr("“%1” is not a whole number").arg(text.trimmed());
    value = read;
    return {};
}

QString from_text(const QString& text, std::uint64_t& value)
{
    bool ok = false;
    const qulonglong read = ungrouped(text.trimmed()).toULongLong(&ok);
    if (!ok || text.contains(u'-'))
        return Words::tr("“%1” is not a whole number of at least 0").arg(text.trimmed());
    value = read;
    return {};
}

QString from_text(const QString& text, double& value)
{
    bool ok = false;
    const double read = read_number(text, ok);
    if (!ok || !std::isfinite(read))
        return Words::tr("“%1” is not a number").arg(text.trimmed());
    value = read;
    return {};
}

QString from_text(const QString& text, bool& value)
{
    if (text != u"yes" && text != u"no")
        return Words::tr("“%1” is neither yes nor no").arg(text);
    value = text == u"yes";
    return {};
}

QString from_text(const QString& text, std::vector<std::int64_t>& values)
{
    return read_list(text, values);
}
QString from_text(const QString& text, std::vector<double>& values)
{
    return read_list(text, values);
}

QString field_text(const RunConfig& config, const QString& key)
{
    QString text, default_text;
    const RunConfig defaults;
    visit_fields(config, [&](const char* name, const auto& value) {
        if (key == QLatin1String(name))
            text = to_text(value);
    });
    visit_fields(defaults, [&](const char* name, const auto& value) {
        if (key == QLatin1String(name))
            default_text = to_text(value);
    });
    return text == default_text ? QString() : text;
}

QString set_field(RunConfig& config, const QString& key, const QString& text)
{
    QString problem;
    const QString words = key == u"parameters" ? QString(text).remove(u' ') : text;  // "q, v" are words without spaces
    visit_fields(config, [&](const char* name, auto& value) {
        if (key == QLatin1String(name) && !words.trimmed().isEmpty())
            problem = from_text(words, value);
    });
    if (!text.trimmed().isEmpty())
        return problem;
    RunConfig defaults;
    visit_fields(defaults, [&](const char* name, auto& value) {
        if (key != QLatin1String(name))
            return;
        visit_fields(config, [&](const char* other, auto& target) {
            if constexpr (std::is_same_v<decltype(value), decltype(target)>)
                if (key == QLatin1String(other))
                    target = value;
        });
    });
    return problem;
}

}  // namespace ttt
