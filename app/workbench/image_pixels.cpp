#include "app/workbench/image_pixels.h"

#include "app/places.h"
#include "engine/records/cancelled.h"
#include "engine/records/error.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/streams/image_stream.h"
#include "views/images/image_items.h"
#include "views/run_model.h"

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>

namespace ttt {

namespace {

constexpr qint64 word_pause = 40;  // ms between two handfuls of pictures

/// For painting as it is.
QImage image_of(std::span<const std::uint8_t> pixels, const ImageShape& shape)
{
    const auto width = static_cast<int>(shape.width), height = static_cast<int>(shape.height);
    const bool is_grey = shape.channels == 1;
    const QImage view(pixels.data(), width, height, static_cast<qsizetype>(shape.width * shape.channels),
                      is_grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    return view.convertToFormat(QImage::Format_RGB32);
}

/// What a session keeps; a file may be damaged.
std::shared_ptr<const ImageSet> set_of(const ImageSetRecord& record)
{
    ImageSet set{.shape = {record.height, record.width, record.channels},
                 .pixels = {},
                 .labels = {},
                 .class_names = {},
                 .source = record.name,
                 .hash = record.hash};
    set.pixels.assign(record.pixels.begin(), record.pixels.end());
    return std::make_shared<const ImageSet>(std::move(set));
}

}  // namespace

/// What was read last from a disk, for runs over the same: of the queue's thread alone.
struct ImagePixels::Shelf {
    std::string hash;
    std::shared_ptr<const ImageSet> set;
};

/// Of one run. Filled on the GUI thread; from the first job on only the queue's thread touches it, but for `wish`.
struct ImagePixels::Stream {
    std::shared_ptr<const ImageSet> set;  // without pixels: to be read
    std::vector<Shift> shifts;
    RunConfig config;
    std::string hash;
    bool is_open = false;
    std::atomic<std::int64_t> wish = 0;  // the newest; a job for an older one ends

    void open(Shelf& shelf);
    std::shared_ptr<const ImageSet> read() const;
    MadePicture picture(PictureKey key) const;
};

void ImagePixels::Stream::open(Shelf& shelf)
{
    if (is_open)
        return;
    if (set->pixels.empty()) {
        if (shelf.hash != hash || !shelf.set)
            shelf = {hash, read()};
        set = shelf.set;
    }
    check_image_size("This session", static_cast<std::uint64_t>(set->count()), set->shape);
    for (const Shift& shift : shifts)
        check_shift(shift, set->shape);
    is_open = true;
}

/// From where the run read them.
std::shared_ptr<const ImageSet> ImagePixels::Stream::read() const
{
    const std::string kept_out = "The pictures can't be shown: this session keeps no pixels of its images";
    OpenedImages opened;
    try {
        opened = open_images({.images = config.images, .labels = config.labels, .shipped = shipped_images()});
    } catch (const std::exception& error) {
        throw Error(kept_out + ", and where they were read: " + error.what());
    }
    if (opened.set.hash != hash)
        throw Error(kept_out + ", and " + config.images + " holds others now.");
    return std::make_shared<const ImageSet>(std::move(opened.set));
}

/// Null: there is no such image or shift.
MadePicture ImagePixels::Stream::picture(PictureKey key) const
{
    const bool is_clean = key.shift == PictureKey::clean;
    const auto shift = static_cast<std::size_t>(key.shift);
    if (key.image == no_image || key.image >= set->count() || (!is_clean && shift >= shifts.size()))
        return {key, {}};
    std::vector<std::uint8_t> pixels(set->shape.bytes());
    shown_image(*set, key.image, is_clean ? Shift{} : shifts[shift], config.seed, pixels);
    return {key, image_of(pixels, set->shape)};
}

ImagePixels::ImagePixels(PictureModel& pictures, const RunModel& run, QObject* parent)
    : QObject(parent), pictures_(pictures), run_(run), shelf_(std::make_shared<Shelf>())
{
    connect(&run_, &RunModel::started, this, &ImagePixels::begin);
    connect(&pictures_, &PictureModel::wanted, this, &ImagePixels::make);
}

ImagePixels::~ImagePixels() = default;

void ImagePixels::begin()
{
    queue_.clear();
    stream_.reset();
    pictures_.reset();
    const auto* record = std::get_if<ImageSetRecord>(&run_.input());
    if (!record)
        return;
    stream_ = std::make_shared<Stream>();
    stream_->set = set_of(*record);
    stream_->config = run_.header().config;
    stream_->hash = record->hash;
    for (const ShiftRecord& shift : record->shifts)
        stream_->shifts.push_back({shift.corruption, shift.severity});
}

void ImagePixels::make(const std::vector<PictureKey>& keys)
{
    if (!stream_)
        return;
    const std::int64_t wish = ++stream_->wish;
    const JobQueue::Job job = [this, stream = stream_, keys, wish](const std::stop_token& cancel) {
        return work(*stream, keys, wish, cancel);
    };
    queue_.add("pictures", job, [this](const QString& sentence) { pictures_.set_problem(sentence); });
}

/// On the queue's thread.
JobQueue::Result ImagePixels::work(Stream& stream, const std::vector<PictureKey>& keys, std::int64_t wish,
                                   const std::stop_token& cancel)
{
    stream.open(*shelf_);
    std::vector<MadePicture> made;
    QElapsedTimer clock;
    clock.start();
    for (const PictureKey key : keys) {
        if (cancel.stop_requested())
            throw Cancelled();
        if (stream.wish != wish)
            break;
        made.push_back(stream.picture(key));
        if (clock.elapsed() < word_pause)
            continue;
        clock.restart();
        queue_.tell([this, pictures = std::exchange(made, {})] { pictures_.add(pictures); });
    }
    return [this, made] { pictures_.add(made); };
}

}  // namespace ttt
