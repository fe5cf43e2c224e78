// Makes the pictures of the shown run again: its images as the stream showed them, on a thread of its own.
#pragma once

#include "app/workbench/job_queue.h"
#include "views/images/picture_model.h"

#include <memory>
#include <vector>

namespace ttt {

class RunModel;

/// GUI thread. Pictures and run outlive it. The images come from the session; where there were too many to keep they
/// are read again from where the run read them, and only if they are still the same.
class ImagePixels : public QObject {
    Q_OBJECT
public:
    ImagePixels(PictureModel& pictures, const RunModel& run, QObject* parent = nullptr);
    ~ImagePixels() override;

private:
    struct Stream;
    struct Shelf;

    void begin();
    void make(const std::vector<PictureKey>& keys);
    JobQueue::Result work(Stream& stream, const std::vector<PictureKey>& keys, std::int64_t wish,
                          const std::stop_token& cancel);

    PictureModel& pictures_;
    const RunModel& run_;
    std::shared_ptr<Stream> stream_;  // null: the run reads no images
    std::shared_ptr<Shelf> shelf_;
    JobQueue queue_;
};

}  // namespace ttt
