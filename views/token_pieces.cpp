#include "views/token_pieces.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double least_width = 2;   // pixels
constexpr std::size_t longest = 4;  // bytes of a character

bool continues(char byte)
{
    return (byte & 0xC0) == 0x80;
}

/// Bytes of the character at the front; 0: it is none (Unicode 15, table 3-7).
std::size_t character_length(std::string_view bytes)
{
    if (bytes.empty())
        return 0;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length <= 1 || bytes.size() < length)
        return bytes.size() < length ? 0 : length;
    const auto second = static_cast<unsigned char>(bytes[1]);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return !overlong && !beyond &&
                   std::all_of(bytes.begin() + 1, bytes.begin() + static_cast<std::ptrdiff_t>(length), continues)
               ? length
               : 0;
}

struct ByteRange {
    std::size_t begin = 0, end = 0;  // equal: nothing

    bool empty() const { return begin == end; }
    bool within(std::size_t from, std::size_t to) const { return begin >= from && end <= to; }
};

/// The character that holds the byte.
ByteRange character_at(std::string_view bytes, std::size_t byte)
{
    std::size_t begin = byte;
    while (begin > 0 && byte - begin + 1 < longest && continues(bytes[begin]))
        --begin;
    const std::size_t length = character_length(bytes.substr(begin));
    return begin + length > byte ? ByteRange{begin, begin + length} : ByteRange{};
}

QString symbol(char32_t character)
{
    switch (character) {
    case U'\n':
        return QStringLiteral("⏎");
    case U'\r':
        return QStringLiteral("␍");
    case U'\t':
        return QStringLiteral("⇥");
    default:
        break;
    }
    if (character < 0x20)
        return QChar(static_cast<char16_t>(0x2400 + character));
    if (character == 0x7F)
        return QStringLiteral("␡");
    return QString::fromUcs4(&character, 1);
}

QString character_text(std::string_view character)
{
    const QString text = QString::fromUtf8(character.data(), static_cast<qsizetype>(character.size()));
    return character.size() == 1 ? symbol(static_cast<unsigned char>(character[0])) : text;
}

QString hex(char byte)
{
    return QStringLiteral("\\x%1").arg(static_cast<unsigned char>(byte), 2, 16, QLatin1Char('0'));
}

/// Bytes of the document, with the items that hold them.
class TokenBytes {
public:
    explicit TokenBytes(const DocumentRecord& document) : bytes_(document.bytes), offsets_(document.byte_offsets) {}

    std::string_view bytes() const { return bytes_; }
    std::size_t begin(std::int64_t item) const
    {
        return std::min(static_cast<std::size_t>(offsets_[static_cast<std::size_t>(item)]), bytes_.size());
    }
    std::size_t end(std::int64_t item) const { return std::max(begin(item), begin(item + 1)); }
    std::int64_t size() const { return static_cast<std::int64_t>(offsets_.size()) - 1; }

    CharacterPart part(ByteRange character, std::int64_t item) const
    {
        std::int64_t first = item, last = item;
        while (first > 0 && begin(first) > character.begin)
            --first;
        while (last + 1 < size() && end(last) < character.end)
            ++last;
        const QString text = character_text(bytes_.substr(character.begin, character.end - character.begin));
        return {text, static_cast<int>(item - first), static_cast<int>(last - first + 1)};
    }

private:
    std::string_view bytes_;
    const std::vector<std::int64_t>& offsets_;
};

QString digits(int number, char16_t zero, const char16_t* exceptions)
{
    return QChar(number >= 1 && number <= 3 && exceptions ? exceptions[number - 1]
                                                          : static_cast<char16_t>(zero + number));
}

QString part_text(const CharacterPart& part)
{
    static constexpr char16_t low_superscripts[] = {u'¹', u'²', u'³'};
    return part ? part.character + digits(part.at + 1, u'⁰', low_superscripts) + u'⁄' + digits(part.of, u'₀', nullptr)
                : QString();
}

}  // namespace

QString readable(std::string_view bytes)
{
    QString text;
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        text += length == 0 ? hex(bytes[0]) : character_text(bytes.substr(0, length));
        bytes.remove_prefix(std::max<std::size_t>(1, length));
    }
    return text;
}

TokenPieces pieces_of(const DocumentRecord& document, std::int64_t item)
{
    const TokenBytes tokens(document);
    TokenPieces pieces;
    if (item < 0 || item >= tokens.size())
        return pieces;
    std::size_t begin = tokens.begin(item), end = tokens.end(item);
    const auto id = static_cast<std::size_t>(document.token_ids.size() > static_cast<std::size_t>(item)
                                                 ? document.token_ids[static_cast<std::size_t>(item)]
                                                 : -1);
    if (end == 0 && id < document.vocabulary.size()) {  // a start token: none of the text's bytes
        pieces.text = readable(document.vocabulary[id]);
        return pieces;
    }
    if (may_share_characters(tokens.bytes().substr(begin, end - begin))) {
        const ByteRange first = character_at(tokens.bytes(), begin), last = character_at(tokens.bytes(), end - 1);
        if (!first.empty() && first.begin < begin) {
            pieces.tail = tokens.part(first, item);
            begin = std::min(end, first.end);
        }
        if (!last.empty() && last.end > end && last.begin >= begin) {
            pieces.head = tokens.part(last, item);
            end = last.begin;
        }
    }
    pieces.text = readable(tokens.bytes().substr(begin, end - begin));
    return pieces;
}

QString text_in_place(const DocumentRecord& document, std::int64_t item, std::string_view token)
{
    const TokenBytes tokens(document);
    if (item <= 0 || item >= tokens.size())
        return readable(token);
    const ByteRange cut = character_at(tokens.bytes(), tokens.begin(item) - (tokens.begin(item) > 0 ? 1 : 0));
    if (cut.end <= tokens.begin(item))
        return readable(token);
    const std::string_view begun = tokens.bytes().substr(cut.begin, tokens.begin(item) - cut.begin);
    const std::string whole = std::string(begun) + std::string(token);
    return readable(character_length(whole) > begun.size() ? std::string_view(whole) : token);
}

QString text_of(const TokenPieces& pieces)
{
    return part_text(pieces.tail) + pieces.text + part_text(pieces.head);
}

double width_of(const CharacterPart& part, const QFontMetricsF& metrics)
{
    return part ? std::max(least_width, metrics.horizontalAdvance(part.character) / part.of) : 0;
}

void paint_part(QPainter& painter, const CharacterPart& part, double left, double baseline)
{
    const QFontMetricsF metrics(painter.font());
    const double width = width_of(part, metrics), start = left - part.at * width;
    const int from = static_cast<int>(std::lround(left)), to = static_cast<int>(std::lround(left + width));
    const int top = static_cast<int>(baseline - 2 * metrics.ascent());
    painter.save();
    painter.setClipRect(QRect(from, top, to - from, static_cast<int>(4 * metrics.height())), Qt::IntersectClip);
    painter.drawText(QPointF(start, baseline), part.character);
    painter.restore();
}

}  // namespace ttt
