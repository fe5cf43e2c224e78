#include "app/cli/shared/terminal_text.h"

#include "engine/records/steering.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <iostream>

namespace ttt {

namespace {

void append_escaped(std::string& text, std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text += {'\\', 'x', digits[value >> 4], digits[value & 15]};
    }
}

bool is_plain(char byte)
{
    return byte >= ' ' && byte <= '~';
}

/// The start of a character whose other bytes may come with the next write.
bool may_go_on(std::string_view bytes)
{
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const std::size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    return bytes.size() < length && std::all_of(bytes.begin() + 1, bytes.end(), [](char byte) {
               return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
           });
}

/// Moves the character at the front of `bytes` to the end of `text`, escaped where it steers or is none.
void take_character(std::string_view& bytes, std::string& text)
{
    const std::size_t length = utf8_sequence(bytes);
    const std::string_view character = bytes.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || steers(code_point_of(character)))
        append_escaped(text, character);
    else
        text += character;
    bytes.remove_prefix(character.size());
}

class FilterBuffer : public std::streambuf {
public:
    explicit FilterBuffer(std::streambuf* target) : target_(target) {}
    ~FilterBuffer() override
    {
        std::string rest;
        append_escaped(rest, begun_);
        target_->sputn(rest.data(), static_cast<std::streamsize>(rest.size()));
    }

    std::streambuf* target() const { return target_; }

protected:
    int_type overflow(int_type byte) override
    {
        const char character = traits_type::to_char_type(byte);
        return xsputn(&character, 1) == 1 ? traits_type::not_eof(byte) : traits_type::eof();
    }

    std::streamsize xsputn(const char* data, std::streamsize size) override
    {
        const std::string all = begun_ + std::string(data, static_cast<std::size_t>(size));
        const std::string text = filtered(all);
        const auto length = static_cast<std::streamsize>(text.size());
        return target_->sputn(text.data(), length) == length ? size : 0;
    }

    int sync() override { return target_->pubsync(); }

private:
    /// Keeps a character that has only begun for the next time.
    std::string filtered(std::string_view bytes)
    {
        std::string text;
        begun_.clear();
        while (!bytes.empty()) {
            const auto* end = std::find_if_not(
                bytes.begin(), bytes.end(), [](char byte) { return is_plain(byte) || byte == '\n' || byte == '\t'; });
            text.append(bytes.begin(), end);
            bytes.remove_prefix(static_cast<std::size_t>(end - bytes.begin()));
            if (bytes.empty())
                break;
            if (may_go_on(bytes)) {
                begun_ = bytes;
                break;
            }
            take_character(bytes, text);
        }
        return text;
    }

    std::streambuf* target_;
    std::string begun_;
};

std::unique_ptr<std::streambuf> filter(std::ostream& stream)
{
    auto buffer = std::make_unique<FilterBuffer>(stream.rdbuf());
    stream.rdbuf(buffer.get());
    return buffer;
}

}  // namespace

std::string terminal_text(std::string_view foreign)
{
    std::string text;
    while (!foreign.empty())
        take_character(foreign, text);
    return text;
}

void print_field(std::ostream& out, std::string_view label, std::string_view foreign)
{
    constexpr std::size_t width = 10;
    out << label << std::string(width - std::min(width, label.size()), ' ') << terminal_text(foreign) << '\n';
}

TerminalFilter::TerminalFilter() : out_(filter(std::cout)), error_(filter(std::cerr)) {}

TerminalFilter::~TerminalFilter()
{
    std::cout.flush();
    std::cerr.flush();
    std::cout.rdbuf(unfiltered(std::cout));
    std::cerr.rdbuf(unfiltered(std::cerr));
}

std::streambuf* unfiltered(const std::ostream& stream)
{
    const auto* buffer = dynamic_cast<const FilterBuffer*>(stream.rdbuf());
    return buffer ? buffer->target() : stream.rdbuf();
}

}  // namespace ttt
