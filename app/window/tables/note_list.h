// Remarks on ranges of a run, kept in the session file.
#pragma once

#include "sessions/run_info.h"
#include "views/view.h"

class QTableWidget;

namespace ttt {

class NoteList : public View {
    Q_OBJECT
public:
    NoteList(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    void set_notes(std::vector<Annotation> notes);
    const std::vector<Annotation>& notes() const { return notes_; }

    QString title() const override { return tr("Notes"); }
    QString note() const override;
    ViewTable table() const override;

Q_SIGNALS:
    void add_requested();
    void edit_requested(qint64 id, const QString& text);
    void delete_requested(qint64 id);

private:
    const Annotation* chosen() const;
    void jump();

    std::vector<Annotation> notes_;
    QTableWidget* table_;
};

}  // namespace ttt
