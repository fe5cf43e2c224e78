#include "engine/text/nfc.h"

#include "engine/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace ttt {
namespace {

struct Range {
    char32_t first, last;
};

/// Characters of combining class 0 that nevertheless join the one before (NFC_Quick_Check=Maybe), and three whose
/// decomposition begins with a mark (Unicode 14, DerivedNormalizationProps.txt).
constexpr Range joining[] = {
    {0x09be, 0x09be},   {0x09d7, 0x09d7},   {0x0b3e, 0x0b3e},   {0x0b56, 0x0b57},   {0x0bbe, 0x0bbe},
    {0x0bd7, 0x0bd7},   {0x0cc2, 0x0cc2},   {0x0cd5, 0x0cd6},   {0x0d3e, 0x0d3e},   {0x0d57, 0x0d57},
    {0x0dcf, 0x0dcf},   {0x0ddf, 0x0ddf},   {0x0f73, 0x0f73},   {0x0f75, 0x0f75},   {0x0f81, 0x0f81},
    {0x102e, 0x102e},   {0x1161, 0x1175},   {0x11a8, 0x11c2},   {0x1b35, 0x1b35},   {0x11127, 0x11127},
    {0x1133e, 0x1133e}, {0x11357, 0x11357}, {0x114b0, 0x114b0}, {0x114ba, 0x114ba}, {0x114bd, 0x114bd},
    {0x115af, 0x115af}, {0x11930, 0x11930},
};

constexpr char32_t first_combining = 0x300;

bool joins_before(char32_t c)
{
    if (c < first_combining)
        return false;
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class != 0)
        return true;
    const Range* range = std::lower_bound(std::begin(joining), std::end(joining), c,
                                          [](const Range& r, char32_t value) { return r.last < value; });
    return range != std::end(joining) && range->first <= c;
}

bool decomposes(char32_t c)
{
    constexpr std::uint16_t none = UINT16_MAX;
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->decomp_seqindex != none;
}

/// Bytes up to the next character that can't join what stands before it; `plain`: surely in form C already.
std::size_t segment_length(std::string_view text, bool& plain)
{
    std::size_t at = 0;
    const char32_t first = utf8_front(text, at);
    plain = !decomposes(first) && !joins_before(first);
    while (at < text.size()) {
        std::size_t length = 0;
        if (!joins_before(utf8_front(text.substr(at), length)))
            break;
        plain = false;
        at += length;
    }
    return at;
}

int combining_class(std::int32_t c)
{
    return utf8proc_get_property(c)->combining_class;
}

/// The canonical decomposition of each character, one after the other.
void decompose(std::string_view text, std::vector<std::int32_t>& characters)
{
    constexpr auto form = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    std::array<std::int32_t, 32> parts;  // no character of Unicode has more than four
    for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
        const auto character = static_cast<std::int32_t>(utf8_front(text.substr(at), length));
        const utf8proc_ssize_t count = utf8proc_decompose_char(
            character, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()), form, nullptr);
        characters.insert(characters.end(), parts.begin(), parts.begin() + count);
    }
}

/// Each stack of marks by combining class, equals as they stood. utf8proc does it by swapping neighbours, which takes
/// the square of a stack's height.
void sort_marks(std::vector<std::int32_t>& characters)
{
    const auto is_mark = [](std::int32_t c) { return combining_class(c) != 0; };
    for (auto begin = characters.begin();;) {
        begin = std::find_if(begin, characters.end(), is_mark);
        if (begin == characters.end())
            return;
        const auto end = std::find_if_not(begin, characters.end(), is_mark);
        std::ranges::stable_sort(begin, end, {}, combining_class);
        begin = end;
    }
}

std::string compose(std::string_view segment)
{
    constexpr auto form = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    std::vector<std::int32_t> characters;
    decompose(segment, characters);
    sort_marks(characters);
    const utf8proc_ssize_t count =
        utf8proc_normalize_utf32(characters.data(), static_cast<utf8proc_ssize_t>(characters.size()), form);
    std::string text;
    for (const std::int32_t c : std::span(characters).first(static_cast<std::size_t>(count)))
        utf8_append(text, static_cast<char32_t>(c));
    return text;
}

/// First byte at or after `at` whose segment may need work: ASCII followed by ASCII never does.
std::size_t skip_ascii(std::string_view text, std::size_t at)
{
    const auto ascii = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
    while (at < text.size() && ascii(at) && (at + 1 == text.size() || ascii(at + 1)))
        ++at;
    return at;
}

}  // namespace

void normalize_nfc(std::string_view text, Normalized& result)
{
    result.storage.clear();
    result.edits.clear();
    for (std::size_t at = skip_ascii(text, 0); at < text.size();) {
        bool plain = false;
        const std::size_t length = segment_length(text.substr(at), plain);
        const std::string_view segment = text.substr(at, length);
        if (std::string composed; !plain && (composed = compose(segment)) != segment)
            result.replace(text, at, at + length, composed);
        at = skip_ascii(text, at + length);
    }
    result.finish(text);
}

std::string nfc(std::string_view text)
{
    Normalized result;
    normalize_nfc(text, result);
    return std::string(result.text);
}

}  // namespace ttt
