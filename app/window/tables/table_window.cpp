#include "app/window/tables/table_window.h"

#include <QAbstractTableModel>
#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace ttt {

namespace {

class TableModel : public QAbstractTableModel {
public:
    TableModel(ViewTable table, QObject* parent) : QAbstractTableModel(parent), table_(std::move(table)) {}

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(table_.rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(table_.header.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        const auto& row = table_.rows[static_cast<std::size_t>(index.row())];
        const auto column = static_cast<std::size_t>(index.column());
        return column < row.size() ? row[column] : QString();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        return orientation == Qt::Horizontal ? QVariant(table_.header.value(section)) : QVariant(section + 1);
    }
    const ViewTable& table() const { return table_; }

private:
    ViewTable table_;
};

QString quoted(const QString& cell)
{
    const auto special = [](QChar letter) {
        return letter == QLatin1Char(',') || letter == QLatin1Char('"') || letter == QLatin1Char('\n') ||
               letter == QLatin1Char('\r');
    };
    if (std::none_of(cell.begin(), cell.end(), special))
        return cell;
    return QLatin1Char('"') + QString(cell).replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

template <class Cells>
QString line(const Cells& cells)
{
    QStringList parts;
    for (const QString& cell : cells)
        parts.append(quoted(cell));
    return parts.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

ViewTable selected(const TableModel& model, const QItemSelectionModel& selection)
{
    ViewTable part{model.table().header, {}};
    for (const QModelIndex& index : selection.selectedRows())
        part.rows.push_back(model.table().rows[static_cast<std::size_t>(index.row())]);
    return part.rows.empty() ? model.table() : part;
}

}  // namespace

QString to_csv(const ViewTable& table)
{
    QString csv = line(table.header);
    for (const auto& row : table.rows)
        csv += line(row);
    return csv;
}

void show_table(const View& view)
{
    auto* window = new QWidget(nullptr, Qt::Window);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(view.title());
    auto* table = new QTableView;
    auto* model = new TableModel(view.table(), table);
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->setAccessibleName(QObject::tr("Numbers of %1").arg(view.title()));
    auto* box = new QVBoxLayout(window);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(table);
    const auto key = [&](const QKeySequence& keys, auto act) {
        auto* action = new QAction(window);
        action->setShortcut(keys);
        window->addAction(action);
        QObject::connect(action, &QAction::triggered, window, act);
    };
    key(QKeySequence::Copy,
        [model, table] { QApplication::clipboard()->setText(to_csv(selected(*model, *table->selectionModel()))); });
    key(QKeySequence(Qt::Key_Escape), [window] { window->close(); });
    window->resize(720, 480);
    window->show();
}

}  // namespace ttt
