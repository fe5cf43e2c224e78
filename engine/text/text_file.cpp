#include "engine/text/text_file.h"

#include "engine/files/regular_file.h"
#include "engine/records/error.h"
#include "engine/text/xz.h"

#include <algorithm>

namespace ttt {
namespace {

constexpr std::size_t file_limit = std::size_t{4} << 30;  // bytes; larger is no document

/// Control characters that no text has; tab, line ends, form feed, backspace and escape occur in terminal logs.
bool is_odd_control(unsigned char byte)
{
    return byte == 0x7f || (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte != 0x1b);
}

bool looks_binary(const std::string& bytes)
{
    if (bytes.find('\0') != std::string::npos)
        return true;
    const auto odd = std::count_if(bytes.begin(), bytes.end(), [](char c) { return is_odd_control(c); });
    return static_cast<std::size_t>(odd) > bytes.size() / 3;
}

}  // namespace

std::string read_text_file(const std::string& path)
{
    std::string bytes = read_regular_file(path, file_limit);
    if (!bytes.empty() && (path.ends_with(".xz") || looks_like_xz(bytes)))
        bytes = unpack_xz(bytes, path);
    if (bytes.empty())
        throw Error("The document " + path + " is empty.");
    if (looks_binary(bytes))
        throw Error("The file " + path + " looks like a binary file, not like text.");
    return bytes;
}

}  // namespace ttt
