#include "sessions/input_rows.h"

#include "engine/records/error.h"
#include "sessions/blob.h"
#include "sessions/image_rows.h"
#include "sessions/mark_rows.h"
#include "sessions/record_checks.h"
#include "sessions/schema.h"

namespace ttt {

namespace {

std::int64_t insert_vocabulary(Database& database, const std::vector<std::string>& vocabulary)
{
    const std::string packed = pack_strings(vocabulary);
    Statement same(database, "SELECT id FROM vocabulary WHERE token_count = ? AND tokens = ?");
    if (same.bind(vocabulary.size(), Blob{packed}).step())
        return same.integer(0);
    Statement insert(database, "INSERT INTO vocabulary (token_count, tokens) VALUES (?, ?)");
    insert.run(vocabulary.size(), Blob{packed});
    return database.last_row_id();
}

std::int64_t insert_document(Database& database, const DocumentRecord& document)
{
    if (const std::string wrong = wrong_with(document); !wrong.empty())
        throw Error("Document \"" + document.name + "\" can't be logged: " + wrong + ".");
    const std::int64_t vocabulary = insert_vocabulary(database, document.vocabulary);
    // The same text has other tokens under another tokenizer, so the hash alone does not name a document.
    Statement same(database, "SELECT id FROM document WHERE hash = ? AND name = ? AND vocabulary = ? AND bytes = ? "
                             "AND token_ids = ? AND byte_offsets = ?");
    const Blob ids = pack(document.token_ids);
    const Blob offsets = pack(document.byte_offsets);
    const std::string_view hash = document.hash;
    const std::string_view name = document.name;
    same.bind(hash, name, vocabulary, Blob{document.bytes}, ids, offsets);
    while (same.step())
        if (read_marks(database, same.integer(0)) == document.marks)
            return same.integer(0);
    Statement insert(database, "INSERT INTO document (hash, name, vocabulary, bytes, token_ids, byte_offsets) "
                               "VALUES (?, ?, ?, ?, ?, ?)");
    insert.run(hash, name, vocabulary, Blob{document.bytes}, ids, offsets);
    const std::int64_t row = database.last_row_id();
    insert_marks(database, row, document.marks);
    return row;
}

/// Splits a blob into values; a length that is no whole number of them is damage.
template <class T>
std::vector<T> values_of(Database& database, std::string_view bytes, const char* what)
{
    if (bytes.size() % sizeof(T) != 0)
        database.fail_damaged(std::string(what) + " have " + std::to_string(bytes.size()) +
                              " bytes, no whole number of values");
    return unpack<T>(bytes);
}

DocumentRecord read_document(Database& database, std::int64_t document_row)
{
    Statement row(database, "SELECT d.hash, d.name, d.bytes, d.token_ids, d.byte_offsets, v.token_count, v.tokens "
                            "FROM document AS d JOIN vocabulary AS v ON v.id = d.vocabulary WHERE d.id = ?");
    if (!row.bind(document_row).step())
        database.fail_damaged("the document of a run is missing");
    DocumentRecord document;
    document.hash = row.text(0);
    document.name = row.text(1);
    document.bytes = row.blob(2);
    document.token_ids = values_of<std::int32_t>(database, row.blob(3), "the token ids of a document");
    document.byte_offsets = values_of<std::int64_t>(database, row.blob(4), "the byte offsets of a document");
    const std::int64_t names = row.integer(5);
    if (names < 0 || !unpack_strings(row.blob(6), static_cast<std::size_t>(names), document.vocabulary))
        database.fail_damaged("a vocabulary does not hold " + std::to_string(names) + " tokens");
    document.marks = read_marks(database, document_row);
    if (const std::string wrong = wrong_with(document); !wrong.empty())
        database.fail_damaged("in a document " + wrong);
    return document;
}

std::vector<DocumentPart> read_parts(Database& database, std::int64_t run)
{
    std::vector<DocumentPart> parts;
    Statement rows(database, "SELECT name, item_begin, resets FROM run_part WHERE run = ? ORDER BY position");
    rows.bind(run);
    while (rows.step())
        parts.push_back({rows.text(0), rows.integer(1), rows.integer(2) != 0});
    return parts;
}

RunInput read_text(Database& database, std::int64_t run, std::int64_t row)
{
    DocumentRecord text = read_document(database, row);
    if (format_of(database) < format_with_kinds)
        return text;
    std::vector<DocumentPart> parts = read_parts(database, run);
    if (parts.empty())
        return text;
    DocumentListRecord list{std::move(text), std::move(parts)};
    if (const std::string wrong = wrong_with(list); !wrong.empty())
        database.fail_damaged("in a list of documents " + wrong);
    return list;
}

}  // namespace

std::int64_t insert_text(Database& database, const RunInput& input)
{
    if (const auto* list = std::get_if<DocumentListRecord>(&input))
        if (const std::string wrong = wrong_with(*list); !wrong.empty())
            throw Error("A list of documents can't be logged: " + wrong + ".");
    const DocumentRecord* text = text_of(input);
    return text ? insert_document(database, *text) : 0;
}

void insert_parts(Database& database, std::int64_t run, const RunInput& input)
{
    if (const auto* images = std::get_if<ImageSetRecord>(&input))
        insert_images(database, run, *images);
    const auto* list = std::get_if<DocumentListRecord>(&input);
    if (!list)
        return;
    Statement insert(database, "INSERT INTO run_part (run, position, item_begin, name, resets) VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const DocumentPart& part : list->parts)
        insert.run(run, position++, part.begin, std::string_view(part.name), part.resets);
}

RunInput read_input(Database& database, std::int64_t run)
{
    const bool has_kinds = format_of(database) >= format_with_kinds;
    Statement row(database, has_kinds ? "SELECT coalesce(document, 0), input_hash, input_name FROM run WHERE id = ?"
                                      : "SELECT document FROM run WHERE id = ?");
    if (!row.bind(run).step())
        database.fail_damaged("a run is missing");
    const std::int64_t document = row.integer(0);
    if (document == 0)
        if (std::optional<ImageSetRecord> images = read_images(database, run))
            return std::move(*images);
    return document != 0 || !has_kinds ? read_text(database, run, document) : NamedInput{row.text(1), row.text(2)};
}

}  // namespace ttt
