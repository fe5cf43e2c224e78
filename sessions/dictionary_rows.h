// The tables that say what the numbers in a session are: metric_info, column_info, event_info.
#pragma once

#include "engine/records/dictionary.h"
#include "sessions/sqlite.h"

#include <vector>

namespace ttt {

/// Writes the tables of engine/records/metrics.h into the file, so that it explains itself. In a transaction.
void write_dictionaries(Database& database);

/// Adds what a run has beyond them. Throws a sentence where the file calls a number something else already.
void add_dictionary(Database& database, const RunDictionary& dictionary);

/// What a RunDictionary does not hold of its metrics: which way is better, and where they stand. From one file to
/// another.
void copy_better(Database& source, Database& target, const RunDictionary& dictionary);

std::vector<DictionaryEntry> read_metric_dictionary(Database& database);
std::vector<DictionaryEntry> read_column_dictionary(Database& database);
std::vector<EventEntry> read_event_dictionary(Database& database);

/// What the file knows beyond the tables of this program.
RunDictionary read_own_dictionary(Database& database);

}  // namespace ttt
