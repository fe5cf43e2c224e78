// The pattern of the chosen head over a stretch of the document: text with lines, and a small heat map, linked.
#pragma once

#include "engine/records/heads.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace ttt {

class AttentionMap;
class AttentionText;
class LabModel;
class RunModel;
class Selection;

/// Part of HeadsView. GUI thread; all three outlive it. Asks the lab for the head over the stretch around the locked
/// place, else the latest; again when the place leaves the stretch.
class AttentionView : public QWidget {
    Q_OBJECT
public:
    AttentionView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent = nullptr);

    static constexpr std::int64_t stretch = 96;  // tokens

    void set_head(std::int32_t layer, std::int32_t head);  // layer -1: none
    AttentionText& text() { return *text_; }
    AttentionMap& map() { return *map_; }
    QString words() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QScrollArea* scroll_area();
    void ask();
    void take_answer();
    void take_problem();
    void forget();
    void follow_selection();
    void point_at(std::int64_t item);
    void choose(std::int64_t item);
    void show_words();
    std::pair<std::int64_t, std::int64_t> wanted() const;  // items [begin, end)

    RunModel& run_;
    Selection& selection_;
    LabModel& lab_;
    QLabel* title_;
    AttentionText* text_;
    QLabel* words_;
    AttentionMap* map_;
    std::int32_t layer_ = -1, head_ = 0;
    bool is_waiting_ = false;
    std::pair<std::int64_t, std::int64_t> asked_{-1, -1};
};

}  // namespace ttt
