#include "app/window/tables/note_list.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/selection.h"

#include <QAction>
#include <QBoxLayout>
#include <QDateTime>
#include <QHeaderView>
#include <QLocale>
#include <QTableWidget>

namespace ttt {

NoteList::NoteList(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), table_(new QTableWidget(0, 3))
{
    table_->setHorizontalHeaderLabels(table().header);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_->setAccessibleName(tr("Notes on ranges of the run"));
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(table_);

    const auto add = [this](const QString& text, const QKeySequence& keys, auto act) {
        auto* action = new QAction(text, table_);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        table_->addAction(action);
        connect(action, &QAction::triggered, this, act);
    };
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    add(tr("Add a note …"), QKeySequence(Qt::Key_Insert), [this] { Q_EMIT add_requested(); });
    add(tr("Edit …"), QKeySequence(Qt::Key_F2), [this] {
        if (const Annotation* note = chosen())
            Q_EMIT edit_requested(note->id, QString::fromStdString(note->text));
    });
    add(tr("Delete"), QKeySequence::Delete, [this] {
        if (const Annotation* note = chosen())
            Q_EMIT delete_requested(note->id);
    });
    connect(table_, &QTableWidget::itemSelectionChanged, this, &NoteList::jump);
}

void NoteList::set_notes(std::vector<Annotation> notes)
{
    notes_ = std::move(notes);
    const QSignalBlocker quiet(table_);
    const ViewTable now = table();
    table_->setHorizontalHeaderLabels(now.header);
    table_->setRowCount(static_cast<int>(now.rows.size()));
    for (int row = 0; row < table_->rowCount(); ++row)
        for (int column = 0; column < table_->columnCount(); ++column)
            table_->setItem(
                row, column,
                new QTableWidgetItem(now.rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]));
    table_->resizeColumnToContents(0);
    table_->resizeColumnToContents(2);
    Q_EMIT note_changed();
}

QString NoteList::note() const
{
    return notes_.empty() ? tr("select a place of the run, then Session › Add a note")
                          : tr("%1 notes").arg(notes_.size());
}

ViewTable NoteList::table() const
{
    ViewTable table{{words_of_kind(run_.header().kind).items, tr("note"), tr("written")}, {}};
    const QLocale locale;
    for (const Annotation& note : notes_)
        table.rows.push_back(
            {grouped(note.begin) + QStringLiteral(" – ") + grouped(note.end), QString::fromStdString(note.text),
             locale.toString(QDateTime::fromMSecsSinceEpoch(note.created_unix_ms), QLocale::ShortFormat)});
    return table;
}

const Annotation* NoteList::chosen() const
{
    const int row = table_->currentRow();
    return row < 0 || row >= static_cast<int>(notes_.size()) ? nullptr : &notes_[static_cast<std::size_t>(row)];
}

void NoteList::jump()
{
    if (const Annotation* note = chosen())
        selection_.lock({run_.step_of(note->begin), note->begin});
}

}  // namespace ttt
