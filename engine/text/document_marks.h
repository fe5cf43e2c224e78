// The marks of a composed text travel beside it: text.txt has text.txt.marks.json.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Where the marks of a text file are, when it has any.
std::string marks_path(const std::string& text_path);

/// What a marks file says: the hash of the text, a note on how it was made (may be empty), the marks, one a line.
/// Throws Error when the marks do not fit the text.
std::string marks_json(std::string_view text, const std::vector<DocumentMark>& marks, const std::string& note);

/// True when something is where the marks of the text file would be.
bool has_marks(const std::string& text_path);

/// The marks beside a text file of which `text` is the content; none when there is no marks file. Throws Error with a
/// sentence when they belong to another text or do not fit this one.
std::vector<DocumentMark> read_marks_beside(const std::string& text_path, std::string_view text);

/// Those that end within the first `bytes` bytes.
std::vector<DocumentMark> marks_within(std::vector<DocumentMark> marks, std::int64_t bytes);

}  // namespace ttt
