#include "engine/text/byte_source.h"

#include "engine/files/printable.h"

#include <algorithm>
#include <string_view>

namespace ttt {

ByteSource::ByteSource(const std::string& path) : file_(path)
{
    read_file();
    if (!packed_.empty() && (path.ends_with(".xz") || looks_like_xz(packed_)))
        xz_.emplace(printable_path(path));
}

/// The next block, or the end.
void ByteSource::read_file()
{
    constexpr std::size_t block_size = 1 << 16;  // bytes
    const std::size_t before = packed_.size();
    packed_.resize(before + block_size);
    const std::size_t count = file_.read_some(offset_, packed_.data() + before, block_size);
    packed_.resize(before + count);
    offset_ += count;
    file_ended_ = count == 0;
}

void ByteSource::read_packed(std::size_t most, std::string& bytes)
{
    const std::size_t wanted = bytes.size() + most;
    while (bytes.size() < wanted && !xz_->at_end()) {
        if (packed_.empty() && !file_ended_)
            read_file();
        std::string_view rest = packed_;
        xz_->unpack(rest, file_ended_, wanted - bytes.size(), bytes);
        packed_.erase(0, packed_.size() - rest.size());
    }
}

void ByteSource::read(std::size_t most, std::string& bytes)
{
    if (xz_)
        return read_packed(most, bytes);
    while (packed_.size() < most && !file_ended_)
        read_file();
    const std::size_t count = std::min(most, packed_.size());
    bytes.append(packed_, 0, count);
    packed_.erase(0, count);
}

}  // namespace ttt
