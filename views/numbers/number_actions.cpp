#include "views/numbers/number_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(NumberActions)
};

}  // namespace

NumberActions::NumberActions(QObject* view)
    : charts(new QActionGroup(view)), logarithmic(new QAction(Words::tr("Logarithmic values"), view))
{
    for (std::size_t place = 0; place < number_charts().size() + RunDictionary::most_entries; ++place) {
        QAction* chart = charts->addAction(QString());
        chart->setCheckable(true);
        chart->setVisible(false);
    }
    logarithmic->setCheckable(true);
    logarithmic->setToolTip(Words::tr("Equal ratios take the same room; values that are not above 0 are left out."));
    QObject::connect(charts, &QActionGroup::triggered, view,
                     [this](QAction* action) { wished_ = action->objectName(); });
}

std::vector<QAction*> NumberActions::all() const
{
    const QList<QAction*> list = charts->actions();
    std::vector<QAction*> result(list.begin(), list.end());
    result.push_back(logarithmic);
    return result;
}

/// Menus are made once: charts take the places that were kept for them.
void NumberActions::update(const RunModel& run)
{
    there_ = charts_of(run);
    const QList<QAction*> places = charts->actions();
    for (qsizetype at = 0; at < places.size(); ++at) {
        const bool is_there = at < static_cast<qsizetype>(there_.size());
        places[at]->setVisible(is_there);
        places[at]->setChecked(false);
        if (!is_there)
            continue;
        const NumberChart& chart = there_[static_cast<std::size_t>(at)];
        places[at]->setText(chart.title);
        places[at]->setObjectName(QString::fromStdString(chart.key));
    }
    const auto wished = std::ranges::find(there_, wished_.toStdString(), &NumberChart::key);
    if (!there_.empty())
        places[wished == there_.end() ? 0 : wished - there_.begin()]->setChecked(true);
}

NumberChart NumberActions::chart() const
{
    const auto at = charts->actions().indexOf(charts->checkedAction());
    return at < 0 || at >= static_cast<qsizetype>(there_.size()) ? NumberChart{} : there_[static_cast<std::size_t>(at)];
}

QString NumberActions::save() const
{
    return QStringLiteral("%1 %2").arg(wished_.isEmpty() ? QStringLiteral("-") : wished_,
                                       logarithmic->isChecked() ? QStringLiteral("log-y") : QStringLiteral("linear"));
}

void NumberActions::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    if (known.size() < 2)
        return;
    wished_ = known[0] == QStringLiteral("-") ? QString() : known[0];
    logarithmic->setChecked(known[1] == QStringLiteral("log-y"));
}

}  // namespace ttt
