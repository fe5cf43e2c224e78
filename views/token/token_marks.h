// Which tokens belong to a planted pattern of a composed document.
#pragma once

#include "engine/records/records.h"

#include <QString>

#include <span>
#include <vector>

namespace ttt {

/// Tokens [begin, end) of one DocumentMark.
struct TokenMark {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    DocumentMark mark;
};

/// GUI thread. Marks are few and in order: a token is found in O(log marks), whatever the length of the text.
class TokenMarks {
public:
    void read(const DocumentRecord& document);

    /// Null: the token is not planted. Where marks overlap, the later one.
    const TokenMark* at(std::int64_t item) const;
    /// Those that touch tokens [begin, end).
    std::span<const TokenMark> touching(std::int64_t begin, std::int64_t end) const;
    std::size_t size() const { return marks_.size(); }

private:
    std::vector<TokenMark> marks_;     // ascending by begin
    std::vector<std::int64_t> reach_;  // the largest end of marks [0, k]
};

/// "planted: pattern 3, second time"; of a noisy one also that its ending was replaced.
QString mark_text(const DocumentMark& mark);

}  // namespace ttt
