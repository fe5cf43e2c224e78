// A field of RunConfig as the text that a person types, and back. The same for all fields of a type.
#pragma once

#include "engine/records/run_config.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

QString to_text(const std::string& value);
QString to_text(std::int64_t value);
QString to_text(std::uint64_t value);
QString to_text(double value);                             // the shortest that gives the same number again
QString to_text(bool value);                               // yes | no
QString to_text(const std::vector<std::int64_t>& values);  // "1, 2"
QString to_text(const std::vector<double>& values);

template <class Value>
QString to_text(const std::optional<Value>& value)
{
    return value ? to_text(*value) : QString();
}

/// Empty: understood. Else why not, in a few words, and the value stays. Whole numbers may be grouped ("1,024"), others
/// may be fractions ("0.1 / 128").
QString from_text(const QString& text, std::string& value);
QString from_text(const QString& text, std::int64_t& value);
QString from_text(const QString& text, std::uint64_t& value);
QString from_text(const QString& text, double& value);
QString from_text(const QString& text, bool& value);
QString from_text(const QString& text, std::vector<std::int64_t>& values);
QString from_text(const QString& text, std::vector<double>& values);

template <class Value>
QString from_text(const QString& text, std::optional<Value>& value)
{
    Value parsed{};
    const QString problem = from_text(text, parsed);
    if (problem.isEmpty())
        value = parsed;
    return problem;
}

/// The text of one field; empty where the configuration has its default (RunConfig{}), which stands for "as trained".
QString field_text(const RunConfig& config, const QString& key);
/// Sets one field; an empty text sets the default. Returns the problem, as from_text().
QString set_field(RunConfig& config, const QString& key, const QString& text);

}  // namespace ttt
