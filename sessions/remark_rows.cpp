#include "sessions/remark_rows.h"

#include "sessions/schema.h"

namespace ttt {

void insert_remarks(Database& database, std::int64_t run, const std::vector<std::string>& remarks)
{
    Statement insert(database, "INSERT INTO run_remark (run, position, text) VALUES (?, ?, ?)");
    std::int64_t position = 0;
    for (const std::string& remark : remarks)
        insert.run(run, position++, std::string_view(remark));
}

std::vector<std::string> read_remarks(Database& database, std::int64_t run)
{
    std::vector<std::string> remarks;
    // Asked each time: a writer may bring the file up to date while a reader has it open.
    if (format_of(database) < format_with_remarks)
        return remarks;
    Statement rows(database, "SELECT text FROM run_remark WHERE run = ? ORDER BY position");
    rows.bind(run);
    while (rows.step())
        remarks.push_back(rows.text(0));
    return remarks;
}

}  // namespace ttt
