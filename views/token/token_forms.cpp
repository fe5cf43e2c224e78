#include "views/token/token_forms.h"

#include <QFontMetricsF>
#include <QTransform>

#include <algorithm>
#include <string_view>

namespace ttt {

namespace {

/// Shaped texts are kept for so many forms; a page shows some hundred.
constexpr std::size_t most_shaped = 20'000;
/// From here on (CJK and beyond) scripts break lines between any two characters.
constexpr char16_t first_breaking_character = 0x2E80;
/// Pixels: a token of no width (a joiner, a combining mark) can still be seen and clicked.
constexpr float least_width = 2;

bool is_space(char character)
{
    return character == ' ' || character == '\n' || character == '\t' || character == '\r';
}

bool all_space(const std::string& bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), is_space);
}

TokenBox border_of(const std::string& bytes, const QString& text)
{
    const bool breaks =
        !text.isEmpty() && text.front().unicode() >= first_breaking_character && text.front() != u'\uFFFD';
    return {.width = 0,
            .lead = 0,
            .ends_line = bytes.find('\n') != std::string::npos,
            .hangs = all_space(bytes) && bytes.find('\n') != std::string::npos,
            .starts_word = breaks || (!bytes.empty() && is_space(bytes.front())),
            .ends_word = !bytes.empty() && is_space(bytes.back())};
}

}  // namespace

void TokenForms::read(const DocumentRecord& document)
{
    items_.clear();
    forms_.clear();
    boxes_.clear();
    shared_.clear();
    shaped_.clear();
    const std::string_view bytes = document.bytes;
    std::vector<std::int32_t> form_of_id(document.vocabulary.size(), -1);
    std::unordered_map<std::string, std::int32_t> form_of_bytes;  // where a tokenizer changed the text it read
    items_.reserve(document.token_ids.size());
    for (std::size_t item = 0; item < document.token_ids.size() && item + 1 < document.byte_offsets.size(); ++item) {
        const auto begin = static_cast<std::size_t>(document.byte_offsets[item]);
        const auto end = static_cast<std::size_t>(document.byte_offsets[item + 1]);
        const std::string_view token = bytes.substr(std::min(begin, bytes.size()), end - begin);
        if (may_share_characters(token) && pieces_of(document, static_cast<std::int64_t>(item)).shares_characters()) {
            items_.push_back(shared_form(document, static_cast<std::int64_t>(item), std::string(token)));
            continue;
        }
        const auto id = static_cast<std::size_t>(document.token_ids[item]);
        const bool is_start = end == 0;  // a start token: none of the text's bytes, so its name is shown
        if (id < form_of_id.size() && (is_start || token == document.vocabulary[id])) {
            if (form_of_id[id] < 0)
                form_of_id[id] = add(document.vocabulary[id]);
            items_.push_back(form_of_id[id]);
            continue;
        }
        const auto [found, is_new] = form_of_bytes.try_emplace(std::string(token), 0);
        if (is_new)
            found->second = add(found->first);
        items_.push_back(found->second);
    }
}

std::int32_t TokenForms::add(const std::string& bytes)
{
    const QString text = readable(bytes);
    const qsizetype lead =
        std::find_if(bytes.begin(), bytes.end(), [](char byte) { return byte != ' '; }) - bytes.begin();
    forms_.push_back({text.left(lead), text.mid(lead), all_space(bytes)});
    boxes_.push_back(border_of(bytes, text));
    return static_cast<std::int32_t>(forms_.size()) - 1;
}

/// One form for each text with each part of the characters at its ends.
std::int32_t TokenForms::shared_form(const DocumentRecord& document, std::int64_t item, const std::string& bytes)
{
    const TokenPieces pieces = pieces_of(document, item);
    const auto [found, is_new] = shared_.try_emplace(text_of(pieces), static_cast<std::int32_t>(forms_.size()));
    if (!is_new)
        return found->second;
    const qsizetype lead =
        pieces.tail ? 0 : std::min(pieces.text.size(), static_cast<qsizetype>(bytes.find_first_not_of(' ')));
    forms_.push_back({pieces.text.left(lead), pieces.text.mid(lead), false, pieces.tail, pieces.head});
    TokenBox box = border_of(bytes, pieces.tail ? pieces.tail.character : pieces.text + pieces.head.character);
    box.joins = static_cast<bool>(pieces.tail);
    box.starts_word = box.starts_word && !box.joins;
    boxes_.push_back(box);
    return found->second;
}

void TokenForms::measure(const QFont& font)
{
    font_ = font;
    shaped_.clear();
    const QFontMetricsF metrics(font);
    for (std::size_t form = 0; form < forms_.size(); ++form) {
        TokenForm& each = forms_[form];
        each.tail_width = static_cast<float>(width_of(each.tail, metrics));
        each.head_width = static_cast<float>(width_of(each.head, metrics));
        boxes_[form].lead = static_cast<float>(metrics.horizontalAdvance(each.spaces));
        const auto text = static_cast<float>(metrics.horizontalAdvance(each.text));
        boxes_[form].width = std::max(least_width, boxes_[form].lead + each.tail_width + text + each.head_width);
    }
}

const QStaticText& TokenForms::shaped(std::int32_t form)
{
    const auto found = shaped_.find(form);
    if (found != shaped_.end())
        return found->second;
    if (shaped_.size() >= most_shaped)
        shaped_.clear();
    QStaticText& text = shaped_[form];
    text.setTextFormat(Qt::PlainText);
    text.setPerformanceHint(QStaticText::AggressiveCaching);
    text.setText(forms_[static_cast<std::size_t>(form)].text);
    text.prepare(QTransform(), font_);
    return text;
}

}  // namespace ttt
