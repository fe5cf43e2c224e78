#include "engine/text/xz.h"

#include "engine/records/error.h"

#include <array>
#include <cstdint>

#include <lzma.h>

namespace ttt {
namespace {

constexpr std::uint64_t memory_limit = std::uint64_t{1} << 30;  // bytes; xz -9 needs 65 MiB
constexpr std::size_t output_limit = std::size_t{4} << 30;      // bytes; larger is no document but a bomb

struct Decoder {
    lzma_stream stream = LZMA_STREAM_INIT;
    ~Decoder() { lzma_end(&stream); }
};

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
        return "unpacking it would take more than 1 GiB of memory";
    case LZMA_MEM_ERROR:
        return "there is not enough memory to unpack it";
    default:
        return "its data is corrupt";
    }
}

}  // namespace

bool looks_like_xz(std::string_view bytes)
{
    using namespace std::string_view_literals;
    return bytes.starts_with("\xfd"
                             "7zXZ\0"sv);
}

std::string unpack_xz(std::string_view packed, const std::string& path)
{
    Decoder decoder;
    lzma_ret code = lzma_stream_decoder(&decoder.stream, memory_limit, LZMA_CONCATENATED);
    decoder.stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
    decoder.stream.avail_in = packed.size();
    std::string text;
    std::array<char, 1 << 16> buffer;
    while (code == LZMA_OK) {
        decoder.stream.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
        decoder.stream.avail_out = buffer.size();
        code = lzma_code(&decoder.stream, LZMA_FINISH);
        text.append(buffer.data(), buffer.size() - decoder.stream.avail_out);
        if (text.size() > output_limit)
            throw Error("The file " + path + " unpacks to more than 4 GiB of text.");
    }
    if (code != LZMA_STREAM_END)
        throw Error("The file " + path + " is a damaged .xz file: " + reason(code) + ".");
    return text;
}

}  // namespace ttt
