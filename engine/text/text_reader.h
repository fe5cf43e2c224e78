// A document from its start, as UTF-8 or as the bytes that it has, only as far as somebody asks.
#pragma once

#include "engine/text/byte_source.h"
#include "engine/text/text_decoder.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Bytes of one document: its tokens take some 10 times as much memory, and its log as much again on the disk.
inline constexpr std::size_t document_limit = std::size_t{256} << 20;

/// One thread.
class TextReader {
public:
    /// `encoding`: a key of known_encodings; empty: a byte order mark of UTF-16 or UTF-32 is believed, else the bytes
    /// are taken as they are. Throws Error with a sentence: no such file, no regular file, not readable, empty, damaged
    /// .xz, packed otherwise, binary, another encoding that can be named.
    explicit TextReader(const std::string& path, const std::string& encoding = {}, std::size_t limit = document_limit);

    /// The first `bytes` bytes of the text or all that there are; valid until the next call. Throws Error with a
    /// sentence when the rest can't be read, or is more than the limit.
    std::string_view start(std::size_t bytes);
    std::string_view whole();

    /// Words of the encoding that is decoded; empty: bytes as they are.
    std::string_view decoded() const { return decoded_.empty() ? decoded_ : find_encoding(decoded_)->words; }

    /// Sentences about the first `bytes` bytes that whoever reads the numbers must know: how they were decoded, or
    /// that they are not all UTF-8.
    std::vector<std::string> remarks(std::size_t bytes) const;

private:
    void choose(const std::string& encoding);
    void decode_as(std::string_view encoding);
    void read_more();
    void check_text(std::size_t from);

    std::string name_;  // of the file, for sentences
    std::size_t limit_;
    ByteSource source_;
    std::string block_;                     // not in the text yet
    std::unique_ptr<TextDecoder> decoder_;  // none: bytes as they are
    std::string_view mark_;                 // key of the encoding whose byte order mark the file begins with
    std::string_view decoded_;              // key of the encoding that was decoded
    bool is_any_ = false;                   // bytes whatever they are
    bool ended_ = false;
    std::string text_;
    std::size_t odd_controls_ = 0;  // of the text
};

}  // namespace ttt
