#include "views/images/picture_model.h"

#include <algorithm>

namespace ttt {

QImage PictureModel::picture(PictureKey key) const
{
    const QImage* found = pictures_.object(key);
    return found ? *found : QImage();
}

/// What is on its way is not wanted again, so that painting may ask every time.
void PictureModel::ask(const QObject* who, std::vector<PictureKey> keys)
{
    asked_[who] = std::move(keys);
    if (!problem_.isEmpty())
        return;
    std::set<PictureKey> missing;
    std::vector<PictureKey> in_order;
    for (const auto& [each, asked] : asked_)
        for (const PictureKey key : asked)
            if (key.image != no_image && !pictures_.contains(key) && missing.insert(key).second)
                in_order.push_back(key);
    if (std::ranges::includes(pending_, missing))
        return;
    pending_ = std::move(missing);
    Q_EMIT wanted(in_order);
}

void PictureModel::reset()
{
    pictures_.clear();
    asked_.clear();
    pending_.clear();
    problem_.clear();
    Q_EMIT changed();
}

void PictureModel::set_problem(const QString& sentence)
{
    problem_ = sentence;
    pending_.clear();
    Q_EMIT changed();
}

void PictureModel::add(const std::vector<MadePicture>& pictures)
{
    for (const MadePicture& picture : pictures) {
        pending_.erase(picture.key);
        pictures_.insert(picture.key, new QImage(picture.image), picture.image.sizeInBytes());
    }
    if (!pictures.empty())
        Q_EMIT changed();
}

}  // namespace ttt
