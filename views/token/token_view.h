// The document as it was read: every token with its colour. The way from a curve to the words behind it.
#pragma once

#include "views/token/token_actions.h"
#include "views/token/token_overlay.h"
#include "views/view.h"

namespace ttt {

class FindBar;
class LabModel;
class LegendButton;
class ModeBar;
class TokenCanvas;
class UnderlineLegend;

/// The view "Document". Owned by the window, GUI thread; an other run to compare with may die at any time.
class TokenView : public View {
    Q_OBJECT
public:
    TokenView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override { return tr("Document"); }
    QString note() const override;  // "tokens 13,952 – 14,330 of 32,768": what is in sight
    std::vector<QAction*> title_actions() override { return actions_.all(); }
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& choices) override;

    /// Colours become NLL of this run - NLL of the other; null: no longer. Both must have read the same document.
    void set_reference(const RunModel* other);
    /// Scrolls along with a live run until the person scrolls up.
    void follow_reading();
    /// Offers the colours "taught by" and "taught here", of the answers of the lab; null: no longer.
    void set_lab(LabModel* lab);

    TokenColouring colouring() const { return colouring_; }
    TokenCanvas& canvas() { return *canvas_; }

public Q_SLOTS:
    /// Frames tokens over whatever colours are shown; empty: none.
    void set_teachers(const std::vector<std::pair<std::int64_t, double>>& teachers);
    void select_largest_gain();
    void select_next_gain(int direction);
    void open_find();
    void find_words(const QString& words);
    void find_step(int direction);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void connect_actions();
    void connect_find();
    void arrange();
    void choose(ColourMode mode);
    void choose_saturation(double saturation);
    void run_changed();
    void make_room();
    void selection_changed();
    void show_found();
    void read_lab();

    TokenActions actions_;
    ColourMode wished_ = ColourMode::adapted_frozen;  // shown as soon as the run can give it
    ColourMode before_reference_ = ColourMode::adapted_frozen;
    TokenColouring colouring_;
    LabModel* lab_ = nullptr;
    ModeBar* modes_;
    LegendButton* legend_;
    UnderlineLegend* underline_;
    FindBar* find_bar_;
    TokenCanvas* canvas_;
};

}  // namespace ttt
