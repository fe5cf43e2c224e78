// The view "Images": the stream as it was shown, image by image, framed by what became of each.
#pragma once

#include "views/images/image_actions.h"
#include "views/view.h"

class QLabel;
class QToolButton;

namespace ttt {

class ImageCanvas;
class ImageLegend;
class PictureModel;

/// Owned by the window, GUI thread; the pictures outlive it.
class ImagesView : public View {
    Q_OBJECT
public:
    ImagesView(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent = nullptr);

    QString title() const override { return tr("Images"); }
    QString note() const override;  // "images 120 – 239 of 6,000": what is in sight
    std::vector<QAction*> title_actions() override { return actions_.all(); }
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    void set_filter(const ImageFilter& filter);
    /// Scrolls along with a live run until the person scrolls up.
    void follow_stream();
    /// Locks the mended image of whose class the adapted net is surest, of those shown.
    void select_surest_mended();
    /// The locked image and what was said of it, to the clipboard.
    void copy() const;

    ImageCanvas& canvas() { return *canvas_; }
    ImageLegend& legend() { return *legend_; }
    ImageActions& actions() { return actions_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    void connect_actions();
    void begin();
    void refresh();
    void selection_changed();
    void show_problem();

    ImageActions actions_;
    PictureModel& pictures_;
    QToolButton* chosen_;
    ImageLegend* legend_;
    QLabel* problem_;
    ImageCanvas* canvas_;
    bool classes_known_ = false;
};

}  // namespace ttt
