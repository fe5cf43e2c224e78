#include "sessions/row_inserter.h"

#include <utility>

namespace ttt {

namespace {

/// "(?1, ?2, ?7, ?8)": two shared values, then two own ones from parameter 7 on.
std::string row_text(int shared, int own, int first)
{
    std::string text;
    const auto add = [&text](int parameter) { text += (text.empty() ? "(?" : ", ?") + std::to_string(parameter); };
    for (int parameter = 1; parameter <= shared; ++parameter)
        add(parameter);
    for (int column = 0; column < own; ++column)
        add(first + column);
    return text + ')';
}

}  // namespace

RowInserter::RowInserter(Database& database, std::string into, int shared, int own)
    : database_(database), into_(std::move(into)), shared_(shared), own_(own)
{
}

Statement& RowInserter::statement_for(std::size_t rows)
{
    if (const auto found = statements_.find(rows); found != statements_.end())
        return found->second;
    std::string sql = "INSERT INTO " + into_ + " VALUES ";
    for (std::size_t row = 0; row < rows; ++row)
        sql += (row == 0 ? "" : ", ") + row_text(shared_, own_, shared_ + own_ * static_cast<int>(row) + 1);
    return statements_.try_emplace(rows, database_, sql).first->second;
}

}  // namespace ttt
