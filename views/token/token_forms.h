// The distinct tokens of a document: how each is drawn and how wide it is. A million tokens have some thousand forms.
#pragma once

#include "views/token/token_layout.h"
#include "views/token_pieces.h"

#include <QFont>
#include <QStaticText>
#include <QString>

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace ttt {

/// How one form is drawn: `text` without the leading spaces, whose width is TokenBox::lead, between the parts of
/// characters that it shares.
struct TokenForm {
    QString spaces;
    QString text;
    bool quiet = false;  // nothing but symbols of white space: drawn muted
    CharacterPart tail = {}, head = {};
    float tail_width = 0, head_width = 0;  // since measure()
};

/// GUI thread. read() costs a pass over the document, measure() one width per form.
class TokenForms {
public:
    void read(const DocumentRecord& document);
    void measure(const QFont& font);

    std::span<const std::int32_t> items() const { return items_; }  // [T], the form of each token
    std::span<const TokenBox> boxes() const { return boxes_; }      // one per form; widths since measure()
    std::size_t size() const { return forms_.size(); }
    const TokenForm& form(std::int32_t form) const { return forms_[static_cast<std::size_t>(form)]; }
    /// Shaped once, then drawn without shaping.
    const QStaticText& shaped(std::int32_t form);

private:
    std::int32_t add(const std::string& bytes);
    std::int32_t shared_form(const DocumentRecord& document, std::int64_t item, const std::string& bytes);

    std::vector<std::int32_t> items_;
    std::vector<TokenForm> forms_;
    std::vector<TokenBox> boxes_;
    std::unordered_map<QString, std::int32_t> shared_;  // forms that share characters, by what they show
    std::unordered_map<std::int32_t, QStaticText> shaped_;
    QFont font_;
};

}  // namespace ttt
