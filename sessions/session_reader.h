// Reads runs out of a session file, also one that is being written or that came from a stranger.
#pragma once

#include "engine/records/records.h"
#include "sessions/run_info.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// Read-only. Create, use and destroy it on one thread. Every call is one short read of a consistent state, so that a
/// writer is never held up. `id` is the full id of a run; throws ttt::Error when the file holds no such run, and for
/// everything in the file that does not hang together.
class SessionReader {
public:
    explicit SessionReader(const std::string& path);
    ~SessionReader();
    SessionReader(SessionReader&&) noexcept;
    SessionReader& operator=(SessionReader&&) noexcept;

    const std::string& path() const;

    /// In the order in which they were logged or copied into the file, whatever the clock said. Reads the run table
    /// only. A running run whose program died is given as interrupted; one whose row is damaged has `damage`.
    std::vector<RunInfo> runs() const;
    /// The one run whose id begins so; the last of runs() for "". Throws when it is damaged.
    RunInfo find(const std::string& id_prefix) const;

    RunInfo info(const std::string& id) const;  // as one of runs(), and with its dictionary
    RunHeader header(const std::string& id) const;
    RunInput input(const std::string& id) const;
    /// The text of a run that has one; throws when it has none.
    DocumentRecord document(const std::string& id) const;

    /// The steps with index in [first, first + count) that are there, in order, without a gap.
    std::vector<StepRecord> steps(const std::string& id, std::int64_t first, std::int64_t count) const;
    /// All steps in order, a page in memory at a time.
    void for_each_step(const std::string& id, const std::function<void(const StepRecord&)>& visit) const;
    /// (step, value) of every step that has it; layer -1: the whole step.
    std::vector<std::pair<std::int64_t, double>> metric_series(const std::string& id, Metric metric,
                                                               std::int32_t layer) const;
    std::vector<Annotation> annotations(const std::string& id) const;

    const std::vector<DictionaryEntry>& metric_dictionary() const;
    const std::vector<DictionaryEntry>& column_dictionary() const;

    /// Reads the whole file and throws when its structure is damaged; takes seconds per gigabyte.
    void check() const;

private:
    RunInfo find_any(const std::string& id_prefix) const;

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ttt
