#include "app/workbench/image_opener.h"

#include <memory>
#include <utility>

namespace ttt {

void ImageOpener::open(const ImagesChoice& choice)
{
    wanted_ = choice;
    Q_EMIT reading(QString::fromStdString(choice.images));
    auto read = [this, job = ++latest_, choice](const std::stop_token&) {
        return [this, job, images = std::make_shared<OpenedImageSet>(open_image_set(choice))] {
            if (job == latest_)
                take(std::move(*images));
        };
    };
    jobs_.add("images", std::move(read), [this](const QString& sentence) { Q_EMIT refused(sentence); });
}

/// A set that can't be read leaves the one that was open.
void ImageOpener::take(OpenedImageSet images)
{
    const QString problem = QString::fromStdString(images.problem);
    read_ = latest_;
    if (problem.isEmpty()) {
        opened_ = std::move(images);
        Q_EMIT taken();
    }
    wanted_ = opened_.choice;
    Q_EMIT answered();
    if (!problem.isEmpty())
        Q_EMIT refused(problem);
}

}  // namespace ttt
