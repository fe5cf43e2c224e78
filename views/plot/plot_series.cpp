// Hiding and showing the series of a Plot by their names in the legend.
#include "views/plain_text.h"
#include "views/plot/plot.h"

#include <QHelpEvent>
#include <QToolTip>

namespace ttt {

void Plot::set_hidden(QSet<QString> hidden)
{
    hidden_ = std::move(hidden);
    shown_ = without_hidden(data_, hidden_);
    set_dot({});
    touch();
    speak();
}

void Plot::toggle_series(const QString& name)
{
    QSet<QString> hidden = hidden_;
    if (!hidden.remove(name))
        hidden.insert(name);
    set_hidden(std::move(hidden));
}

void Plot::show_alone(const QString& name)
{
    QSet<QString> others;
    for (const LegendEntry& entry : drawing().legend)
        if (entry.name != name)
            others.insert(entry.name);
    const bool was_alone = !others.isEmpty() && hidden_.contains(others);
    set_hidden(was_alone ? QSet<QString>() : others);
}

/// The name of the legend at a place, -1: none.
int Plot::entry_at(QPointF at) const
{
    const std::vector<QRectF>& places = drawing().legend_places;
    for (std::size_t entry = 0; entry < places.size(); ++entry)
        if (places[entry].contains(at))
            return static_cast<int>(entry);
    return -1;
}

void Plot::choose_entry(int by)
{
    const int count = static_cast<int>(drawing().legend.size());
    if (count == 0)
        return;
    entry_ = entry_ < 0 || entry_ >= count ? (by > 0 ? 0 : count - 1) : (entry_ + by + count) % count;
    speak();
    update();
}

bool Plot::legend_key(int key)
{
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        choose_entry(key == Qt::Key_Down ? 1 : -1);
        return true;
    }
    const std::vector<LegendEntry>& legend = drawing().legend;
    if ((key != Qt::Key_H && key != Qt::Key_O) || entry_ < 0 || entry_ >= static_cast<int>(legend.size()))
        return false;
    const QString name = legend[static_cast<std::size_t>(entry_)].name;
    key == Qt::Key_H ? toggle_series(name) : show_alone(name);
    return true;
}

QString Plot::spoken_entry() const
{
    const std::vector<LegendEntry>& legend = drawing().legend;
    if (entry_ < 0 || entry_ >= static_cast<int>(legend.size()))
        return {};
    const LegendEntry& entry = legend[static_cast<std::size_t>(entry_)];
    return entry.hidden ? tr("Series %1, hidden: H shows it.").arg(entry.name)
                        : tr("Series %1, shown: H hides it, O shows it only.").arg(entry.name);
}

bool Plot::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int entry = entry_at(help->pos());
    if (entry < 0) {
        QToolTip::hideText();
        return true;
    }
    const QString text = tr("%1\nClick: hide or show. Double-click: this one only.")
                             .arg(drawing().legend[static_cast<std::size_t>(entry)].name);
    show_tip(help->globalPos(), text, this);
    return true;
}

}  // namespace ttt
