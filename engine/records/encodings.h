// How the bytes of a document become text. Plain values.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace ttt {

struct KnownEncoding {
    std::string_view key;    // RunConfig::encoding
    std::string_view words;  // for people
    std::string_view iconv;  // its name there; empty: its bytes are taken as they are
};

/// Those that are read in a way of their own.
inline constexpr std::string_view any_bytes = "bytes", utf_8 = "utf-8", utf_16 = "utf-16";

/// Bytes: whatever they are. UTF-8: refused where they are something else. UTF-16 and UTF-32: by their byte order mark,
/// little endian where there is none.
inline constexpr std::array<KnownEncoding, 16> known_encodings{{{any_bytes, "bytes as they are", ""},
                                                                {utf_8, "UTF-8", "UTF-8"},
                                                                {utf_16, "UTF-16", "UTF-16LE"},
                                                                {"utf-16le", "UTF-16, little endian", "UTF-16LE"},
                                                                {"utf-16be", "UTF-16, big endian", "UTF-16BE"},
                                                                {"utf-32le", "UTF-32, little endian", "UTF-32LE"},
                                                                {"utf-32be", "UTF-32, big endian", "UTF-32BE"},
                                                                {"latin-1", "Latin-1", "ISO-8859-1"},
                                                                {"windows-1252", "Windows-1252", "CP1252"},
                                                                {"windows-1251", "Windows-1251", "CP1251"},
                                                                {"koi8-r", "KOI8-R", "KOI8-R"},
                                                                {"shift_jis", "Shift JIS", "SHIFT_JIS"},
                                                                {"euc-jp", "EUC-JP", "EUC-JP"},
                                                                {"euc-kr", "EUC-KR", "EUC-KR"},
                                                                {"gb18030", "GB 18030", "GB18030"},
                                                                {"big5", "Big5", "BIG5"}}};

/// nullptr: there is no such key.
inline const KnownEncoding* find_encoding(std::string_view key)
{
    const auto found = std::ranges::find(known_encodings, key, &KnownEncoding::key);
    return found == known_encodings.end() ? nullptr : found;
}

/// "bytes, utf-8, ...", for sentences and help.
inline std::string encoding_keys()
{
    std::string keys;
    for (const KnownEncoding& encoding : known_encodings)
        keys += (keys.empty() ? "" : ", ") + std::string(encoding.key);
    return keys;
}

}  // namespace ttt
