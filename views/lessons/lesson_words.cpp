#include "views/lessons/lesson_words.h"

#include "engine/records/lesson_score.h"
#include "views/lessons/lesson_player.h"

#include <QCoreApplication>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QUrl>

#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LessonWords)
};

QString goal_words(const LessonGoal& goal)
{
    using Kind = LessonGoal::Kind;
    switch (goal.kind) {
    case Kind::run_finished:
        return Words::tr("Press Run (F5).");
    case Kind::selected:
        return goal.what == LessonGoal::What::chunk
                   ? Words::tr(
                         "Select a chunk: Enter goes to the framed panel, arrow keys move, Enter locks. Or click.")
                   : Words::tr(
                         "Select a token: Enter goes to the framed panel, arrow keys move, Enter locks. Or click.");
    case Kind::theorem:
        return Words::tr("Change the setup as the text says. Enter goes to the framed panel, Tab to its next control.");
    case Kind::traced:
        return Words::tr("Select a token, then wait for its teachers to be computed.");
    case Kind::playhead:
        return Words::tr("Move the playhead to chunk %1 or beyond: Ctrl+Right, or drag the timeline.")
            .arg(goal.at_least);
    case Kind::heads_scored:
        return Words::tr("Start the measurement in the framed panel: Enter goes there.");
    case Kind::causality_checked:
        return Words::tr("Start the check: Ctrl+Shift+P, type causality, press Enter.");
    case Kind::next:
        break;
    }
    return {};
}

QString ask_words(const LessonAsk& ask)
{
    if (ask.kind == LessonAsk::Kind::curve)
        return Words::tr("Sketch the curve with the mouse or the arrow keys, then press Enter.");
    return Words::tr("Pick an answer (arrow keys or digits), then press Enter.");
}

}  // namespace

LessonStatus status_of(const LessonPlayer& player)
{
    if (player.is_completed(player.current()))
        return {player.current() + 1 < player.count() ? Words::tr("Done. Space goes on.")
                                                      : Words::tr("Done. Space ends the lesson."),
                true};
    if (const QString wait = player.waits_for(); !wait.isEmpty())
        return {wait, false};
    if (player.step().ask.kind != LessonAsk::Kind::none && !player.reply()) {
        const QString problem = player.truth().problem;
        return {problem.isEmpty() ? ask_words(player.step().ask) : problem, false};
    }
    return {goal_words(player.step().goal), false};
}

namespace {

/// A lesson may come from a stranger: nothing is ever fetched for it.
class BareDocument : public QTextDocument {
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int, const QUrl&) override { return {}; }
};

/// What would be a picture becomes its words: a label that shows the HTML would load it from anywhere.
void remove_pictures(QTextDocument& document)
{
    const QString picture(QChar::ObjectReplacementCharacter);
    for (QTextCursor at = document.find(picture); !at.isNull(); at = document.find(picture, at)) {
        const QString words = at.charFormat().toImageFormat().property(QTextFormat::ImageAltText).toString();
        at.insertText(words, QTextCharFormat());
    }
}

void read_markdown(QTextDocument& document, const QString& markdown)
{
    document.setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                       QTextDocument::MarkdownNoHTML);
    remove_pictures(document);
}

}  // namespace

QString lesson_html(const QString& markdown)
{
    BareDocument document;
    read_markdown(document, markdown);
    constexpr int line_percent = 135;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        format.setLineHeight(line_percent, QTextBlockFormat::ProportionalHeight);
        format.setTopMargin(0);
        format.setBottomMargin(10);
        QTextCursor(block).setBlockFormat(format);
    }
    return document.toHtml();
}

QString lesson_plain(const QString& markdown)
{
    BareDocument document;
    read_markdown(document, markdown);
    return document.toPlainText().simplified();
}

QString verdict_of(const LessonPlayer& player)
{
    const LessonReply* reply = player.reply();
    if (!reply)
        return {};
    const bool curve = player.step().ask.kind == LessonAsk::Kind::curve;
    const QString score = std::isfinite(reply->score) ? QString::number(std::lround(reply->score * 100)) : QString();
    QString verdict = reply->score >= right_score ? Words::tr("**Right.**") : Words::tr("**Not quite.**");
    if (curve)
        verdict = score.isEmpty() ? QString() : Words::tr("**Your sketch agrees to %1 %.**").arg(score);
    return verdict + u' ' + player.step().ask.explain;
}

}  // namespace ttt
