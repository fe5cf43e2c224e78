// The images that are open, and the reading of others.
#pragma once

#include "app/workbench/job_queue.h"
#include "app/workbench/opened_images.h"

namespace ttt {

/// GUI thread; images are read on a thread of its own.
class ImageOpener : public QObject {
    Q_OBJECT
public:
    const OpenedImageSet& opened() const { return opened_; }
    /// What is open or is to be read.
    const ImagesChoice& wanted() const { return wanted_; }
    /// Before they were read the old ones stay; of several only the latest are taken.
    void open(const ImagesChoice& choice);
    bool is_reading() const { return read_ != latest_; }

Q_SIGNALS:
    void reading(const QString& images);
    void taken();     // opened() are others, and good
    void answered();  // also when they could not be read: then what was open stays
    void refused(const QString& problem);

private:
    void take(OpenedImageSet images);

    OpenedImageSet opened_;
    ImagesChoice wanted_;
    int latest_ = 0;  // results of older openings are dropped
    int read_ = 0;    // of them, the last that was answered
    JobQueue jobs_;   // last: dies first
};

}  // namespace ttt
