#include "views/forms/word_completer.h"

#include <QCompleter>
#include <QLineEdit>

namespace ttt {

namespace {

/// QCompleter sees one word of the line, and puts its answer in that word's place.
class WordCompleter : public QCompleter {
public:
    WordCompleter(QLineEdit& line, const QStringList& words) : QCompleter(words, &line), line_(line)
    {
        setCaseSensitivity(Qt::CaseInsensitive);
        setFilterMode(Qt::MatchContains);
        line.setCompleter(this);
    }

    QStringList splitPath(const QString& text) const override
    {
        return {text.mid(begin_of_word(text), cursor(text) - begin_of_word(text)).trimmed()};
    }

    QString pathFromIndex(const QModelIndex& index) const override
    {
        const QString text = line_.text();
        const qsizetype begin = begin_of_word(text);
        const QString before = text.left(begin), after = text.mid(cursor(text));
        return before + QCompleter::pathFromIndex(index) + after;
    }

private:
    qsizetype cursor(const QString& text) const { return std::min<qsizetype>(line_.cursorPosition(), text.size()); }
    qsizetype begin_of_word(const QString& text) const { return text.left(cursor(text)).lastIndexOf(u',') + 1; }

    QLineEdit& line_;
};

}  // namespace

void complete_words(QLineEdit& line, const QStringList& words)
{
    delete line.completer();
    new WordCompleter(line, words);
}

}  // namespace ttt
