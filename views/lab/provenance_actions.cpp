#include "views/lab/provenance_actions.h"

#include "views/token/item_value.h"
#include "views/token/token_words.h"
#include "views/view_action.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QWidget>

#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ProvenanceActions)
};

QAction* choice(QActionGroup* group, const QString& text, const QString& tip, const char* name, bool checked)
{
    QAction* made = group->addAction(text);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    made->setCheckable(true);
    made->setChecked(checked);
    return made;
}

std::int32_t likeliest(const RunModel& run, std::int64_t item, int place)
{
    const double id = item_value(run, Column::top_ids_adapted, item, place);
    return std::isnan(id) ? -1 : static_cast<std::int32_t>(std::lround(id));
}

}  // namespace

ProvenanceActions::ProvenanceActions(QWidget* view) : modes(new QActionGroup(view)), logits(new QActionGroup(view))
{
    choice(modes, Words::tr("Who taught this token"),
           Words::tr(
               "The change of the logit of the selected token, split by the chunks and tokens whose writes made it."),
           "teachers", true);
    choice(modes, Words::tr("What this chunk taught"),
           Words::tr("The direct term of the selected chunk's write in the logit of every later token."), "taught",
           false);
    choice(logits, Words::tr("Logit of the token that came"),
           Words::tr("Asks about the token that stands at the place."), "", true);
    for (int place = 0; place < likeliest_logits; ++place)
        choice(logits, QString(), Words::tr("Asks about a token that the adapted model held likely instead."), "",
               false);
    light = view_action(view, Words::tr("Light up the teachers"), Qt::Key_L,
                        Words::tr("Frames the tokens of the list in the document: the stronger, the larger the |term|; "
                                  "dashed where the term is below 0 (L)."));
    light->setCheckable(true);
    light->setChecked(true);
    ask_selected = view_action(view, Words::tr("Ask about the selected place"), Qt::Key_A,
                               Words::tr("Follows to the place that was gone to from here (A)."));
    update(RunModel(), -1);
}

std::vector<QAction*> ProvenanceActions::all() const
{
    std::vector<QAction*> result;
    for (const QActionGroup* group : {modes, logits})
        for (QAction* action : group->actions())
            result.push_back(action);
    result.push_back(light);
    result.push_back(ask_selected);
    return result;
}

void ProvenanceActions::update(const RunModel& run, std::int64_t item)
{
    const auto actions = logits->actions();
    for (int place = 0; place < likeliest_logits; ++place) {
        QAction* action = actions.at(place + 1);
        const std::int32_t id = likeliest(run, item, place);
        const QString rank = place == 0 ? Words::tr("likeliest") : Words::tr("likeliest but %1").arg(place);
        action->setText(id < 0 ? Words::tr("Logit of the %1 token").arg(rank)
                               : Words::tr("Logit of %1, %2").arg(quoted(run.candidate_text(item, id)), rank));
        action->setEnabled(id >= 0 || action->isChecked());
    }
}

ProvenanceMode ProvenanceActions::mode() const
{
    return modes->actions().first()->isChecked() ? ProvenanceMode::teachers : ProvenanceMode::taught;
}

bool ProvenanceActions::lights() const
{
    return light->isChecked();
}

std::int32_t ProvenanceActions::token(const RunModel& run, std::int64_t item) const
{
    const auto place = static_cast<int>(logits->actions().indexOf(logits->checkedAction())) - 1;
    return place < 0 ? -1 : likeliest(run, item, place);
}

QString ProvenanceActions::save() const
{
    return modes->checkedAction()->objectName() + (lights() ? QStringLiteral(" light") : QStringLiteral(" dim"));
}

void ProvenanceActions::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    for (QAction* action : modes->actions())
        if (known.contains(action->objectName()))
            action->setChecked(true);
    if (known.contains(QStringLiteral("light")) || known.contains(QStringLiteral("dim")))
        light->setChecked(known.contains(QStringLiteral("light")));
}

}  // namespace ttt
