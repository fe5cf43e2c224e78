#include "engine/vision/images/packed_file.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace ttt {

namespace {

bool is_gzip(const RegularFile& file)
{
    unsigned char start[2] = {};
    return file.size() >= 18 && file.read_some(0, start, 2) == 2 && start[0] == 0x1f && start[1] == 0x8b;
}

}  // namespace

struct PackedFile::Inflate {
    z_stream stream{};
    std::array<unsigned char, 1 << 16> packed;
    bool ended = false;

    Inflate()
    {
        constexpr int gzip_alone = 16 + MAX_WBITS;
        if (inflateInit2(&stream, gzip_alone) != Z_OK)
            throw std::bad_alloc();
    }
    ~Inflate() { inflateEnd(&stream); }
};

PackedFile::PackedFile(const std::string& path) : file_(path), name_("The file " + printable_path(path))
{
    if (is_gzip(file_))
        inflate_ = std::make_unique<Inflate>();
}

PackedFile::~PackedFile() = default;

std::size_t PackedFile::most_left() const
{
    constexpr std::size_t best = 1032;  // to one, of deflate
    const std::size_t limit = std::numeric_limits<std::size_t>::max() / best;
    return inflate_ ? std::min(file_.size(), limit) * best : file_.size() - std::min(place_, file_.size());
}

std::size_t PackedFile::read_some(void* bytes, std::size_t count)
{
    if (!inflate_) {
        const std::size_t got = file_.read_some(place_, bytes, count);
        place_ += got;
        return got;
    }
    z_stream& stream = inflate_->stream;
    count = std::min(count, std::size_t{1} << 30);
    stream.next_out = static_cast<unsigned char*>(bytes);
    stream.avail_out = static_cast<uInt>(count);
    while (stream.avail_out > 0 && !inflate_->ended) {
        if (stream.avail_in == 0) {
            stream.next_in = inflate_->packed.data();
            stream.avail_in =
                static_cast<uInt>(file_.read_some(place_, inflate_->packed.data(), inflate_->packed.size()));
            place_ += stream.avail_in;
        }
        if (stream.avail_in == 0)
            throw Error(name_ + " ends early: its gzip data is cut off.");
        const int state = inflate(&stream, Z_NO_FLUSH);
        inflate_->ended = state == Z_STREAM_END;
        if (state != Z_OK && state != Z_STREAM_END)
            throw Error(name_ + " is damaged: its gzip data can't be unpacked.");
    }
    return count - stream.avail_out;
}

void PackedFile::read(void* bytes, std::size_t count, const std::string& what)
{
    std::size_t done = 0;
    while (done < count) {
        const std::size_t got = read_some(static_cast<char*>(bytes) + done, count - done);
        if (got == 0)
            throw Error(name_ + " ends early: it should hold " + std::to_string(count) + " bytes of " + what +
                        ", and there are " + std::to_string(done) + ".");
        done += got;
    }
}

void PackedFile::expect_end()
{
    char more;
    if (read_some(&more, 1) != 0)
        throw Error(name_ + " holds more than its header says.");
}

}  // namespace ttt
