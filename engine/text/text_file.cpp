#include "engine/text/text_file.h"

#include "engine/records/error.h"
#include "engine/text/xz.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace ttt {
namespace {

using File = std::unique_ptr<std::FILE, decltype([](std::FILE* file) { std::fclose(file); })>;

[[noreturn]] void not_readable(const std::string& path, int error)
{
    throw Error("The file " + path + " can't be read: " + std::strerror(error) + ".");
}

std::string read_bytes(const std::string& path)
{
    std::error_code code;
    const std::filesystem::file_status status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found)
        throw Error("There is no file " + path + ".");
    if (std::filesystem::is_directory(status))
        throw Error(path + " is a folder, not a text file.");
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        not_readable(path, errno);
    std::string bytes;
    char buffer[1 << 16];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get()))
        bytes.append(buffer, count);
    if (std::ferror(file.get()))
        not_readable(path, errno);
    return bytes;
}

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
    std::string bytes = read_bytes(path);
    if (!bytes.empty() && (path.ends_with(".xz") || looks_like_xz(bytes)))
        bytes = unpack_xz(bytes, path);
    if (bytes.empty())
        throw Error("The document " + path + " is empty.");
    if (looks_binary(bytes))
        throw Error("The file " + path + " looks like a binary file, not like text.");
    return bytes;
}

}  // namespace ttt
