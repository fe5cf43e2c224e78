// The document view's numbers as a table, and its choices as words.
#include "views/token/item_value.h"
#include "views/token/token_view.h"

#include <QAction>

#include <algorithm>
#include <cmath>

namespace ttt {

QString TokenView::save() const
{
    const std::string_view key = colour_mode(wished_ == ColourMode::reference ? before_reference_ : wished_).key;
    return QStringLiteral("%1 %2%3")
        .arg(QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())))
        .arg(colouring_.saturation)
        .arg(actions_.follow->isChecked() ? QStringLiteral(" follow") : QString());
}

void TokenView::restore(const QString& choices)
{
    for (const QString& word : choices.split(u' ', Qt::SkipEmptyParts)) {
        for (const ColourModeInfo& info : colour_modes)
            if (word.toStdString() == info.key && info.mode != ColourMode::reference)
                choose(info.mode);
        for (const double value : saturations)
            if (word == QString::number(value))
                choose_saturation(value);
        if (word == QStringLiteral("follow"))
            actions_.follow->setChecked(true);
    }
}

ViewTable TokenView::table() const
{
    struct Part {
        Column column;
        bool rank;
    };
    constexpr std::array parts{Part{Column::nll_frozen, false},  Part{Column::nll_twin, false},
                               Part{Column::nll_adapted, false}, Part{Column::rank_frozen, true},
                               Part{Column::rank_twin, true},    Part{Column::rank_adapted, true}};
    ViewTable table{{tr("token"), tr("chunk"), tr("text"), tr("NLL frozen"), tr("NLL twin"), tr("NLL adapted"),
                     tr("rank frozen"), tr("rank twin"), tr("rank adapted")},
                    {}};
    const std::int64_t items = std::min(run_.shown_items(), document_items(run_));
    table.rows.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, items)));
    for (std::int64_t item = 0; item < items; ++item) {
        std::vector<QString> row{QString::number(item), QString::number(run_.step_of(item)), run_.token_text(item)};
        for (const Part& part : parts) {
            const double value = item_value(run_, part.column, item);
            row.push_back(std::isnan(value) ? QString() : QString::number(value, 'f', part.rank ? 0 : 4));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace ttt
