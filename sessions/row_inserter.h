// Rows of one table, inserted many at a time: a statement of a hundred rows takes a third of a hundred statements'
// time.
#pragma once

#include "sessions/sqlite.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

namespace ttt {

/// Every row has the same first `shared` values. The caller owns the transaction.
class RowInserter {
public:
    /// `into`: "metric (run, step, layer)"; `own`: the columns after the shared ones.
    RowInserter(Database& database, std::string into, int shared, int own);

    /// Calls bind_row(statement, first, position) for every position below `count`: it binds a row's own values from
    /// parameter `first` on. What is bound must live until insert() returns.
    template <class BindRow, class... Shared>
    void insert(std::size_t count, const BindRow& bind_row, const Shared&... shared)
    {
        for (std::size_t begin = 0; begin < count; begin += most_rows) {
            const std::size_t rows = std::min(most_rows, count - begin);
            Statement& statement = statement_for(rows);
            statement.bind(shared...);
            for (std::size_t row = 0; row < rows; ++row)
                bind_row(statement, shared_ + own_ * static_cast<int>(row) + 1, begin + row);
            statement.finish();
        }
    }

private:
    static constexpr std::size_t most_rows = 128;  // times the columns: far below what SQLite allows of parameters

    Statement& statement_for(std::size_t rows);

    Database& database_;
    std::string into_;
    int shared_;
    int own_;
    std::map<std::size_t, Statement> statements_;  // by rows; made when first needed
};

}  // namespace ttt
