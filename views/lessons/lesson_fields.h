// A JSON object that is read strictly: a wrong, missing or unknown field is an error that says where.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

/// Lives on the stack of who reads. Every reader ends with done().
class LessonFields {
public:
    /// `place`: what stands before the field in errors, as in `01-heads.json, step "start"`; `path`: of outer fields.
    LessonFields(QJsonObject object, QString place, QString path = {});

    bool has(const QString& key) const;
    QString text(const QString& key);       // must be there and not empty
    QString file_name(const QString& key);  // text; stays_below()
    QString text_or(const QString& key, const QString& fallback);
    std::int64_t whole(const QString& key, std::int64_t least, std::int64_t most);
    std::int64_t whole_or(const QString& key, std::int64_t least, std::int64_t most, std::int64_t fallback);
    double number(const QString& key);
    bool flag(const QString& key);
    QStringList words(const QString& key);            // a list of texts
    std::vector<double> numbers(const QString& key);  // a list of numbers, or one number
    LessonFields object(const QString& key);
    std::vector<LessonFields> objects(const QString& key);  // a list of objects
    QStringList keys() const { return object_.keys(); }
    QJsonValue raw(const QString& key);

    /// The place in the list `known`.
    int one_of(const QString& key, const QStringList& known);

    /// Throws for fields that nobody asked for.
    void done() const;
    [[noreturn]] void fail(const QString& key, const QString& sentence) const;

private:
    QJsonValue take(const QString& key, const QString& wanted);

    QJsonObject object_;
    QString place_, path_;
    QStringList taken_;
};

/// Whether a path is relative and never leaves the folder that it starts in: what a stranger's file may name.
bool stays_below(const QString& path);

}  // namespace ttt
