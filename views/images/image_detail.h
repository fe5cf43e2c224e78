// The strip under the images: the selected one clean and as the stream showed it, and what both nets say of it.
#pragma once

#include "views/images/picture_model.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/token/token_facts.h"

#include <QWidget>

namespace ttt {

class DetailPainter;
class ImageItems;

/// Owned by the window, GUI thread; run, selection and pictures outlive it.
class ImageDetail : public QWidget {
    Q_OBJECT
public:
    ImageDetail(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent = nullptr);

    /// Of the selected image; nothing: -1, or not read yet.
    std::int64_t item() const { return item_; }
    /// What the arm says of it: its likeliest classes, the label among them marked.
    ArmFacts facts(Arm arm) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void read();
    void fold(bool folded);
    bool is_short() const;
    std::vector<PictureKey> keys() const;  // clean, shown
    double pictures_width() const;
    void paint_pictures(QPainter& painter) const;
    void paint_words(DetailPainter& painter) const;
    void paint_arm(DetailPainter& painter, Arm arm, double scale) const;
    QString hint() const;

    RunModel& run_;
    Selection& selection_;
    PictureModel& pictures_;
    std::int64_t item_ = -1;
    bool was_pointed_at_ = false;  // since the strip was folded
};

}  // namespace ttt
