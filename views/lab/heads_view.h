// The view "Attention heads": what every head does, and where the chosen one looks.
#pragma once

#include "views/lab/heads_scatter.h"
#include "views/lab/recorded_heads.h"
#include "views/view.h"

class QActionGroup;
class QLabel;
class QPushButton;
class QSplitter;

namespace ttt {

class AttentionView;
class LabModel;

/// GUI thread. Heads are scored when a person asks for it; then the head that matches prefixes best is chosen.
class HeadsView : public View {
    Q_OBJECT
public:
    HeadsView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;
    QSize sizeHint() const override;

    HeadText text() const { return text_; }
    void set_text(HeadText text);
    /// Heads of another model to lay beside the live ones; a choice offers them when there are some.
    void set_recorded(RecordedHeads recorded);
    /// Asks for the scores; nothing happens while they are on their way.
    void score();
    void choose(int head);  // index in the survey
    int chosen() const { return scatter_->chosen(); }
    QString sentence() const;  // of the empty page, or below the scatter
    HeadsScatter& scatter() { return *scatter_; }
    AttentionView& attention() { return *attention_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void make_actions();
    bool shows_recorded() const;
    QString recorded_sentence() const;
    QWidget* make_empty_page();
    QWidget* make_heads_page();
    void take_heads();
    void take_state();
    void draw();
    int best_head() const;
    QString empty_sentence() const;
    QString in_context_sentence() const;

    LabModel& lab_;
    QWidget *empty_page_ = nullptr, *heads_page_ = nullptr;
    QLabel *empty_words_ = nullptr, *words_ = nullptr;
    QPushButton* button_ = nullptr;
    QSplitter* splitter_ = nullptr;
    HeadsScatter* scatter_;
    AttentionView* attention_;
    QActionGroup* texts_ = nullptr;
    QAction* beside_ = nullptr;
    RecordedHeads recorded_;
    HeadText text_ = HeadText::random;
    bool is_scoring_ = false;
    QString problem_;
};

}  // namespace ttt
