#include "sessions/mark_rows.h"

#include "sessions/schema.h"

namespace ttt {

void insert_marks(Database& database, std::int64_t document, const std::vector<DocumentMark>& marks)
{
    Statement insert(database, "INSERT INTO document_mark (document, position, byte_begin, byte_end, pattern, "
                               "occurrence, noisy) VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const DocumentMark& mark : marks)
        insert.run(document, position++, mark.begin, mark.end, mark.pattern, mark.occurrence, mark.noisy);
}

std::vector<DocumentMark> read_marks(Database& database, std::int64_t document)
{
    std::vector<DocumentMark> marks;
    // Asked each time: a writer may bring the file up to date while a reader has it open.
    if (format_of(database) < format_with_marks)
        return marks;
    Statement rows(database, "SELECT byte_begin, byte_end, pattern, occurrence, noisy FROM document_mark "
                             "WHERE document = ? ORDER BY position");
    rows.bind(document);
    while (rows.step())
        marks.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4) != 0});
    return marks;
}

}  // namespace ttt
