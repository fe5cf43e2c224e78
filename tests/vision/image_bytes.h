// Bytes of small data files, right or wrong, made by the tests.
#pragma once

#include "engine/vision/images/image_set.h"

#include <png.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ttt::test {

/// Returns `path`, which holds the bytes now.
inline std::string written(const std::string& path, const std::string& bytes)
{
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream out(path, std::ios::binary);
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush())
        throw std::runtime_error("cannot write " + path);
    return path;
}

/// `count` bytes 0, 7, 14 … mod 251.
inline std::string some_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = static_cast<char>(i * 7 % 251);
    return bytes;
}

inline std::string idx(std::uint32_t magic, const std::vector<std::uint32_t>& sizes, const std::string& data)
{
    std::string bytes;
    const auto put = [&bytes](std::uint32_t number) {
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>(number >> shift & 255);
    };
    put(magic);
    for (const std::uint32_t size : sizes)
        put(size);
    return bytes + data;
}

/// Version 1; the dictionary is padded only by a newline: no reader may count on 128 bytes.
inline std::string npy(const std::string& dictionary, const std::string& data)
{
    const std::string text = dictionary + "\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(text.size() & 255);
    bytes += static_cast<char>(text.size() >> 8);
    return bytes + text + data;
}

inline std::string npy_of(const std::string& descr, const std::string& shape, const std::string& data,
                          const std::string& fortran = "False")
{
    return npy("{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': (" + shape + "), }", data);
}

inline std::string png(std::uint32_t height, std::uint32_t width, std::uint32_t format, const std::string& pixels)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.height = height;
    image.width = width;
    image.format = format;
    std::string bytes(1 << 16, '\0');
    png_alloc_size_t size = bytes.size();
    if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr))
        throw std::runtime_error(image.message);
    bytes.resize(size);
    return bytes;
}

/// The height and width that a PNG claims, with the checksum of its header made right again.
inline std::string png_that_claims(std::string bytes, std::uint32_t height, std::uint32_t width)
{
    const auto put = [&bytes](std::size_t at, std::uint32_t number) {
        for (int i = 0; i < 4; ++i)
            bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(number >> (24 - 8 * i) & 255);
    };
    put(16, width);
    put(20, height);
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 12; i < 29; ++i) {
        crc ^= static_cast<unsigned char>(bytes[i]);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    put(29, ~crc);
    return bytes;
}

/// The height and width that a baseline JPEG claims.
inline std::string jpeg_that_claims(std::string bytes, std::uint32_t height, std::uint32_t width)
{
    const std::size_t frame = bytes.find("\xff\xc0");
    if (frame == std::string::npos)
        throw std::runtime_error("no baseline JPEG");
    bytes[frame + 5] = static_cast<char>(height >> 8);
    bytes[frame + 6] = static_cast<char>(height & 255);
    bytes[frame + 7] = static_cast<char>(width >> 8);
    bytes[frame + 8] = static_cast<char>(width & 255);
    return bytes;
}

}  // namespace ttt::test
