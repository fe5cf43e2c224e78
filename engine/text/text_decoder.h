// From another encoding to UTF-8 (iconv of the C library).
#pragma once

#include "engine/records/encodings.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

/// Bytes come in parts, as they come from a file. One thread.
class TextDecoder {
public:
    /// `name`, of the file, is for sentences. Throws Error when this machine can't read the encoding.
    TextDecoder(const KnownEncoding& encoding, std::string name);
    ~TextDecoder();
    TextDecoder(const TextDecoder&) = delete;
    TextDecoder& operator=(const TextDecoder&) = delete;

    /// Appends what `bytes` make to `text`; a character that is not whole waits for the next part, unless this is the
    /// `last` one. Throws Error with the place where they make no character.
    void decode(std::string_view bytes, bool last, std::string& text);

private:
    [[noreturn]] void fail(std::size_t at) const;

    const KnownEncoding& encoding_;
    std::string name_;
    void* converter_;  // iconv_t
    std::string rest_;
    std::uint64_t decoded_ = 0;  // bytes before rest_
};

}  // namespace ttt
