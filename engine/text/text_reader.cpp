#include "engine/text/text_reader.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/text/encoding_guess.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <limits>

namespace ttt {
namespace {

constexpr std::size_t block_size = 1 << 16;  // bytes

std::string words(std::string_view encoding)
{
    const KnownEncoding* known = find_encoding(encoding);
    return std::string(known ? known->words : encoding);
}

const KnownEncoding& encoding_of(const std::string& key)
{
    const KnownEncoding* known = find_encoding(key);
    if (!known)
        throw Error("The encoding '" + key + "' is unknown; known are " + encoding_keys() + ".");
    return *known;
}

/// The mark of little endian does where only "UTF-16" was said, as that of big endian does.
bool is_mark_of(std::string_view mark, std::string_view encoding)
{
    return mark == encoding || (encoding == utf_16 && mark.starts_with(utf_16));
}

/// The start of the text; tokens may end within a character, which is no fault of the text.
std::string_view with_whole_character(std::string_view text, std::size_t bytes)
{
    while (bytes < text.size() && (text[bytes] & 0xc0) == 0x80)
        ++bytes;
    return text.substr(0, bytes);
}

struct BadBytes {
    std::size_t count = 0, first = 0;
};

BadBytes bad_bytes(std::string_view text)
{
    BadBytes bad;
    for (std::size_t at = 0; (at += utf8_valid_prefix(text.substr(at))) < text.size();) {
        const std::size_t count = utf8_invalid_prefix(text.substr(at));
        bad.first = bad.count == 0 ? at : bad.first;
        bad.count += count;
        at += count;
    }
    return bad;
}

}  // namespace

TextReader::TextReader(const std::string& path, const std::string& encoding, std::size_t limit)
    : name_(printable_path(path)), limit_(limit), source_(path)
{
    source_.read(block_size, block_);
    is_any_ = encoding == any_bytes;
    if (!is_any_)
        choose(encoding);
    read_more();
    if (text_.empty() && !is_any_)
        throw Error("The document " + name_ + " is empty.");
}

void TextReader::decode_as(std::string_view encoding)
{
    decoded_ = encoding;
    decoder_ = std::make_unique<TextDecoder>(*find_encoding(encoding), name_);
}

/// A mark is certain; what only looks like an encoding is named, and left to whoever asked.
void TextReader::choose(const std::string& encoding)
{
    const ByteOrderMark mark = byte_order_mark(block_);
    mark_ = mark.encoding;
    if (!encoding.empty()) {
        const std::string_view key = encoding_of(encoding).key;
        const bool is_marked = is_mark_of(mark_, key);
        decode_as(is_marked ? mark_ : key);
        if (is_marked && key != utf_8)
            block_.erase(0, mark.size);
        return;
    }
    if (const std::string advice = container_advice(block_); !advice.empty())
        throw Error("The file " + name_ + " " + advice + ".");
    if (!mark_.empty() && mark_ != utf_8) {
        decode_as(mark_);
        block_.erase(0, mark.size);
        return;
    }
    if (const std::string_view wide = unmarked_wide_encoding(block_); !wide.empty())
        throw Error("The file " + name_ + " looks like text in " + words(wide) +
                    ", without a byte order mark; save it as UTF-8, or choose the encoding " + std::string(wide) +
                    " (--encoding; in the window under More).");
}

void TextReader::read_more()
{
    const std::size_t before = text_.size();
    if (block_.empty())
        source_.read(block_size, block_);
    ended_ = source_.at_end();
    if (decoder_)
        decoder_->decode(block_, ended_, text_);
    else
        text_ += block_;
    block_.clear();
    check_text(before);
}

/// More than a third are control characters, or one is NUL: no text in any encoding.
void TextReader::check_text(std::size_t from)
{
    const std::string_view added = std::string_view(text_).substr(from);
    odd_controls_ += odd_controls(added);
    if (!is_any_ && (added.find('\0') != std::string_view::npos || odd_controls_ > text_.size() / 3))
        throw Error("The file " + name_ + " looks like a binary file, not like text.");
    if (text_.size() > limit_)
        throw Error("The file " + name_ + " holds more than " + std::to_string(limit_ >> 20) +
                    " MiB of text, the most that is read at once; cut it into parts, or read only its first tokens.");
}

std::string_view TextReader::start(std::size_t bytes)
{
    while (text_.size() < bytes && !ended_)
        read_more();
    return std::string_view(text_).substr(0, bytes);
}

std::string_view TextReader::whole()
{
    return start(std::numeric_limits<std::size_t>::max());
}

std::vector<std::string> TextReader::remarks(std::size_t bytes) const
{
    const std::string_view text = with_whole_character(text_, bytes);
    std::vector<std::string> remarks;
    const bool marked = !mark_.empty() && mark_ == decoded_ && mark_ != utf_8;
    if (!decoded_.empty() && decoded_ != utf_8)
        remarks.push_back("The document is " + words(decoded_) + (marked ? ", as its byte order mark says" : "") +
                          "; it was read as UTF-8, and positions are bytes of that.");
    if (mark_ == utf_8)
        remarks.push_back(
            "The document begins with a byte order mark of UTF-8, which was read as its first character.");
    if (const BadBytes bad = decoder_ ? BadBytes{} : bad_bytes(text); bad.count > 0)
        remarks.push_back("The document is not all UTF-8: " + std::to_string(bad.count) + " of " +
                          std::to_string(text.size()) + " bytes are none, the first at byte " +
                          std::to_string(bad.first) +
                          "; they were read one by one. Text in Latin-1 or Windows-1252 is read rightly with the "
                          "encoding windows-1252 (--encoding; in the window under More).");
    return remarks;
}

}  // namespace ttt
