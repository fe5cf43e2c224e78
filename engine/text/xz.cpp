#include "engine/text/xz.h"

#include "engine/records/error.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <lzma.h>

namespace ttt {
namespace {

constexpr std::uint64_t memory_limit = std::uint64_t{256} << 20;  // bytes; xz -9 needs 65 MiB

std::string reason(lzma_ret code)
{
    switch (code) {
    case LZMA_BUF_ERROR:
        return "it ends too early";
    case LZMA_FORMAT_ERROR:
        return "it does not begin like an .xz file";
    case LZMA_OPTIONS_ERROR:
        return "it uses a filter that liblzma does not know";
    case LZMA_MEMLIMIT_ERROR:
        return "unpacking it would take more than 256 MiB of memory";
    case LZMA_MEM_ERROR:
        return "there is not enough memory to unpack it";
    default:
        return "its data is corrupt";
    }
}

}  // namespace

struct XzUnpacker::State {
    explicit State(std::string name)
        : file(std::move(name)), code(lzma_stream_decoder(&stream, memory_limit, LZMA_CONCATENATED))
    {
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { lzma_end(&stream); }

    std::string file;
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_ret code;
};

XzUnpacker::XzUnpacker(std::string name) : state_(std::make_unique<State>(std::move(name))) {}
XzUnpacker::~XzUnpacker() = default;
XzUnpacker::XzUnpacker(XzUnpacker&&) noexcept = default;
XzUnpacker& XzUnpacker::operator=(XzUnpacker&&) noexcept = default;

bool looks_like_xz(std::string_view bytes)
{
    using namespace std::string_view_literals;
    return bytes.starts_with("\xfd"
                             "7zXZ\0"sv);
}

void XzUnpacker::unpack(std::string_view& packed, bool last, std::size_t most, std::string& text)
{
    lzma_stream& stream = state_->stream;
    std::array<char, 1 << 16> buffer;
    stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
    stream.avail_in = packed.size();
    while (state_->code == LZMA_OK && most > 0) {
        const std::size_t room = std::min(most, buffer.size());
        stream.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
        stream.avail_out = room;
        state_->code = lzma_code(&stream, last ? LZMA_FINISH : LZMA_RUN);
        const std::size_t made = room - stream.avail_out;
        text.append(buffer.data(), made);
        most -= made;
        if (!last && stream.avail_in == 0 && made < room)
            break;
    }
    packed.remove_prefix(packed.size() - stream.avail_in);
    if (state_->code == LZMA_BUF_ERROR && !last)
        state_->code = LZMA_OK;  // it only wants more
    if (state_->code != LZMA_OK && state_->code != LZMA_STREAM_END)
        throw Error("The file " + state_->file + " is a damaged .xz file: " + reason(state_->code) + ".");
}

bool XzUnpacker::at_end() const
{
    return state_->code == LZMA_STREAM_END;
}

}  // namespace ttt
