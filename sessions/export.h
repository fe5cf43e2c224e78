// A run as CSV, for spreadsheets and scripts.
#pragma once

#include <iosfwd>
#include <string>

namespace ttt {

class SessionReader;

/// One row per token: index, token_id, byte_begin, byte_end, every column of width 1 that the file knows by its key
/// (nll_frozen, nll_adapted, ...), token. No value is an empty cell. The NLL stands at the token that is predicted.
void export_items_csv(const SessionReader& reader, const std::string& id, std::ostream& out);

/// One row per step, layer and metric: run, step, layer (-1: the whole step), metric, value.
void export_metrics_csv(const SessionReader& reader, const std::string& id, std::ostream& out);

}  // namespace ttt
