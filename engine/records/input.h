// What a run reads. Plain values, std only; a session keeps it beside the run, so that a replay needs no other file.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ttt {

/// A planted pattern in a composed document: what a finder or a lesson should meet there.
struct DocumentMark {
    std::int64_t begin = 0;  // bytes [begin, end) of the text
    std::int64_t end = 0;
    std::int64_t pattern = 0;     // which of the planted patterns, from 0
    std::int64_t occurrence = 0;  // 0: the first time
    bool noisy = false;           // its ending was replaced: a rule that copies is wrong here

    bool operator==(const DocumentMark&) const = default;
};

/// The text of a run, so that a replay needs neither the file nor the model.
struct DocumentRecord {
    std::string hash;                        // of `bytes`, "xxh3:" + 32 hex digits
    std::string name;                        // file name without folders
    std::string bytes;                       // the part that was read, as it is, any bytes
    std::vector<std::int32_t> token_ids;     // [T]
    std::vector<std::int64_t> byte_offsets;  // [T + 1]; token t is bytes [offset t, offset t + 1)
    std::vector<std::string> vocabulary;     // bytes of every token id, for the names of predicted tokens
    std::vector<DocumentMark> marks;         // in order of begin; empty: the document was not composed
};

/// One of several documents that are read one after the other.
struct DocumentPart {
    std::string name;        // file name without folders
    std::int64_t begin = 0;  // its first item
    bool resets = false;     // what was learned before is forgotten here; false: it is carried on

    bool operator==(const DocumentPart&) const = default;
};

struct DocumentListRecord {
    DocumentRecord text;              // of all of them, one behind the other
    std::vector<DocumentPart> parts;  // in order of begin, the first at 0
};

/// An input that is known by its name alone: a data set, a generator. Its items are not in the session.
struct NamedInput {
    std::string hash;  // of what makes the items what they are
    std::string name;
};

/// What a stretch of a stream does to its images.
struct ShiftRecord {
    std::string corruption;     // empty: clean
    std::int32_t severity = 0;  // 1 … 5; clean: 0

    bool operator==(const ShiftRecord&) const = default;
};

/// The images that a stream shows, before anything was done to them, and what the numbers of its shifts mean.
struct ImageSetRecord {
    std::string hash;  // of the whole set
    std::string name;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t channels = 0;             // 1: grey, 3: red, green, blue
    std::int64_t count = 0;                // that can be shown: the first so many of the set
    std::vector<std::string> class_names;  // empty: not known
    std::string pixels;                    // u8 [count, height, width, channels]; empty: too many to keep
    std::vector<ShiftRecord> shifts;       // by Column::shift

    /// More are not kept in a session.
    static constexpr std::int64_t most_bytes = std::int64_t{64} << 20;
};

using RunInput = std::variant<DocumentRecord, DocumentListRecord, NamedInput, ImageSetRecord>;

/// The text of a run that has one, else nullptr.
inline const DocumentRecord* text_of(const RunInput& input)
{
    if (const auto* list = std::get_if<DocumentListRecord>(&input))
        return &list->text;
    return std::get_if<DocumentRecord>(&input);
}

}  // namespace ttt
