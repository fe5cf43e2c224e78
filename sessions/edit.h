// What people change in a session afterwards: names, tags, notes, annotations, whole runs. `id` is a run's full id.
#pragma once

#include "sessions/run_info.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

void set_name(const std::string& path, const std::string& id, const std::string& name);
void set_tags(const std::string& path, const std::string& id, const std::vector<std::string>& tags);
void set_notes(const std::string& path, const std::string& id, const std::string& notes);

/// The id of the new annotation; `annotation.id` is not used. created_unix_ms 0: now.
std::int64_t add_annotation(const std::string& path, const std::string& id, const Annotation& annotation);
void set_annotation_text(const std::string& path, std::int64_t annotation, const std::string& text);
void delete_annotation(const std::string& path, std::int64_t annotation);

/// Also the document, when no other run has it. Refused while the run is being written. The file does not shrink:
/// the room is used again.
void delete_run(const std::string& path, const std::string& id);

/// Where a copied run stands among the others: behind them, or, if that is still free, at its number in the source,
/// which is what an undo wants.
enum class CopyPlace { last, same };

/// Copies one run with document, names and annotations into another session, made if missing: all of it or nothing.
void copy_run(const std::string& source, const std::string& id, const std::string& target,
              CopyPlace place = CopyPlace::last);

}  // namespace ttt
