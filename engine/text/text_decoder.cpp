#include "engine/text/text_decoder.h"

#include "engine/records/error.h"

#include <array>
#include <cerrno>

#include <iconv.h>

namespace ttt {

TextDecoder::TextDecoder(const KnownEncoding& encoding, std::string name)
    : encoding_(encoding), name_(std::move(name)), converter_(iconv_open("UTF-8", std::string(encoding.iconv).c_str()))
{
    if (reinterpret_cast<std::intptr_t>(converter_) == -1)
        throw Error("This machine can't read text in " + std::string(encoding.words) + ".");
}

TextDecoder::~TextDecoder()
{
    iconv_close(converter_);
}

void TextDecoder::fail(std::size_t at) const
{
    throw Error("The file " + name_ + " is not text in " + std::string(encoding_.words) + ": its bytes from " +
                std::to_string(decoded_ + at) +
                " on make no character of it; the encoding bytes reads them as they are (--encoding; in the window "
                "under More).");
}

void TextDecoder::decode(std::string_view bytes, bool last, std::string& text)
{
    rest_ += bytes;
    char* from = rest_.data();
    std::size_t left = rest_.size();
    std::array<char, 1 << 14> buffer;
    while (left > 0) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result = iconv(converter_, &from, &left, &to, &room);
        const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
        text.append(buffer.data(), buffer.size() - room);
        if (error == EILSEQ || (error == EINVAL && last))
            fail(rest_.size() - left);
        if (error == EINVAL)
            break;
    }
    decoded_ += rest_.size() - left;
    rest_.erase(0, rest_.size() - left);
}

}  // namespace ttt
