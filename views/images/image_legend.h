// What the frames of the images mean, and how many there are of each.
#pragma once

#include "views/images/image_items.h"

#include <QWidget>

#include <vector>

namespace ttt {

/// Owned by ImagesView. GUI thread. Where there is little room the counts are left out, then the last entries; the tip
/// has all.
class ImageLegend : public QWidget {
    Q_OBJECT
public:
    explicit ImageLegend(QWidget* parent = nullptr);

    /// Counts what is shown of the run.
    void read(const RunModel& run);
    /// "both right 1,200": of each outcome that there can be in the run.
    QStringList words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry {
        Outcome outcome;
        QString name, count;
    };
    QString words_of(const Entry& entry, bool counted) const;
    int width_of(const QString& words) const;
    int width_of_all(bool counted) const;

    std::vector<Entry> entries_;
};

}  // namespace ttt
