#include "engine/text/encoding_guess.h"

#include "engine/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ttt {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::string_view bytes;
    std::string_view meaning;
};

constexpr std::array marks{Signature{"\xff\xfe\0\0"sv, "utf-32le"}, Signature{"\0\0\xfe\xff"sv, "utf-32be"},
                           Signature{"\xff\xfe"sv, "utf-16le"}, Signature{"\xfe\xff"sv, "utf-16be"},
                           Signature{"\xef\xbb\xbf"sv, "utf-8"}};

constexpr std::array containers{
    Signature{"\x1f\x8b"sv, "is packed by gzip; unpack it first (gunzip)"},
    Signature{"BZh"sv, "is packed by bzip2; unpack it first (bunzip2)"},
    Signature{"\x28\xb5\x2f\xfd"sv, "is packed by zstd; unpack it first (unzstd)"},
    Signature{"\x04\x22\x4d\x18"sv, "is packed by lz4; unpack it first (unlz4)"},
    Signature{"PK\x03\x04"sv, "is a ZIP archive (also .docx, .odt and .epub are); save its text as plain text"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "is a 7z archive; unpack it first"},
    Signature{"%PDF-"sv, "is a PDF; save its text as plain text"},
    Signature{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv,
              "is an Office document of the old kind; save its text as plain text"},
    Signature{"{\\rtf"sv, "is an RTF document; save its text as plain text"}};

/// As much of a file as says what it is.
constexpr std::size_t sample_size = 1 << 16;

bool is_odd_control(std::uint32_t c)
{
    return c == 0x7f || (c < 0x20 && !(c >= 0x08 && c <= 0x0d) && c != 0x1b);
}

std::uint32_t unit_at(std::string_view bytes, std::size_t at, std::size_t width, bool big)
{
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < width; ++i)
        unit = unit << 8 | static_cast<unsigned char>(bytes[at + (big ? i : width - 1 - i)]);
    return unit;
}

bool is_high_surrogate(std::uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

bool is_low_surrogate(std::uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/// Nothing that texts never have: control characters, the ends of planes, private characters, half a pair.
bool is_plausible(std::uint32_t c)
{
    return !is_odd_control(c) && !(c >= 0x80 && c < 0xa0) && !(c >= 0xd800 && c < 0xf900) && c < 0xe0000 &&
           (c & 0xfffe) != 0xfffe;
}

/// What stands in every text in every script, as letters do not: ASCII, and the blank, comma and stops of East Asia.
bool is_common(std::uint32_t c)
{
    return (c >= 0x20 && c < 0x7f) || c == 0x0a || c == 0x0d || (c >= 0x3000 && c <= 0x3002) || c == 0xff0c;
}

struct WideReading {
    std::string_view encoding;
    std::size_t width;  // bytes
    bool big;
};

constexpr std::array wide_readings{WideReading{"utf-32le", 4, false}, WideReading{"utf-32be", 4, true},
                                   WideReading{"utf-16le", 2, false}, WideReading{"utf-16be", 2, true}};

/// Counts of characters.
struct Score {
    std::size_t all = 0, plausible = 0, common = 0;

    bool is_text() const { return plausible * 100 >= all * 98 && common * 500 >= all && common > 0; }
};

/// All zero where the bytes can't be read so.
Score score(std::string_view bytes, const WideReading& reading)
{
    Score score;
    for (std::size_t at = 0; at + reading.width <= bytes.size(); at += reading.width, ++score.all) {
        const std::uint32_t unit = unit_at(bytes, at, reading.width, reading.big);
        const bool is_pair = reading.width == 2 && is_high_surrogate(unit) && at + 4 <= bytes.size();
        if (unit > 0x10ffff || (reading.width == 2 && is_low_surrogate(unit)) ||
            (is_pair && !is_low_surrogate(unit_at(bytes, at + 2, 2, reading.big))))
            return {};
        at += is_pair ? 2 : 0;
        score.plausible += is_pair || is_plausible(unit);
        score.common += is_common(unit);
    }
    return score;
}

/// Texts of one byte a character hold no control characters; wide ones do wherever a character lies near the start of
/// its block of 256. A text of good UTF-8 with a stray NUL is no wide one.
bool may_be_wide(std::string_view sample)
{
    constexpr std::size_t least = 8;
    if (sample.size() < least || odd_controls(sample) * 200 < sample.size())
        return false;
    const auto nuls = static_cast<std::size_t>(std::ranges::count(sample, '\0'));
    return nuls * 20 >= sample.size() || utf8_valid_prefix(sample) + 4 < sample.size();
}

}  // namespace

ByteOrderMark byte_order_mark(std::string_view bytes)
{
    for (const auto& [mark, encoding] : marks)
        if (bytes.starts_with(mark))
            return {encoding, mark.size()};
    return {};
}

std::string_view unmarked_wide_encoding(std::string_view bytes)
{
    const std::string_view sample = bytes.substr(0, sample_size);
    if (!may_be_wide(sample))
        return {};
    std::string_view best;
    std::size_t most_common = 0;
    for (const WideReading& reading : wide_readings) {
        const Score read = score(sample, reading);
        if (sample.size() % reading.width == 0 && read.is_text() && read.common > most_common) {
            best = reading.encoding;
            most_common = read.common;
        }
    }
    return best;
}

std::size_t odd_controls(std::string_view bytes)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(bytes, [](char c) { return is_odd_control(static_cast<unsigned char>(c)); }));
}

std::string container_advice(std::string_view bytes)
{
    for (const auto& [start, advice] : containers)
        if (bytes.starts_with(start))
            return std::string(advice);
    return {};
}

}  // namespace ttt
