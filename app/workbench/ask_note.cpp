#include "app/workbench/ask_note.h"

#include "engine/records/metrics.h"
#include "views/ask_model.h"

#include <QCoreApplication>

#include <utility>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AskNote)
};

QString circumstances(const AskPlace& place, const AskChoices& choices)
{
    QString text = Words::tr("temperature %1, top p %2, seed %3")
                       .arg(choices.temperature)
                       .arg(choices.top_p)
                       .arg(static_cast<qulonglong>(choices.seed));
    if (place.without)
        text += Words::tr(", without chunk %1").arg(*place.without);
    if (place.learns)
        text += Words::tr(", learning from it");
    return text;
}

/// A turn: "Asked “…”", and a line for each arm.
QString turn_text(const QString& prompt, const QString& how, const std::vector<ArmAnswer>& answers)
{
    QString text = (prompt.isEmpty() ? Words::tr("Asked to go on") : Words::tr("Asked “%1”").arg(prompt)) + how;
    for (const ArmAnswer& answer : answers)
        text += QStringLiteral("\n%1: %2")
                    .arg(QString::fromUtf8(name_of(answer.arm).data()), QString::fromStdString(answer.text));
    return text;
}

}  // namespace

std::string note_of(const AskQuestion& question, const AskChoices& choices, const std::vector<ArmAnswer>& answers)
{
    QString how = QStringLiteral(", ") + circumstances(question.place, choices);
    QString text;
    for (const AskTurn& turn : question.turns)
        text += turn_text(QString::fromStdString(turn.prompt), std::exchange(how, {}), turn.answers) + u'\n';
    return (text + turn_text(question.prompt, how, answers)).toStdString();
}

}  // namespace ttt
